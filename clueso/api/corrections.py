"""Corrections of a transcript, offered for the vocabulary."""

from typing import Any

from pydantic import Field

from clueso.api.guards.auth import user_id
from clueso.api.openapi import api_blueprint
from clueso.api.schemas import Answer, Path, answer
from clueso.services.transcripts import corrections

routes = api_blueprint("corrections", __name__, tag="transcripts")


class Correction(Answer):
    """A name or a term that a person has put in the place of what was heard."""

    heard: str = Field(description="What stood there most often; a hint for the person.")
    written: str = Field(description="What may be added to the vocabulary.")
    count: int


class Corrections(Answer):
    items: list[Correction]
    next_cursor: None = None


@routes.get("/projects/<id>/transcript/corrections", responses={200: Corrections})
def of_transcript(path: Path) -> Any:
    """List what was corrected and is not in your vocabulary yet, the most frequent first"""
    found = corrections.of_project(user_id(), path.id)
    return answer(Corrections(items=[Correction.model_validate(one) for one in found]))
