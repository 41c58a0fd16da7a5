"""Corrections of a transcript that the caller may add to the vocabulary."""

from typing import Any

from pydantic import Field

from clueso.api.guards.auth import owner_id
from clueso.api.links import PICTURE_TYPE, link_to
from clueso.api.openapi import api_blueprint
from clueso.api.schemas import Answer, Path, answer
from clueso.domain.seen.offers import Offer
from clueso.services.transcripts import corrections

routes = api_blueprint("corrections", __name__, tag="transcripts")


class Seen(Answer):
    """A screen of the recording; `url` is signed for fifteen minutes."""

    at_ms: int
    url: str


class Correction(Answer):
    """A name or a term that a user wrote over the recogniser's words, or that a screen spells in another way than
    the transcript.
    """

    heard: str = Field(
        description="The words that it replaced most often, as a hint for the user; with `seen` the words that stand "
        "there."
    )
    written: str = Field(
        description="The name or term that can be added to the vocabulary; with `seen` the spelling on the screen."
    )
    count: int
    seen: Seen | None = Field(
        None, description="The screen that suggests the correction; null where a person made it."
    )


class Corrections(Answer):
    items: list[Correction]
    next_cursor: None = None


@routes.get("/projects/<id>/transcript/corrections", responses={200: Corrections})
def list_corrections(path: Path) -> Any:
    """List corrections that are not in the caller's vocabulary yet, and those that the screens suggest, most frequent first"""
    made = [Correction.model_validate(one) for one in corrections.of_project(owner_id(), path.id)]
    found = [_suggested(offer) for offer in corrections.of_screens(owner_id(), path.id)]
    return answer(Corrections(items=[*found, *made]))


def _suggested(offer: Offer) -> Correction:
    seen = Seen(at_ms=offer.at_ms, url=link_to(offer.key, PICTURE_TYPE).url)
    return Correction(heard=offer.heard, written=offer.written, count=offer.count, seen=seen)
