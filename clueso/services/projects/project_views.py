"""Projects as the API shows them: with steps, language, and the upload id that the owner knows."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import or_, select

from clueso.domain.files.playback import Playback, playback
from clueso.domain.steps.shown_steps import shown_steps
from clueso.domain.steps.statuses import ProjectStatus, StepState, StepStatus
from clueso.domain.steps.step_kinds import COPY, Shown
from clueso.extensions import db
from clueso.models import Project, Step, Transcript, Upload, UploadStatus
from clueso.services.pipeline import step_rows
from clueso.services.projects.contents import NOTHING, Contents


@dataclass(frozen=True, slots=True)
class ProjectView:
    """A project and what the API shows with it.

    `upload_id` is the id that the owner knows. `language` is the declared one or, later, the detected one.
    `removal_at` is the announced time of the recording's removal, `removed_at` when it was removed.
    `playback` says what the player plays. `is_at_work` says that a step is open, be it shown or not. Only a list
    has `contents`.
    """

    project: Project
    upload_id: str
    removal_at: datetime | None = None
    removed_at: datetime | None = None
    steps: list[StepState] = field(default_factory=list)
    language: str | None = None
    playback: Playback = Playback.ORIGINAL
    is_at_work: bool = False
    contents: Contents = NOTHING


def views(user_id: str, projects: list[Project]) -> list[ProjectView]:
    """Return this user's projects in the same order, read with a few queries. Needs a transaction."""
    ids = [project.id for project in projects]
    steps: dict[str, list[StepState]] = {}
    is_shown = or_(
        Step.in_first_run, step_rows.of_kind(lambda kind: kind.shown is Shown.EACH or kind.beside_run)
    )
    shown = select(Step).where(Step.project_id.in_(ids), Step.user_id == user_id, is_shown)
    for step in db.session.scalars(shown):
        steps.setdefault(step.project_id, []).append(step_rows.state_of(step))
    rows = db.session.execute(
        select(Transcript.project_id, Transcript.language).where(Transcript.project_id.in_(ids))
    )
    heard = {row.project_id: row.language for row in rows}
    uploads = _uploads(user_id, {project.upload_id for project in projects})
    copies = _copies(user_id, ids)
    return [
        ProjectView(
            project,
            uploads[project.upload_id].shown_id,
            uploads[project.upload_id].removal_at,
            _removed_at(uploads[project.upload_id]),
            shown_steps(steps.get(project.id, [])),
            project.language or heard.get(project.id),
            _playback(project, copies.get(project.id), uploads[project.upload_id]),
            any(not step.status.is_settled for step in steps.get(project.id, [])),
        )
        for project in projects
    ]


def _uploads(user_id: str, upload_ids: set[str]) -> dict[str, Upload]:
    query = select(Upload).where(Upload.id.in_(upload_ids), Upload.user_id == user_id)
    return {upload.id: upload for upload in db.session.scalars(query)}


def _copies(user_id: str, project_ids: list[str]) -> dict[str, StepStatus]:
    """Return the status of the step that makes a project's copy, by project."""
    query = select(Step.project_id, Step.status).where(
        Step.project_id.in_(project_ids), Step.user_id == user_id, Step.name == COPY.name
    )
    return {project_id: StepStatus(status) for project_id, status in db.session.execute(query)}


def _playback(project: Project, step: StepStatus | None, upload: Upload) -> Playback:
    return playback(
        plays_everywhere=project.plays_everywhere,
        has_copy=project.copy_key is not None,
        step=step,
        is_final=ProjectStatus(project.status).is_final,
        is_removed=upload.status == UploadStatus.EXPIRED,
    )


def _removed_at(upload: Upload) -> datetime | None:
    return upload.updated_at if upload.status == UploadStatus.EXPIRED else None
