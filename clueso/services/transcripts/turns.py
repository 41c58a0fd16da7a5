"""The turns of a recording: the step `speakers` writes them, `join` and the transcript read them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, insert, select

from clueso.domain.hearing.turns import Turn
from clueso.domain.transcript import Span
from clueso.extensions import db
from clueso.models import Chunk, Project, TurnRow
from clueso.services.transaction import transactional

CHANNELS = 2


@dataclass(frozen=True, slots=True)
class VoiceWork:
    """The input of a `speakers` step.

    `chunks` are the keys of the chunks' sound with their starts in the recording, `speech` has times in the
    recording. `count` is the declared number of speakers, None if undeclared. `by_channel` are the turns
    known from the recording's channels.
    """

    chunks: tuple[tuple[str, int], ...]
    speech: tuple[Span, ...]
    count: int | None
    by_channel: list[Turn]


@transactional
def work_of(project_id: str) -> VoiceWork:
    chunks = list(
        db.session.scalars(select(Chunk).where(Chunk.project_id == project_id).order_by(Chunk.number))
    )
    project = db.session.get_one(Project, project_id)
    return VoiceWork(
        chunks=tuple((chunk.audio_key, chunk.start_ms) for chunk in chunks),
        speech=tuple(Span(*span) for chunk in chunks for span in chunk.speech),
        count=project.speaker_count,
        by_channel=_by_channel(project),
    )


def _by_channel(project: Project) -> list[Turn]:
    """Return the turns by channel; none if the declared number of speakers is not the number of channels."""
    if project.speaker_count not in (None, CHANNELS):
        return []
    return [Turn(*turn) for turn in project.channel_turns or ()]


def record(project: Project, turns: Sequence[Turn]) -> None:
    """Replace the turns of a recording by these, which are in order. Needs a transaction."""
    db.session.execute(delete(TurnRow).where(TurnRow.project_id == project.id))
    rows = [
        {
            "project_id": project.id,
            "number": number,
            "start_ms": turn.start_ms,
            "end_ms": turn.end_ms,
            "voice": turn.voice,
        }
        for number, turn in enumerate(turns, 1)
    ]
    if rows:
        db.session.execute(insert(TurnRow), rows)


def of_project(project_id: str) -> list[Turn]:
    """Return the turns of a recording in order; none if no voices were told apart. Needs a transaction."""
    query = select(TurnRow.start_ms, TurnRow.end_ms, TurnRow.voice).where(TurnRow.project_id == project_id)
    return [Turn(*row) for row in db.session.execute(query.order_by(TurnRow.number))]


@transactional
def read(project_id: str) -> list[Turn]:
    return of_project(project_id)
