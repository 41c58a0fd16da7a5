"""Transcribes a stretch of a recording again, in a given or in the detected language."""

from typing import Any, Self

from pydantic import ConfigDict, Field, model_validator

from clueso.api.context import settings, toolbox
from clueso.api.guards.auth import PREFIX, owner_id
from clueso.api.guards.conditional import IfMatch, edited_version
from clueso.api.guards.creation import Answered, Creation, once
from clueso.api.openapi import api_blueprint
from clueso.api.project_answers import Project
from clueso.api.project_fields import Language
from clueso.api.responses import problems
from clueso.api.schemas import At, Body, Path, answer
from clueso.domain.transcript import Span
from clueso.errors import Conflict, RecordingRemoved
from clueso.services.transcripts import rehearing
from clueso.services.transcripts.rehearing import Wish

routes = api_blueprint("hear_again", __name__, tag="transcripts")


class HearAgain(Body):
    """A stretch of the recording, in milliseconds. It replaces every segment whose middle lies in it."""

    start_ms: At
    end_ms: At
    language: Language | None = Field(
        description="The language that is spoken there (ISO 639-1); null to detect it."
    )

    @model_validator(mode="after")
    def must_last(self) -> Self:
        if self.end_ms <= self.start_ms:
            raise ValueError("must end after it begins")
        return self


class Headers(Creation, IfMatch):
    model_config = ConfigDict(populate_by_name=True)


@routes.post(
    "/projects/<id>/transcript/hear-again", responses={202: Project, **problems(Conflict, RecordingRemoved)}
)
def hear_again(path: Path, header: Headers, body: HearAgain) -> Any:
    """Transcribe a stretch again; a step `hear:<n>` does it and makes a new version of the transcript"""
    wish, version = Wish(Span(body.start_ms, body.end_ms), body.language), edited_version()

    def make(step_id: str | None) -> Answered:
        view = rehearing.hear_again(
            owner_id(),
            path.id,
            wish,
            if_version=version,
            settings=settings(),
            dispatcher=toolbox().dispatcher,
            step_id=step_id,
        )
        return answer(Project.of(view), 202, {"Location": f"{PREFIX}/projects/{path.id}"})

    return once(header.idempotency_key, make)
