"""Speakers of a transcript: rename one everywhere, and merge two that are the same person."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field

from clueso.api.guards.auth import owner_id
from clueso.api.guards.conditional import IfMatch, edited_version, etag
from clueso.api.openapi import api_blueprint
from clueso.api.responses import problems
from clueso.api.schemas import Answer, Body, Path, answer, known_shape
from clueso.api.transcript_edits import Id, SpeakerName
from clueso.api.transcripts import Speaker
from clueso.errors import Conflict
from clueso.services.transcripts import speaker_edits
from clueso.services.transcripts.speaker_edits import SpeakersChange

routes = api_blueprint("speakers", __name__, tag="transcripts")


class SpeakerPath(Path):
    speaker_id: Annotated[str, AfterValidator(known_shape)]


class SpeakerEdit(Body):
    name: SpeakerName | None = Field(description="Null removes the name.")


class SpeakerMerge(Body):
    into: Id = Field(description="The speaker that stays.")


class ChangedSpeakers(Answer):
    """The speakers after a change. The `ETag` names the transcript's new version."""

    version: int
    speakers: list[Speaker] = Field(description="All speakers of the transcript.")


@routes.patch("/projects/<id>/speakers/<speaker_id>", responses={200: ChangedSpeakers, **problems(Conflict)})
def rename_speaker(path: SpeakerPath, header: IfMatch, body: SpeakerEdit) -> Any:
    """Rename a speaker everywhere; `If-Match` names the version of the transcript that was read"""
    del header  # declared for validation and the description; `edited_version` reads it from the request
    version = edited_version()
    return _changed(speaker_edits.rename(owner_id(), path.id, path.speaker_id, body.name, if_version=version))


@routes.post(
    "/projects/<id>/speakers/<speaker_id>/merge", responses={200: ChangedSpeakers, **problems(Conflict)}
)
def merge_speakers(path: SpeakerPath, header: IfMatch, body: SpeakerMerge) -> Any:
    """Merge two speakers into one; restoring the previous version undoes it"""
    del header
    version = edited_version()
    return _changed(speaker_edits.merge(owner_id(), path.id, path.speaker_id, body.into, if_version=version))


def _changed(change: SpeakersChange) -> Any:
    return answer(ChangedSpeakers.model_validate(change), 200, {"ETag": etag(change.version)})
