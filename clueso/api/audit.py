"""The audit log of the caller's own resources: each action on them, and who did it."""

from typing import Any

from pydantic import Field

from clueso.api.cursors import cursor_of, place_in
from clueso.api.guards.auth import owner_id
from clueso.api.openapi import api_blueprint
from clueso.api.schemas import Answer, Listing, Moment, answer
from clueso.services import audit

routes = api_blueprint("audit", __name__, tag="me")


class Deed(Answer):
    """One entry of the audit log. It holds ids only, no names and no text of a user."""

    id: str
    at: Moment
    actor: str = Field(
        description="The id of a user, or `operator`, `clerk`, or `clueso` for scheduled work."
    )
    via: str | None = Field(
        description="The id of the person who impersonated the actor; of a program, `key:` and its key's id."
    )
    action: audit.Action
    subject_id: str = Field(description="The id of the resource; the action's first word names its type.")
    request_id: str | None
    details: dict[str, str | int | None]


class Deeds(Answer):
    items: list[Deed]
    next_cursor: str | None


@routes.get("/me/audit", responses={200: Deeds})
def read_audit(query: Listing) -> Any:
    """List the actions on the caller's resources, newest first"""
    page = audit.page(owner_id(), limit=query.limit, after=place_in(query))
    items = [Deed.model_validate(deed) for deed in page.items]
    return answer(Deeds(items=items, next_cursor=cursor_of(query, page.end)))
