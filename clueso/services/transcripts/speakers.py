"""The rows of a transcript's speakers: `join` creates them, edits alter them."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace

from sqlalchemy import delete, insert, select

from clueso.domain.editing.speakers import Speaker, Speakers
from clueso.domain.transcript import Segment
from clueso.extensions import db
from clueso.models import Project, SpeakerRow, TranscriptVersion

FEWEST = 2
"""With one voice there is no one to tell apart, so segments get no speaker."""


def of_project(project_id: str) -> Speakers:
    """Return all speakers, also those without a segment in the present version. Needs a transaction."""
    rows = db.session.execute(
        select(
            SpeakerRow.id, SpeakerRow.number, SpeakerRow.name, SpeakerRow.voice, SpeakerRow.merged_into
        ).where(SpeakerRow.project_id == project_id)
    )
    return Speakers(Speaker(*row) for row in rows)


def create_for(project: Project, segments: Sequence[Segment]) -> list[Segment]:
    """Create a speaker for each voice that says a segment, in the order of their first segments. Needs a
    transaction.

    They replace the speakers of an earlier try. `speaker` of a segment is the number of its voice as text
    ("0"), None if unknown. Returns the segments with their speakers; without speakers if fewer than two
    voices say a segment.
    """
    db.session.execute(delete(SpeakerRow).where(SpeakerRow.project_id == project.id))
    voices = list(dict.fromkeys(segment.speaker for segment in segments if segment.speaker is not None))
    if len(voices) < FEWEST:
        return [replace(segment, speaker=None) for segment in segments]
    found = {
        voice: Speaker(f"v{voice}", number, voice=int(voice)) for number, voice in enumerate(voices, start=1)
    }
    db.session.execute(insert(SpeakerRow), [_row(project.id, speaker) for speaker in found.values()])
    return [_said_by(found.get(segment.speaker or ""), segment) for segment in segments]


def save(project_id: str, speakers: Iterable[Speaker]) -> None:
    """Write new and altered speakers. Needs a transaction."""
    for speaker in speakers:
        db.session.merge(SpeakerRow(**_row(project_id, speaker)))


def names_of(project_id: str) -> dict[str, str]:
    """Return the ids of the speakers by every name that they have or had. Needs a transaction."""
    known = of_project(project_id)
    # Reversed, so that of two speakers of one name the first wins.
    ids = {one.shown: one.id for one in reversed(list(known))}
    versions = select(TranscriptVersion.replaced_speakers).where(TranscriptVersion.project_id == project_id)
    earlier = [
        (replace(one, name=replaced[one.id]["name"]).shown, one.id)
        for replaced in db.session.scalars(versions)
        for one in known
        if one.id in replaced
    ]
    return dict(earlier) | ids


def named(segments: Iterable[Segment], speakers: Speakers) -> tuple[Segment, ...]:
    """Return the segments with the names of their speakers."""
    return tuple(replace(segment, speaker=speakers.shown(segment.speaker_id)) for segment in segments)


def _said_by(speaker: Speaker | None, segment: Segment) -> Segment:
    if speaker is None:
        return segment
    return replace(segment, speaker=speaker.shown, speaker_id=speaker.id)


def _row(project_id: str, speaker: Speaker) -> dict[str, str | int | None]:
    return {"project_id": project_id, **asdict(speaker)}
