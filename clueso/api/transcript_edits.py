"""Editing a transcript: operations, and its history."""

from typing import Annotated, Any, Literal, Self

from flask import Response
from pydantic import AfterValidator, Field, StringConstraints

from clueso.api.auth import user_id
from clueso.api.conditional import edited_version, etag, told_version
from clueso.api.openapi import api_blueprint
from clueso.api.schemas import Answer, Body, Line, Moment, Path, answer, without_controls
from clueso.api.transcripts import Segment, Transcript
from clueso.domain import operations as domain
from clueso.domain.edits import TEXT_MAX
from clueso.models import TranscriptVersion
from clueso.services import editing, shown_transcripts
from clueso.services.editing import Edited

routes = api_blueprint("transcript_edits", __name__, tag="transcripts")

MOST_OPERATIONS = 1000
LATEST_MS = 1_000_000_000
"""Beyond any recording, within the database's integers."""

Id = Annotated[str, StringConstraints(min_length=1, max_length=64)]
At = Annotated[int, Field(ge=0, le=LATEST_MS)]
Speaker = Annotated[Line, StringConstraints(max_length=100)]
Phrase = Annotated[str, StringConstraints(max_length=200), AfterValidator(without_controls)]


class SetText(Body):
    op: Literal["set_text"]
    segment_id: Id
    text: Annotated[Line, StringConstraints(max_length=TEXT_MAX)]

    def told(self) -> domain.Operation:
        return domain.SetText(self.segment_id, self.text)


class Split(Body):
    """The first half keeps the id."""

    op: Literal["split"]
    segment_id: Id
    at_ms: At

    def told(self) -> domain.Operation:
        return domain.Split(self.segment_id, self.at_ms)


class Merge(Body):
    """With the next segment; the first keeps its id."""

    op: Literal["merge"]
    segment_id: Id

    def told(self) -> domain.Operation:
        return domain.Merge(self.segment_id)


class Delete(Body):
    op: Literal["delete"]
    segment_id: Id

    def told(self) -> domain.Operation:
        return domain.Delete(self.segment_id)


class SetTimes(Body):
    op: Literal["set_times"]
    segment_id: Id
    start_ms: At
    end_ms: At

    def told(self) -> domain.Operation:
        return domain.SetTimes(self.segment_id, self.start_ms, self.end_ms)


class SetSpeaker(Body):
    op: Literal["set_speaker"]
    segment_id: Id
    speaker: Speaker | None

    def told(self) -> domain.Operation:
        return domain.SetSpeaker(self.segment_id, self.speaker)


class RenameSpeaker(Body):
    op: Literal["rename_speaker"]
    old: Speaker = Field(alias="from")
    new: Speaker = Field(alias="to")

    def told(self) -> domain.Operation:
        return domain.RenameSpeaker(self.old, self.new)


class ReplaceAll(Body):
    """Literally; a segment of which nothing is left goes."""

    op: Literal["replace_all"]
    find: Annotated[Phrase, StringConstraints(min_length=1)]
    replace: Phrase
    match_case: bool = False
    whole_word: bool = False

    def told(self) -> domain.Operation:
        return domain.ReplaceAll(self.find, self.replace, self.match_case, self.whole_word)


Operation = Annotated[
    SetText | Split | Merge | Delete | SetTimes | SetSpeaker | RenameSpeaker | ReplaceAll,
    Field(discriminator="op"),
]


class TranscriptEdit(Body):
    """Done in turn, all or none."""

    operations: list[Operation] = Field(min_length=1, max_length=MOST_OPERATIONS)


class TranscriptChange(Answer):
    """What an edit has changed; the `ETag` names the new version."""

    version: int
    segments: list[Segment] = Field(description="Those that are new or changed, in order.")
    removed: list[str] = Field(description="The ids of those that are gone.")


class VersionOfTranscript(Answer):
    version: int = Field(description="1 is what the recogniser said.")
    created_at: Moment
    updated_at: Moment = Field(description="Saves of one person within ten minutes are one version.")
    made_by: str | None = Field(description="The user's id; null for the recogniser.")
    restored_from: int | None
    segment_count: int

    @classmethod
    def of(cls, row: TranscriptVersion) -> Self:
        return cls(
            version=row.number,
            created_at=row.created_at,
            updated_at=row.updated_at,
            made_by=row.made_by,
            restored_from=row.restored_from,
            segment_count=row.segment_count,
        )


class VersionsOfTranscript(Answer):
    items: list[VersionOfTranscript]
    next_cursor: None = None


class VersionPath(Path):
    number: int = Field(le=LATEST_MS)


@routes.patch("/projects/<id>/transcript", responses={200: TranscriptChange})
def edit(path: Path, body: TranscriptEdit) -> Any:
    """Edit the transcript; `If-Match` names the version that was read"""
    operations = [operation.told() for operation in body.operations]
    return _changed(editing.edit(user_id(), path.id, operations, if_version=edited_version()))


@routes.get("/projects/<id>/transcript/versions", responses={200: VersionsOfTranscript})
def versions(path: Path) -> Any:
    """List the versions of the transcript, the newest first"""
    rows = editing.versions(user_id(), path.id)
    return answer(VersionsOfTranscript(items=[VersionOfTranscript.of(row) for row in rows]))


@routes.get("/projects/<id>/transcript/versions/<int:number>", responses={200: Transcript})
def version(path: VersionPath) -> Any:
    """Read the transcript as it was at the end of a version"""
    return Response(shown_transcripts.version(user_id(), path.id, path.number), mimetype="application/json")


@routes.post("/projects/<id>/transcript/versions/<int:number>/restore", responses={200: TranscriptChange})
def restore(path: VersionPath) -> Any:
    """Make a new version that reads as an old one"""
    return _changed(editing.restore(user_id(), path.id, path.number, if_version=told_version()))


def _changed(edited: Edited) -> Any:
    return answer(TranscriptChange.model_validate(edited), 200, {"ETag": etag(edited.version)})
