"""The schema of a project in responses."""

from datetime import UTC, datetime
from typing import Self

from pydantic import Field

from clueso.api.context import crowd
from clueso.api.links import picture_url
from clueso.api.schemas import Answer, Moment
from clueso.domain.documents.documents import DocumentKind, DocumentStatus
from clueso.domain.files.playback import Playback, notes
from clueso.domain.steps.pace import poll_after_ms, remaining_s
from clueso.domain.steps.statuses import ProjectStatus, StepStatus
from clueso.models import Project as Row
from clueso.services.projects.project_views import ProjectView


class WorkError(Answer):
    """Why work failed, in words for the owner of the recording."""

    code: str = Field(description="`/problems/<code>` explains it.")
    title: str
    detail: str
    step: str | None
    retryable: bool


class Trouble(Answer):
    """Why the last try of a step failed, while it waits for the next one."""

    code: str
    title: str
    detail: str
    retry_at: Moment


class Step(Answer):
    name: str = Field(
        description="`fetch` for a recording from a link, `probe`, `extract`, `speakers`, `transcribe`, `write:<kind>`,"
        " `finish`, or `hear:<n>` for a stretch that is transcribed again."
    )
    status: StepStatus
    progress: float = Field(ge=0, le=1)
    attempts: int
    started_at: Moment | None
    finished_at: Moment | None
    error: WorkError | None
    trouble: Trouble | None = Field(description="Set while the step waits for a retry.")


class Media(Answer):
    """Facts about the recording."""

    duration_ms: int
    container: str
    has_video: bool
    width: int | None
    height: int | None
    size_bytes: int
    notes: list[str] = Field(
        description="Sentences about oddities: the recording breaks off, or only some of its tracks were transcribed."
    )


class Recording(Answer):
    """How long the recording is kept. The transcript and the documents stay."""

    retention_days: int | None = Field(
        description="The owner's choice: days after the creation of the project. 0 keeps the recording, null applies the"
        " installation's default (`GET /config`)."
    )
    removal_at: Moment | None = Field(
        description="Time of the removal. Null until `warning_days` of `GET /config` before it."
    )
    removed_at: Moment | None


class Fetch(Answer):
    """How far the recording is read from its link."""

    host: str = Field(description="The site of the link.")
    fetched_bytes: int
    size_bytes: int | None = Field(description="Null as long as the site has not said it.")


class Project(Answer):
    id: str
    title: str
    title_is_generated: bool
    upload_id: str = Field(description="Of a linked upload, the id that the host application gave it.")
    status: ProjectStatus
    progress: float = Field(ge=0, le=1)
    language: str | None = Field(description="The declared language; once transcribed, the detected one.")
    languages: list[str] = Field(
        description="The declared languages, if several may be spoken; empty for any."
    )
    recording: Recording | None = Field(
        description="Null for a recording of the host application, which Clueso never removes."
    )
    fetch: Fetch | None = Field(
        description="Set for a recording from a link, until it is stored; null for all others."
    )
    media: Media | None = Field(description="Null until the recording was probed.")
    playback: Playback = Field(
        description="What `GET /projects/{id}/media` returns. `original`: every browser plays it. `copy`: a copy that every"
        " browser plays. `preparing`: the original, while that copy is being made. `none`: the copy could not be made, or the"
        " recording was removed."
    )
    instructions: str | None = Field(
        description="Instructions to the writer for all documents of the project."
    )
    speakers: int | None = Field(description="The declared number of speakers; null to detect it.")
    tags: list[str]
    metadata: dict[str, str] = Field(description="The values that the owner's application gave.")
    steps: list[Step]
    error: WorkError | None
    poster_url: str | None = Field(
        description="Presigned URL of a picture of the recording. It works for fifteen minutes."
    )
    remaining_s: int | None = Field(
        description="Estimated seconds until it is ready; null without an estimate."
    )
    poll_after_ms: int | None = Field(
        description="Milliseconds until the client should read it again; null when nothing will change."
    )
    made_by: str = Field(description="The id of the person who made it.")
    created_at: Moment
    updated_at: Moment
    ready_at: Moment | None

    @classmethod
    def of(cls, view: ProjectView) -> Self:
        row, now = view.project, datetime.now(UTC)
        starts = [step.started_at for step in view.steps if step.started_at]
        is_final = ProjectStatus(row.status).is_final
        elapsed_s = (now - min(starts)).total_seconds() if starts and not is_final else None
        return cls(
            id=row.id,
            title=row.title,
            title_is_generated=row.title_is_generated,
            upload_id=view.upload_id,
            status=ProjectStatus(row.status),
            progress=row.progress,
            language=view.language,
            languages=row.languages,
            recording=_recording(view),
            fetch=Fetch.model_validate(view.fetch) if view.fetch else None,
            media=_media(row),
            playback=view.playback,
            instructions=row.instructions,
            speakers=row.speaker_count,
            tags=view.labels.tags,
            metadata=view.labels.metadata,
            steps=[Step.model_validate(step) for step in view.steps],
            error=WorkError.model_validate(row.error) if row.error else None,
            poster_url=picture_url(row.poster_key),
            remaining_s=remaining_s(progress=row.progress, elapsed_s=elapsed_s),
            poll_after_ms=poll_after_ms(
                is_final=is_final and view.playback is not Playback.PREPARING and not view.is_at_work,
                is_running=any(step.status is StepStatus.RUNNING for step in view.steps),
                idle_s=(now - row.updated_at).total_seconds(),
                age_s=(now - row.created_at).total_seconds(),
                least_ms=crowd().pace_ms(),
            ),
            made_by=row.made_by or row.owner_id,
            created_at=row.created_at,
            updated_at=row.updated_at,
            ready_at=row.ready_at,
        )


class ListedDocument(Answer):
    kind: DocumentKind
    status: DocumentStatus


class Contents(Answer):
    """What is inside a project."""

    documents: list[ListedDocument]
    speaker_count: int = Field(description="How many people speak; 0 until voices were told apart.")


class ListedProject(Project):
    contents: Contents

    @classmethod
    def of(cls, view: ProjectView) -> Self:
        project = Project.of(view)
        inside = Contents.model_validate(view.contents)
        return cls(**{name: getattr(project, name) for name in Project.model_fields}, contents=inside)


class ProjectList(Answer):
    items: list[ListedProject]
    next_cursor: str | None


def _recording(view: ProjectView) -> Recording | None:
    if view.upload_id != view.project.upload_id:  # a linked upload shows the host's id instead of ours
        return None
    return Recording(
        retention_days=view.project.retention_days,
        removal_at=None if view.removed_at else view.removal_at,
        removed_at=view.removed_at,
    )


def _media(row: Row) -> Media | None:
    if row.duration_ms is None:
        return None
    facts = {name: getattr(row, name) for name in Media.model_fields if name != "notes"}
    odd = notes(duration_ms=row.duration_ms, announced_ms=row.announced_ms, heard_tracks=row.heard_tracks)
    return Media(**facts, notes=odd)
