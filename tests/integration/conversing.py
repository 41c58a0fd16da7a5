"""A transcript of which it is known who says what."""

from dataclasses import replace

from sqlalchemy import update

from clueso.extensions import db
from clueso.models import Project, SegmentRow
from clueso.services.transaction import transactional
from clueso.services.transcripts import speakers, transcripts


@transactional
def let_speak(project_id: str, *voices: int) -> None:
    """Give the segments in order to these voices: speakers v0, v1, …, unnamed."""
    segments = transcripts.load(project_id).segments
    said = [replace(segment, speaker=str(voice)) for segment, voice in zip(segments, voices, strict=True)]
    for segment in speakers.create_for(db.session.get_one(Project, project_id), said):
        row = (SegmentRow.project_id == project_id, SegmentRow.id == segment.id)
        db.session.execute(update(SegmentRow).where(*row).values(speaker_id=segment.speaker_id))
