"""Projects as the API shows them: with steps, language, and the upload id that the owner knows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import BindParameter, and_, bindparam, or_, select

from clueso.domain.files.playback import Playback, playback
from clueso.domain.steps.shown_steps import shown_steps
from clueso.domain.steps.statuses import ProjectStatus, StepState
from clueso.domain.steps.step_kinds import COPY, Shown
from clueso.extensions import db
from clueso.models import Project, Step, Transcript, Upload, UploadStatus
from clueso.services.pipeline import step_rows
from clueso.services.projects import labels
from clueso.services.projects.contents import NOTHING, Contents
from clueso.services.projects.labels import Labels


@dataclass(frozen=True, slots=True)
class Fetch:
    """How far a recording is read from its link. `size_bytes` is None as long as the site has not said it."""

    host: str
    fetched_bytes: int
    size_bytes: int | None


@dataclass(frozen=True, slots=True)
class ProjectView:
    """A project and what the API shows with it.

    `upload_id` is the id that the owner knows. `language` is the declared one or, later, the detected one.
    `removal_at` is the announced time of the recording's removal, `removed_at` when it was removed.
    `playback` says what the player plays. `is_at_work` says that a step is open, be it shown or not. Only a list
    has `contents`. `fetch` is None once the recording is stored.
    """

    project: Project
    upload_id: str
    labels: Labels
    removal_at: datetime | None = None
    removed_at: datetime | None = None
    steps: list[StepState] = field(default_factory=list)
    language: str | None = None
    playback: Playback = Playback.ORIGINAL
    is_at_work: bool = False
    contents: Contents = NOTHING
    fetch: Fetch | None = None


PROJECT_IDS: BindParameter[Sequence[str]] = bindparam("project_ids", expanding=True)
# Built once: pages that watch a project read it again and again, and building a query takes as long as its answer.
SHOWN_STEPS = select(Step).where(
    Step.project_id.in_(PROJECT_IDS),
    Step.owner_id == bindparam("owner_id"),
    or_(Step.in_first_run, step_rows.of_kind(lambda kind: kind.shown is Shown.EACH or kind.beside_run)),
)
SOURCES = (
    select(Project.id, Transcript.language, Upload)
    .join(Upload, and_(Upload.id == Project.upload_id, Upload.owner_id == bindparam("owner_id")))
    .outerjoin(Transcript, Transcript.project_id == Project.id)
    .where(Project.id.in_(PROJECT_IDS), Project.owner_id == bindparam("owner_id"))
)


def views(owner_id: str, projects: list[Project]) -> list[ProjectView]:
    """Return this owner's projects in the same order, read with a few queries. Needs a transaction."""
    ids = [project.id for project in projects]
    steps: dict[str, list[StepState]] = {}
    for step in db.session.scalars(SHOWN_STEPS, {"project_ids": ids, "owner_id": owner_id}):
        steps.setdefault(step.project_id, []).append(step_rows.state_of(step))
    heard, uploads = _sources(owner_id, ids)
    attached = labels.of_projects(owner_id, ids)
    return [
        _view(
            project, uploads[project.id], steps.get(project.id, []), attached[project.id], heard[project.id]
        )
        for project in projects
    ]


def new_view(
    project: Project, upload: Upload, steps: Sequence[Step], metadata: Mapping[str, str]
) -> ProjectView:
    """Return a project whose rows were just inserted, without reading them again. Needs a transaction."""
    return _view(
        project,
        upload,
        list(map(step_rows.state_of, steps)),
        Labels([], dict(sorted(metadata.items()))),
        None,
    )


def _view(
    project: Project, upload: Upload, steps: list[StepState], attached: Labels, heard: str | None
) -> ProjectView:
    return ProjectView(
        project,
        upload.shown_id,
        attached,
        upload.removal_at,
        _removed_at(upload),
        shown_steps(steps),
        project.language or heard,
        _playback(project, steps, upload),
        any(not step.status.is_settled for step in steps),
        fetch=_fetch(upload),
    )


def _sources(owner_id: str, project_ids: Sequence[str]) -> tuple[dict[str, str | None], dict[str, Upload]]:
    """Return the language of the transcript and the upload of each project."""
    rows = db.session.execute(SOURCES, {"project_ids": project_ids, "owner_id": owner_id}).all()
    return {id_: language for id_, language, _ in rows}, {id_: upload for id_, _, upload in rows}


def _playback(project: Project, steps: Sequence[StepState], upload: Upload) -> Playback:
    return playback(
        plays_everywhere=project.plays_everywhere,
        has_copy=project.copy_key is not None,
        step=next((step.status for step in steps if step.name == COPY.name), None),
        is_final=ProjectStatus(project.status).is_final,
        is_removed=upload.status == UploadStatus.EXPIRED,
    )


def _fetch(upload: Upload) -> Fetch | None:
    if upload.source_host is None or upload.status != UploadStatus.PENDING:
        return None
    return Fetch(upload.source_host, upload.fetched_bytes, upload.size_bytes or None)


def _removed_at(upload: Upload) -> datetime | None:
    return upload.updated_at if upload.status == UploadStatus.EXPIRED else None
