"""Whose a row is: another person's answers exactly as one that does not exist.

The owner stands in the WHERE of each query: nobody can forget to compare what was never read.
"""

from typing import TypeVar

from sqlalchemy import select

from clueso.errors import NotFound
from clueso.extensions import db
from clueso.models import Document, Export, Project
from clueso.services.pipeline import step_rows

Part = TypeVar("Part", Document, Export)


def own_project(user_id: str, project_id: str) -> Project:
    """Within a transaction. Raises NotFound, also for somebody else's and for a deleted one."""
    query = select(Project).where(
        Project.id == project_id, Project.user_id == user_id, Project.deleted_at.is_(None)
    )
    return _found(db.session.scalar(query))


def own_locked_project(user_id: str, project_id: str) -> Project:
    """The same, for what changes its steps or versions."""
    return _found(
        step_rows.lock_project(project_id, Project.user_id == user_id, Project.deleted_at.is_(None))
    )


def own_part(user_id: str, table: type[Part], part_id: str, *, otherwise: str) -> tuple[Part, Project]:
    """A document or an export of a project that is there, with the project. Raises NotFound, which says
    `otherwise`."""
    query = (
        select(table, Project)
        .join(Project, Project.id == table.project_id)
        .where(
            table.id == part_id,
            table.user_id == user_id,
            Project.user_id == user_id,
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
