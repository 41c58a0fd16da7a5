"""What the media steps read and write: the source, what it is, and its sound in chunks."""

from dataclasses import dataclass

from sqlalchemy import delete, select

from clueso.domain.ports import AudioChunk, MediaInfo
from clueso.domain.steps import PlannedStep, StepStatus, handler_of
from clueso.errors import UploadMissing
from clueso.extensions import db
from clueso.models import Chunk, Project, SegmentRow, Upload, UploadStatus
from clueso.services import settle
from clueso.services.transaction import transactional


@dataclass(frozen=True, slots=True)
class Source:
    """The recording in storage, and what `probe` found of it."""

    key: str
    size_bytes: int
    duration_ms: int | None
    has_video: bool | None


@transactional
def source_of(project_id: str) -> Source:
    """Raises UploadMissing when the upload is no longer stored."""
    query = (
        select(Project, Upload).join(Upload, Upload.id == Project.upload_id).where(Project.id == project_id)
    )
    row = db.session.execute(query).one_or_none()
    if row is None or row.Upload.status != UploadStatus.STORED:
        raise UploadMissing()
    project, upload = row.Project, row.Upload
    return Source(upload.key, upload.size_bytes, project.duration_ms, project.has_video)


def record_media(project: Project, info: MediaInfo, poster_key: str | None) -> None:
    """Within a transaction: what `probe` found."""
    project.duration_ms = info.duration_ms
    project.container = info.container
    project.has_video = info.has_video
    project.width = info.width
    project.height = info.height
    project.size_bytes = info.size_bytes
    project.poster_key = poster_key


def record_chunks(project: Project, chunks: list[tuple[AudioChunk, str]]) -> None:
    """Within a transaction: the chunks with their keys, and a `transcribe` step for each.

    What an earlier `extract` left is replaced. Without a declared language every chunk waits for the
    first, which detects it.
    """
    for table in (Chunk, SegmentRow):
        db.session.execute(delete(table).where(table.project_id == project.id))
    join = None
    for step in settle.steps_of(project.id):
        if handler_of(step.name) == "transcribe":
            db.session.delete(step)
        if step.name == "join":
            join = step
    assert join is not None and join.status == StepStatus.WAITING
    db.session.flush()
    for chunk, key in chunks:
        db.session.add(
            Chunk(
                project_id=project.id,
                number=chunk.number,
                start_ms=chunk.start_ms,
                end_ms=chunk.end_ms,
                speech=[[span.start_ms, span.end_ms] for span in chunk.speech],
                audio_key=key,
            )
        )
        waits = project.language is None and chunk.number > 1
        settle.add_step(
            project, PlannedStep(f"transcribe:{chunk.number}", ("transcribe:1",) if waits else ())
        )
    join.needs = ["extract", *(f"transcribe:{chunk.number}" for chunk, _ in chunks)]


@transactional
def audio_keys(project_id: str) -> list[str]:
    return list(db.session.scalars(select(Chunk.audio_key).where(Chunk.project_id == project_id)))
