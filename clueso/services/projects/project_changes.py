"""Changes that an owner makes to a project: its title, tags and metadata, and how long its recording is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from clueso.errors import StaleVersion
from clueso.extensions import db
from clueso.models import Project
from clueso.services import audit, passages
from clueso.services.audit import Action
from clueso.services.pipeline import step_rows
from clueso.services.projects import labels, retention
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
    metadata: Mapping[str, str] | None = None


@transactional
def change(owner_id: str, project_id: str, changes: Changes, *, if_version: int | None = None) -> ProjectView:
    """Change the project and return it. A title set by a person is never replaced by a generated one. With
    `if_version` only that version is changed.

    Raises NotFound, RecordingRemoved, StaleVersion.
    """
    project = _of_version(owner_id, project_id, if_version)
    if changes.title is not None:
        project.title = changes.title
        project.title_is_generated = False
        passages.index_title(project)
        audit.record(Action.PROJECT_RENAMED, project_id, owner_id)
    if changes.retention_days is not None:
        retention.choose(project, *changes.retention_days)
    if changes.metadata is not None:
        labels.set_metadata(project, changes.metadata)
        audit.record(Action.PROJECT_METADATA_SET, project_id, owner_id, entries=len(changes.metadata))
    step_rows.touch(project)
    db.session.flush()
    return views(owner_id, [project])[0]


@transactional
def tag(owner_id: str, project_id: str, tags: Sequence[str], *, if_version: int | None = None) -> ProjectView:
    """Replace the tags of the project and return it. The same tags again change nothing.

    Raises NotFound, StaleVersion.
    """
    project = _of_version(owner_id, project_id, if_version)
    if labels.set_tags(project, tags):
        step_rows.touch(project)
        audit.record(Action.PROJECT_TAGGED, project_id, owner_id, tags=len(tags))
        db.session.flush()
    return views(owner_id, [project])[0]


def _of_version(owner_id: str, project_id: str, version: int | None) -> Project:
    """Return the owner's locked project, which must have this version; any for None. Raises NotFound, StaleVersion."""
    project = own_locked_project(owner_id, project_id)
    if version not in (None, project.version):
        raise StaleVersion
    return project
