"""The caller's audit log: what was done to their things, and by whom."""

from typing import Any

from pydantic import Field

from clueso.api.cursors import cursor_of, place_in
from clueso.api.guards.auth import user_id
from clueso.api.openapi import api_blueprint
from clueso.api.schemas import Answer, Listing, Moment, answer
from clueso.services import audit

routes = api_blueprint("audit", __name__, tag="me")


class Deed(Answer):
    """One thing that was done. It names nobody but by their id, and holds no text of anybody."""

    id: str
    at: Moment
    actor: str = Field(description='A user, or "operator", "clerk", "clueso" (what is due by itself).')
    via: str | None = Field(description="Who acted in the actor's place.")
    action: audit.Action
    subject_id: str = Field(description="Of what the action's first word names.")
    request_id: str | None
    details: dict[str, str | int | None]


class Deeds(Answer):
    items: list[Deed]
    next_cursor: str | None


@routes.get("/me/audit", responses={200: Deeds})
def read_audit(query: Listing) -> Any:
    """List what was done to the caller's things, the newest first"""
    page = audit.page(user_id(), limit=query.limit, after=place_in(query))
    items = [Deed.model_validate(deed) for deed in page.items]
    return answer(Deeds(items=items, next_cursor=cursor_of(query, page.end)))
