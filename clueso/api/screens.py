"""The screens of a recording, and what is written on them."""

from hashlib import sha256
from typing import Any, Self

from pydantic import Field

from clueso.api.guards.auth import owner_id
from clueso.api.guards.conditional import etag, unless_known
from clueso.api.links import PICTURE_TYPE, link_to
from clueso.api.openapi import api_blueprint
from clueso.api.schemas import Answer, Path, answer
from clueso.domain.box import Box
from clueso.domain.screens import screen
from clueso.services import screens

routes = api_blueprint("screens", __name__, tag="screens")

DIGEST = 16


class ScreenLine(Answer):
    """A line of text."""

    text: str
    box: Box = Field(description="Left edge, top edge, width and height, in fractions of the picture.")
    confidence: float = Field(description="The reader's own confidence, from 0 to 1.")


class Screen(Answer):
    """A screen that stood still in the recording; `url` is signed for fifteen minutes."""

    id: str
    from_ms: int
    to_ms: int
    url: str
    width: int
    height: int
    lines: list[ScreenLine] = Field(
        description="In reading order. Empty if nothing is written there, or if the screen is not read (yet)."
    )

    @classmethod
    def of(cls, seen: screen.Screen) -> Self:
        return cls(
            id=seen.id,
            from_ms=seen.from_ms,
            to_ms=seen.to_ms,
            url=link_to(seen.key, PICTURE_TYPE).url,
            width=seen.width,
            height=seen.height,
            lines=[ScreenLine.model_validate(line) for line in seen.lines],
        )


class Screens(Answer):
    items: list[Screen] = Field(description="In order of time.")
    next_cursor: None = None  # a recording has a bounded number of screens


@routes.get("/projects/<id>/screens", responses={200: Screens, 304: None})
def list_screens(path: Path) -> Any:
    """List the screens that stood still, with the text on them"""
    found = screens.own(owner_id(), path.id)
    # They have no version: the step `screens` replaces them while it reads.
    headers = unless_known(etag(sha256(repr(found).encode()).hexdigest()[:DIGEST]))
    return answer(Screens(items=[Screen.of(seen) for seen in found]), 200, headers)
