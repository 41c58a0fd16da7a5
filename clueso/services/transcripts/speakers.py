"""The speakers of a transcript as rows: made by `join`, altered by edits, read wherever names are shown."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace

from sqlalchemy import delete, insert, select

from clueso.domain.speakers import Speaker, Speakers
from clueso.domain.transcript import Segment
from clueso.extensions import db
from clueso.models import Project, SpeakerRow, TranscriptVersion

FEWEST = 2
"""Where one voice is heard there is nobody to tell it from: its words need no name."""


def of_project(project_id: str) -> Speakers:
    """Within a transaction: everybody, also those whom no segment of the present version has."""
    rows = db.session.execute(
        select(
            SpeakerRow.id, SpeakerRow.number, SpeakerRow.name, SpeakerRow.voice, SpeakerRow.merged_into
        ).where(SpeakerRow.project_id == project_id)
    )
    return Speakers(Speaker(*row) for row in rows)


def create_for(project: Project, segments: Sequence[Segment]) -> list[Segment]:
    """Within a transaction: a speaker for each voice that says a segment, in the order of first words. They
    replace those of an earlier try.

    `speaker` of a segment is the number of its voice as text ("0"), None where it is not known. Returns the
    segments with their speakers; with nobody's where fewer than two voices say something.
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
    """Within a transaction: write those who are new or altered."""
    for speaker in speakers:
        db.session.merge(SpeakerRow(**_row(project_id, speaker)))


def names_of(project_id: str) -> dict[str, str]:
    """Within a transaction: the ids of the speakers by every name that they have or had."""
    known = of_project(project_id)
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
    """The segments with the names of those who say them."""
    return tuple(replace(segment, speaker=speakers.shown(segment.speaker_id)) for segment in segments)


def _said_by(speaker: Speaker | None, segment: Segment) -> Segment:
    if speaker is None:
        return segment
    return replace(segment, speaker=speaker.shown, speaker_id=speaker.id)


def _row(project_id: str, speaker: Speaker) -> dict[str, str | int | None]:
    return {"project_id": project_id, **asdict(speaker)}
