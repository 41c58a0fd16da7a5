"""The rows that the media steps read and write: the source, its properties, and its sound in chunks."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select

from clueso.domain.hearing.spoken_languages import leaders
from clueso.domain.hearing.turns import Turn
from clueso.domain.ports.media import AudioChunk, BreakOff, MediaInfo
from clueso.domain.ports.storage import Place
from clueso.domain.steps.first_run import PlannedStep
from clueso.domain.steps.statuses import StepStatus
from clueso.domain.steps.step_kinds import (
    COPY,
    EXTRACT,
    JOIN,
    SCREENS,
    SPEAKERS,
    TRANSCRIBE,
    StepKind,
    kind_of,
)
from clueso.domain.transcript import Span
from clueso.errors import UploadMissing
from clueso.extensions import db
from clueso.models import Chunk, Project, SegmentRow, Upload, UploadStatus
from clueso.services.limits import daily
from clueso.services.pipeline import step_rows
from clueso.services.transaction import transactional

AUDIO_TYPE = "audio/ogg"
FIRST_TRACK = (1,)
"""The track that players play. It is transcribed unless other tracks were chosen."""


@dataclass(frozen=True, slots=True)
class Source:
    """The recording in storage, what `probe` found out about it, and the tracks that `extract` used."""

    place: Place
    size_bytes: int
    duration_ms: int | None
    has_video: bool | None
    tracks: tuple[int, ...] = FIRST_TRACK


@transactional
def source_of(project_id: str) -> Source:
    """Return the source of a project. Raises UploadMissing if the upload is no longer stored."""
    query = (
        select(Project, Upload).join(Upload, Upload.id == Project.upload_id).where(Project.id == project_id)
    )
    row = db.session.execute(query).one_or_none()
    if row is not None and row.Upload.status == UploadStatus.EXPIRED:
        raise UploadMissing("The recording was removed after the time for which it was kept.")
    if row is None or row.Upload.status != UploadStatus.STORED:
        raise UploadMissing()
    project, upload = row.Project, row.Upload
    tracks = tuple(project.heard_tracks or FIRST_TRACK)
    return Source(upload.place, upload.size_bytes, project.duration_ms, project.has_video, tracks)


@dataclass(frozen=True, slots=True)
class Known:
    """What another project of the same recording found out about it, and the keys of its stored sound and
    copy.
    """

    media: MediaInfo
    poster_key: str | None
    audio_key: str
    copy_key: str | None
    speech: tuple[Span, ...]
    tracks: tuple[int, ...]
    break_off: BreakOff | None
    turns: tuple[Turn, ...]
    waveform: bytes | None


@transactional
def known_of(project_id: str) -> Known | None:
    """Return what the owner's newest other project of the same upload knows; None if no such project stores
    the sound.
    """
    project = db.session.get_one(Project, project_id)
    query = select(Project).where(
        Project.upload_id == project.upload_id,
        Project.owner_id == project.owner_id,
        Project.id != project_id,
        Project.deleted_at.is_(None),
        Project.audio_key.is_not(None),
        Project.plays_everywhere.is_not(None),  # an earlier release did not check this
    )
    other = db.session.scalars(query.order_by(Project.created_at.desc()).limit(1)).one_or_none()
    if other is None:
        return None
    assert other.duration_ms and other.container and other.size_bytes and other.audio_key
    media = MediaInfo(
        duration_ms=other.duration_ms,
        container=other.container,
        has_audio=True,
        has_video=bool(other.has_video),
        width=other.width,
        height=other.height,
        size_bytes=other.size_bytes,
        plays_everywhere=bool(other.plays_everywhere),
    )
    chunks = db.session.scalars(select(Chunk).where(Chunk.project_id == other.id).order_by(Chunk.number))
    speech = tuple(Span(*span) for chunk in chunks for span in chunk.speech)
    return Known(
        media,
        other.poster_key,
        other.audio_key,
        other.copy_key,
        speech,
        tuple(other.heard_tracks or FIRST_TRACK),
        BreakOff(other.duration_ms, other.announced_ms) if other.announced_ms else None,
        tuple(Turn(*turn) for turn in other.channel_turns or ()),
        other.waveform,
    )


def record_media(
    project: Project, info: MediaInfo, poster_key: str | None, *, sound_minutes_per_day: int = 0
) -> None:
    """Record the result of `probe`, and count the sound towards the owner's daily limit.

    Needs a transaction. Raises QuotaExceeded.
    """
    daily.take_sound(project.owner_id, info.duration_ms, minutes_per_day=sound_minutes_per_day)
    project.duration_ms = info.duration_ms
    project.container = info.container
    project.has_video = info.has_video
    project.width = info.width
    project.height = info.height
    project.size_bytes = info.size_bytes
    project.poster_key = poster_key
    project.plays_everywhere = info.plays_everywhere


def record_audio(project: Project, key: str, size_bytes: int, waveform: bytes | None) -> None:
    """Record the compact copy of the sound, which stays with the project, and its waveform. Needs a transaction."""
    project.audio_key = key
    project.audio_size_bytes = size_bytes
    project.waveform = waveform


@transactional
def waveform_of(project_id: str) -> bytes | None:
    """Return the waveform of a project, which rows do not load; None until the sound was read."""
    return db.session.scalars(select(Project.waveform).where(Project.id == project_id)).one_or_none()


def record_heard(project: Project, tracks: Sequence[int], break_off: BreakOff | None) -> None:
    """Record the transcribed tracks and where the file breaks off. Needs a transaction.

    Also add a `copy` step if some browsers don't play the recording, would play another track, or would play
    past the break.
    """
    project.heard_tracks = list(tracks)
    project.announced_ms = break_off.announced_ms if break_off else None
    if break_off:
        project.duration_ms = break_off.at_ms
    if project.plays_everywhere and tuple(tracks) == FIRST_TRACK and break_off is None:
        return
    _begin_beside_run(project, COPY)


def add_screens(project: Project) -> None:
    """Add the step that reads the screens. Needs a transaction."""
    _begin_beside_run(project, SCREENS)


def _begin_beside_run(project: Project, kind: StepKind) -> None:
    earlier = next((step for step in step_rows.steps_of(project.id) if step.name == kind.name), None)
    if earlier is None:
        step_rows.add_step(project, PlannedStep(kind.name), in_first_run=False)
    else:
        step_rows.begin_anew(earlier)


def record_channel_turns(project: Project, turns: Sequence[Turn]) -> None:
    """Record the turns found from the channels of the recording, None if the channels don't tell. Needs a
    transaction.
    """
    project.channel_turns = [[turn.start_ms, turn.end_ms, turn.voice] for turn in turns] or None


def record_copy(project: Project, key: str) -> None:
    """Record the copy that every browser plays, which stays with the project. Needs a transaction."""
    project.copy_key = key


def record_chunks(project: Project, chunks: list[tuple[AudioChunk, str]]) -> None:
    """Record the chunks with their keys; add a `transcribe` step for each, and `speakers` unless the user
    said that one person speaks.

    Needs a transaction. The result of an earlier `extract` is replaced. Each chunk detects its language
    itself. A chunk with too little speech for that waits for the longest chunk and uses its languages.
    """
    # A retry may have cut the recording in other places.
    for table in (Chunk, SegmentRow):
        db.session.execute(delete(table).where(table.project_id == project.id))
    join = None
    for step in step_rows.steps_of(project.id):
        if kind_of(step.name) in (TRANSCRIBE, SPEAKERS):
            db.session.delete(step)
        if step.name == JOIN.name:
            join = step
    assert join is not None and join.status == StepStatus.WAITING
    db.session.flush()
    leads = leaders({chunk.number: chunk.speech for chunk, _ in chunks})
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
        leader = leads.get(chunk.number) if project.language is None else None
        needs = (EXTRACT.name, f"{TRANSCRIBE.name}:{leader}") if leader else (EXTRACT.name,)
        step_rows.add_step(project, PlannedStep(f"{TRANSCRIBE.name}:{chunk.number}", needs))
    join.needs = [EXTRACT.name, *(f"{TRANSCRIBE.name}:{chunk.number}" for chunk, _ in chunks)]
    if project.speaker_count != 1:
        step_rows.add_step(project, PlannedStep(SPEAKERS.name, (EXTRACT.name,)))
        join.needs = [*join.needs, SPEAKERS.name]


@transactional
def audio_keys(project_id: str) -> list[str]:
    return list(db.session.scalars(select(Chunk.audio_key).where(Chunk.project_id == project_id)))
