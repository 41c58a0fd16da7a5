"""Finds rows of one owner. Another person's row gives the same answer as a missing one.

The owner is in the WHERE clause of each query, so no caller can forget to compare it.
"""

from typing import TypeVar

from sqlalchemy import bindparam, select

from clueso.errors import NotFound
from clueso.extensions import db
from clueso.models import Comment, Document, Export, Project
from clueso.services.pipeline import step_rows

Part = TypeVar("Part", Comment, Document, Export)

OWN_PROJECT = select(Project).where(
    Project.id == bindparam("id"),
    Project.owner_id == bindparam("owner_id"),
    Project.deleted_at.is_(None),
)
"""Built once: nearly every request asks it."""


def own_project(owner_id: str, project_id: str) -> Project:
    """Return the owner's project. Needs a transaction. Raises NotFound, also for another owner's project and
    for a deleted one.
    """
    return _found(db.session.scalar(OWN_PROJECT, {"id": project_id, "owner_id": owner_id}))


def own_locked_project(owner_id: str, project_id: str) -> Project:
    """Return the owner's project with its row locked, for changes of its steps or versions. Raises
    NotFound.
    """
    return _found(
        step_rows.lock_project(project_id, Project.owner_id == owner_id, Project.deleted_at.is_(None))
    )


def own_part(owner_id: str, table: type[Part], part_id: str, *, otherwise: str) -> tuple[Part, Project]:
    """Return a comment, a document or an export with its project, which must not be deleted. Raises NotFound with the
    text `otherwise`.
    """
    query = (
        select(table, Project)
        .join(Project, Project.id == table.project_id)
        .where(
            table.id == part_id,
            table.owner_id == owner_id,
            Project.owner_id == owner_id,
            Project.deleted_at.is_(None),
        )
    )
    row = db.session.execute(query).one_or_none()
    if row is None:
        raise NotFound(otherwise)
    return row[0], row[1]


def _found(project: Project | None) -> Project:
    if project is None:
        raise NotFound("There is no such project.")
    return project
