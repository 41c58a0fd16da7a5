"""Corrections of a transcript that the caller may add to the vocabulary."""

from typing import Any

from pydantic import Field

from clueso.api.guards.auth import user_id
from clueso.api.openapi import api_blueprint
from clueso.api.schemas import Answer, Path, answer
from clueso.services.transcripts import corrections

routes = api_blueprint("corrections", __name__, tag="transcripts")


class Correction(Answer):
    """A name or a term that a user wrote over the recogniser's words."""

    heard: str = Field(description="The words that it replaced most often, as a hint for the user.")
    written: str = Field(description="The name or term that can be added to the vocabulary.")
    count: int


class Corrections(Answer):
    items: list[Correction]
    next_cursor: None = None


@routes.get("/projects/<id>/transcript/corrections", responses={200: Corrections})
def of_transcript(path: Path) -> Any:
    """List corrections that are not in the caller's vocabulary yet, most frequent first"""
    found = corrections.of_project(user_id(), path.id)
    return answer(Corrections(items=[Correction.model_validate(one) for one in found]))
