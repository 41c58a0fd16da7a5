"""Editing a transcript: operations, and the history."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from flask import Response
from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, model_validator

from clueso.api.guards.auth import owner_id
from clueso.api.guards.conditional import IfMatch, MaybeIfMatch, edited_version, etag, optional_version
from clueso.api.guards.creation import Answered, Creation, edited_once
from clueso.api.openapi import api_blueprint
from clueso.api.responses import problems
from clueso.api.schemas import (
    MOST_OPERATIONS,
    ONE_LINE,
    Answer,
    At,
    Body,
    Line,
    Moment,
    Name,
    Path,
    VersionPath,
    answer,
    without_controls,
)
from clueso.api.transcripts import Segment, Transcript
from clueso.domain.editing import operations as domain
from clueso.domain.transcript import TEXT_MAX
from clueso.errors import Conflict
from clueso.models import TranscriptVersion
from clueso.services.people.names import names_of
from clueso.services.transcripts import editing, shown_transcripts
from clueso.services.transcripts.editing import Edited

routes = api_blueprint("transcript_edits", __name__, tag="transcripts")

Id = Annotated[str, StringConstraints(min_length=1, max_length=64)]
NewId = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$"),
    Field(
        description="The client chooses it: an id in `remove`, or one that no segment of the transcript has."
    ),
]
SpeakerName = Annotated[Name, StringConstraints(max_length=100)]
Phrase = Annotated[str, StringConstraints(max_length=200), AfterValidator(without_controls), ONE_LINE]


SPEAKER_FIELDS = {"name", "speaker", "speaker_id"}
ONE_SPEAKER: dict[str, Any] = {"oneOf": [{"required": [field]} for field in sorted(SPEAKER_FIELDS)]}


class SetText(Body):
    op: Literal["set_text"]
    segment_id: Id
    text: Annotated[Line, StringConstraints(max_length=TEXT_MAX)]

    def to_domain(self) -> domain.Operation:
        return domain.SetText(self.segment_id, self.text)


class Split(Body):
    """Split a segment. The first half keeps the id."""

    op: Literal["split"]
    segment_id: Id
    at_ms: At

    def to_domain(self) -> domain.Operation:
        return domain.Split(self.segment_id, self.at_ms)


class Merge(Body):
    """Merge a segment with the next one. The first keeps its id."""

    op: Literal["merge"]
    segment_id: Id

    def to_domain(self) -> domain.Operation:
        return domain.Merge(self.segment_id)


class Delete(Body):
    op: Literal["delete"]
    segment_id: Id

    def to_domain(self) -> domain.Operation:
        return domain.Delete(self.segment_id)


class SetTimes(Body):
    op: Literal["set_times"]
    segment_id: Id
    start_ms: At
    end_ms: At

    def to_domain(self) -> domain.Operation:
        return domain.SetTimes(self.segment_id, self.start_ms, self.end_ms)


class SetSpeaker(Body):
    """Set one of `speaker_id`, `name` and `speaker`, a synonym of `name`; null means nobody."""

    model_config = ConfigDict(json_schema_extra=ONE_SPEAKER)

    op: Literal["set_speaker"]
    segment_id: Id
    speaker_id: Id | None = None
    name: SpeakerName | None = Field(None, description="The name of a speaker; an unknown name creates one.")
    speaker: SpeakerName | None = None
    until: Annotated[domain.Until, Field(strict=False)] | None = Field(
        None, description="The end of the change. When left out, only this segment changes."
    )

    @model_validator(mode="after")
    def names_one(self) -> Self:
        if len(SPEAKER_FIELDS & self.model_fields_set) != 1:
            raise ValueError("must name the speaker once: by speaker_id or by name")
        return self

    def to_domain(self) -> domain.Operation:
        return domain.SetSpeaker(self.segment_id, self.name or self.speaker, self.speaker_id, self.until)


class RenameSpeaker(Body):
    op: Literal["rename_speaker"]
    old: Annotated[Line, StringConstraints(max_length=100)] = Field(alias="from")
    new: SpeakerName = Field(alias="to")

    def to_domain(self) -> domain.Operation:
        return domain.RenameSpeaker(self.old, self.new)


class ReplaceAll(Body):
    """Replace a literal text everywhere. A segment that becomes empty is removed."""

    op: Literal["replace_all"]
    find: Annotated[Phrase, StringConstraints(min_length=1)]
    replace: Phrase
    match_case: bool = False
    whole_word: bool = False

    def to_domain(self) -> domain.Operation:
        return domain.ReplaceAll(self.find, self.replace, self.match_case, self.whole_word)


class Passage(Body):
    """A segment to insert.

    Its speaker is the one with `speaker_id`, or the one called `speaker`, who may be new; null means nobody.
    Without either, the speaker of the replaced segment stays.
    """

    model_config = ConfigDict(json_schema_extra={"not": {"required": ["speaker", "speaker_id"]}})

    id: NewId
    text: Annotated[Line, StringConstraints(max_length=TEXT_MAX)]
    start_ms: At
    end_ms: At
    speaker: SpeakerName | None = None
    speaker_id: Id | None = None

    @model_validator(mode="after")
    def names_one(self) -> Self:
        if {"speaker", "speaker_id"} <= self.model_fields_set:
            raise ValueError("must name the speaker once: by speaker_id or by speaker")
        return self

    def to_domain(self) -> domain.Passage:
        return domain.Passage(
            self.id,
            self.text,
            self.start_ms,
            self.end_ms,
            self.speaker,
            self.speaker_id,
            keeps_speaker=not {"speaker", "speaker_id"} & self.model_fields_set,
        )


class Splice(Body):
    """Replace neighbouring segments by others.

    A word that stays keeps its time, in whichever segment it is now.
    """

    op: Literal["splice"]
    remove: list[Id] = Field(
        max_length=MOST_OPERATIONS,
        description="Ids of neighbours, in their order. Empty to insert into the gap that the times name.",
    )
    insert: list[Passage] = Field(
        max_length=MOST_OPERATIONS, description="In the order of their times. Empty to delete only."
    )

    def to_domain(self) -> domain.Operation:
        return domain.Splice(tuple(self.remove), tuple(passage.to_domain() for passage in self.insert))


Operation = Annotated[
    SetText | Split | Merge | Delete | SetTimes | SetSpeaker | RenameSpeaker | ReplaceAll | Splice,
    Field(discriminator="op"),
]


class TranscriptEdit(Body):
    """Operations, applied in order, all or none."""

    operations: list[Operation] = Field(min_length=1, max_length=MOST_OPERATIONS)


class TranscriptChange(Answer):
    """The changes of an edit. The `ETag` names the new version."""

    version: int
    segments: list[Segment] = Field(description="The new and changed segments, in order.")
    removed: list[str] = Field(description="The ids of the removed segments.")


class VersionOfTranscript(Answer):
    version: int = Field(description="1 is the recogniser's own text.")
    created_at: Moment
    updated_at: Moment = Field(description="Saves of one person within ten minutes are one version.")
    made_by: str | None = Field(description="The user's id; null for the recogniser.")
    made_by_name: str | None = Field(description="The user's name, if it is known here.")
    restored_from: int | None
    segment_count: int

    @classmethod
    def of(cls, row: TranscriptVersion, names: Mapping[str, str]) -> Self:
        return cls(
            version=row.number,
            created_at=row.created_at,
            updated_at=row.updated_at,
            made_by=row.made_by,
            made_by_name=names.get(row.made_by or ""),
            restored_from=row.restored_from,
            segment_count=row.segment_count,
        )


class VersionsOfTranscript(Answer):
    items: list[VersionOfTranscript]
    next_cursor: None = None


class Headers(Creation, IfMatch):
    model_config = ConfigDict(populate_by_name=True)


@routes.patch("/projects/<id>/transcript", responses={200: TranscriptChange, **problems(Conflict)})
def edit(path: Path, header: Headers, body: TranscriptEdit) -> Any:
    """Edit the transcript; `If-Match` names the version that was read"""
    version = edited_version()
    operations = [operation.to_domain() for operation in body.operations]

    def make(_: str | None) -> Answered:
        return _changed(editing.edit(owner_id(), path.id, operations, if_version=version))

    change, status, _ = edited_once(header.idempotency_key, make)
    return change, status, {"ETag": etag(change["version"])}


@routes.get("/projects/<id>/transcript/versions", responses={200: VersionsOfTranscript})
def list_transcript_versions(path: Path) -> Any:
    """List the versions of the transcript, newest first"""
    rows = editing.versions(owner_id(), path.id)
    names = names_of({row.made_by for row in rows})
    return answer(VersionsOfTranscript(items=[VersionOfTranscript.of(row, names) for row in rows]))


@routes.get("/projects/<id>/transcript/versions/<int:number>", responses={200: Transcript})
def read_transcript_version(path: VersionPath) -> Any:
    """Read the transcript as it was at the end of a version"""
    return Response(shown_transcripts.version(owner_id(), path.id, path.number), mimetype="application/json")


@routes.post(
    "/projects/<id>/transcript/versions/<int:number>/restore",
    responses={200: TranscriptChange, **problems(Conflict)},
)
def restore_transcript_version(path: VersionPath, header: MaybeIfMatch) -> Any:
    """Restore an old version of the transcript as a new one"""
    del header  # declared for the description; `optional_version` reads it from the request
    return _changed(editing.restore(owner_id(), path.id, path.number, if_version=optional_version()))


def _changed(edited: Edited) -> Answered:
    change = TranscriptChange.model_validate(edited)
    for segment in change.segments:
        segment.language = segment.language or edited.language
    return answer(change, 200, {"ETag": etag(edited.version)})
