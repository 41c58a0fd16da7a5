"""Whose a project is: another person's answers exactly as one that does not exist."""

from typing import TypeGuard

from clueso.errors import NotFound
from clueso.extensions import db
from clueso.models import Project
from clueso.services import settle


def own_project(user_id: str, project_id: str) -> Project:
    """Within a transaction. Raises NotFound, also for somebody else's and for a deleted one."""
    return _found(user_id, db.session.get(Project, project_id))


def own_locked_project(user_id: str, project_id: str) -> Project:
    """The same, for what changes its steps or versions."""
    return _found(user_id, settle.lock_project(project_id))


def belongs_to(project: Project | None, user_id: str) -> TypeGuard[Project]:
    return project is not None and project.user_id == user_id and project.deleted_at is None


def _found(user_id: str, project: Project | None) -> Project:
    if not belongs_to(project, user_id):
        raise NotFound("There is no such project.")
    return project
