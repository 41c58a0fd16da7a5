"""Links to a project's page for people without an account: make, list and revoke them."""

import re
from datetime import date
from typing import Annotated, Any, Self

from flask import request
from pydantic import AfterValidator, Field

from clueso.api.coming import Coming
from clueso.api.context import toolbox
from clueso.api.guards.auth import PREFIX, owner_id
from clueso.api.openapi import api_blueprint
from clueso.api.responses import problems
from clueso.api.schemas import (
    ONE_LINE,
    UNIQUE,
    Answer,
    Body,
    Described,
    Moment,
    Path,
    answer,
    without_controls,
    without_repeats,
)
from clueso.errors import QuotaExceeded
from clueso.models import SharedLink
from clueso.services.sharing import links
from clueso.services.sharing.links import PARTS

routes = api_blueprint("links", __name__, tag="links")

ORIGIN = re.compile(r"https?://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?", re.ASCII)


def known_part(name: str) -> str:
    """Return the name unchanged. Raises ValueError for what no link can show."""
    if name not in PARTS:
        raise ValueError(f"must be one of {', '.join(PARTS)}")
    return name


def origin(text: str) -> str:
    """Return the origin unchanged. Raises ValueError unless it is written as browsers write it."""
    if not ORIGIN.fullmatch(text):
        raise ValueError("must be the address of a site, without a path")
    return text


Part = Annotated[str, AfterValidator(known_part), Described({"enum": list(PARTS)})]
Origin = Annotated[
    str, AfterValidator(origin), Described({"pattern": f"^{ORIGIN.pattern}$"}), Field(max_length=255)
]
Password = Annotated[str, AfterValidator(without_controls), ONE_LINE, Field(min_length=4, max_length=128)]


class NewLink(Body):
    shows: Annotated[
        list[Part], Field(min_length=1, max_length=len(PARTS)), AfterValidator(without_repeats), UNIQUE
    ] = Field(
        description="The released parts, also documents that are not written yet. `video` is the recording as it"
        " is, without the blurs of a document's pictures."
    )
    expires_at: Coming | None = Field(
        None, description="Within ten years from now. Without it the link has no end."
    )
    password: Password | None = Field(
        None, repr=False, description="What people type before they see anything."
    )
    embed: bool = Field(False, description="Whether other sites may show the page in a frame.")
    embed_origins: Annotated[list[Origin], Field(max_length=20), AfterValidator(without_repeats), UNIQUE] = (
        Field(
            [],
            description="With `embed`, the only sites that may, such as `https://help.example.com`; any if empty.",
        )
    )


class Link(Answer):
    id: str
    project_id: str
    prefix: str = Field(
        description="The first characters of the token, by which its owner recognises a link."
    )
    shows: list[Part]
    expires_at: Moment | None
    has_password: bool
    embed: bool
    embed_origins: list[str]
    views: int = Field(
        description="How often the page was shown to people, not to programs that announce themselves."
    )
    last_viewed_on: date | None = Field(description="The day (UTC) on which it was last shown.")
    created_at: Moment

    @classmethod
    def of(cls, link: SharedLink) -> Self:
        return cls.model_validate(_members(link))


class NewAddress(Link):
    """A new link with its address."""

    url: str = Field(description="The path of the page, `/s/<token>`. No other response shows it again.")


class Links(Answer):
    items: list[Link]
    next_cursor: None = None  # a project has at most 20 links


@routes.post("/projects/<id>/links", responses={201: NewAddress, **problems(QuotaExceeded)})
def create(path: Path, body: NewLink) -> Any:
    """Make a link to a page with the released parts, for people without an account"""
    # No Idempotency-Key: the first response would be kept, and the token with it.
    wanted = links.NewLink(
        shows=body.shows,
        expires_at=body.expires_at,
        password=body.password,
        embed=body.embed,
        embed_origins=tuple(body.embed_origins),
    )
    made = links.create(owner_id(), path.id, wanted, dispatcher=toolbox().dispatcher)
    url = f"{request.script_root}/s/{made.token}"
    return answer(
        NewAddress(**_members(made.link), url=url), 201, {"Location": f"{PREFIX}/links/{made.link.id}"}
    )


@routes.get("/projects/<id>/links", responses={200: Links})
def list_links(path: Path) -> Any:
    """List a project's links, newest first"""
    return answer(Links(items=[Link.of(link) for link in links.list_of(owner_id(), path.id)]))


@routes.get("/links/<id>", responses={200: Link})
def read(path: Path) -> Any:
    """Read a link, without its address"""
    return answer(Link.of(links.get(owner_id(), path.id)))


@routes.delete("/links/<id>", responses={204: None})
def revoke(path: Path) -> Any:
    """Revoke a link: its page is gone from now on"""
    links.revoke(owner_id(), path.id)
    return "", 204


def _members(link: SharedLink) -> dict[str, Any]:
    names = Link.model_fields.keys() - {"has_password"}
    return {name: getattr(link, name) for name in names} | {"has_password": link.password_hash is not None}
