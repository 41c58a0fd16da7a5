"""The turns of a recording: the step `speakers` writes them, `join` and the transcript read them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, insert, select

from clueso.domain.transcript import Span
from clueso.domain.turns import Turn
from clueso.extensions import db
from clueso.models import Chunk, Project, TurnRow
from clueso.services.transaction import transactional

CHANNELS = 2


@dataclass(frozen=True, slots=True)
class VoiceWork:
    """What a `speakers` step needs: the keys of the chunks' sound with their starts in the recording, the speech
    in the recording, how many people speak, None where nobody said, and the turns where the recording's channels
    tell them."""

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
    """None where somebody said that there are more voices than channels."""
    if project.speaker_count not in (None, CHANNELS):
        return []
    return [Turn(*turn) for turn in project.channel_turns or ()]


def record(project: Project, turns: Sequence[Turn]) -> None:
    """Within a transaction: replace the turns of a recording by these, which are in order."""
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
    """Within a transaction: the turns of a recording in order; none where no voices were told apart."""
    query = select(TurnRow.start_ms, TurnRow.end_ms, TurnRow.voice).where(TurnRow.project_id == project_id)
    return [Turn(*row) for row in db.session.execute(query.order_by(TurnRow.number))]


@transactional
def read(project_id: str) -> list[Turn]:
    return of_project(project_id)
