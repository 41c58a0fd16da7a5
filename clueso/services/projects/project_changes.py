"""Changes that a person makes to a project: its title, and how long its recording is kept."""

from dataclasses import dataclass

from clueso.extensions import db
from clueso.services import audit, passages
from clueso.services.audit import Action
from clueso.services.pipeline import step_rows
from clueso.services.projects import retention
from clueso.services.projects.ownership import own_locked_project
from clueso.services.projects.project_views import ProjectView, views
from clueso.services.transaction import transactional


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """The wanted changes. None means no change. `retention_days` is a tuple with the new value, which may be
    None.
    """

    title: str | None = None
    retention_days: tuple[int | None] | None = None


@transactional
def change(user_id: str, project_id: str, changes: Changes) -> ProjectView:
    """Change the project and return it. A title set by a person is never replaced by a generated one. Raises
    NotFound, RecordingRemoved.
    """
    project = own_locked_project(user_id, project_id)
    if changes.title is not None:
        project.title = changes.title
        project.title_is_generated = False
        passages.index_title(project)
        audit.record(Action.PROJECT_RENAMED, project_id, user_id)
    if changes.retention_days is not None:
        retention.choose(project, *changes.retention_days)
    step_rows.touch(project)
    db.session.flush()
    return views(user_id, [project])[0]
