"""Webhooks that tell other programs of events: add, list, change, test and remove them, and read their log."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field

from clueso.api.context import toolbox
from clueso.api.cursors import cursor_of, place_in
from clueso.api.guards.auth import PREFIX, owner_id
from clueso.api.openapi import api_blueprint
from clueso.api.responses import problems
from clueso.api.schemas import (
    UNIQUE,
    Answer,
    Body,
    Changed,
    Described,
    Line,
    Listing,
    Moment,
    Path,
    answer,
    without_repeats,
)
from clueso.domain.ports.outgoing import URL_MAX
from clueso.errors import AddressRefused, QuotaExceeded
from clueso.models import Delivery as DeliveryRow
from clueso.models import DeliveryStatus, Event
from clueso.models import Webhook as Row
from clueso.services.webhooks import log, subscriptions

routes = api_blueprint("subscriptions", __name__, tag="webhooks")

Events = Annotated[
    list[Annotated[Event, Field(strict=False)]],
    Field(min_length=1, max_length=len(Event)),
    AfterValidator(without_repeats),
    UNIQUE,
]


class NewWebhook(Body):
    url: Annotated[Line, Field(max_length=URL_MAX), Described({"format": "uri"})] = Field(
        description="The https address of a public site. It is not followed to another one."
    )
    events: Events


class ChangedWebhook(Changed):
    events: Events | None = Field(None, description="The events that it gets from now on.")
    enabled: bool | None = Field(None, description="Whether it gets events.")


class Webhook(Answer):
    id: str
    url: str
    events: list[Event]
    enabled: bool
    disabled_reason: str | None = Field(description="Why Clueso turned it off; null if it did not.")
    failing_since: Moment | None = Field(description="The first failure since the last success.")
    created_at: Moment


class AddedWebhook(Webhook):
    """A new webhook with its secret."""

    secret: str = Field(
        description="With it the receiver checks the signature. No other response shows it again."
    )


class Webhooks(Answer):
    items: list[Webhook]
    next_cursor: None = None  # an owner has at most 10 webhooks


class Delivery(Answer):
    id: str
    webhook_id: str
    event: str = Field(description="One of the events, or `webhook.test`.")
    event_id: str = Field(description="The header `webhook-id`, the same in every try.")
    project_id: str | None
    status: DeliveryStatus
    tries: int = Field(description="Tries that have ended, since it was created or replayed.")
    created_at: Moment
    tried_at: Moment | None = Field(description="When the last try began.")
    next_try_at: Moment | None = Field(description="Null once it has ended.")
    response_status: int | None = Field(description="Of the last try; null if nobody answered.")
    response: str | None = Field(description="The first 500 characters of that answer.")
    error: str | None = Field(description="Why the last try failed, in words.")


class Deliveries(Answer):
    items: list[Delivery]
    next_cursor: str | None


@routes.post("/webhooks", responses={201: AddedWebhook, **problems(AddressRefused, QuotaExceeded)})
def create(body: NewWebhook) -> Any:
    """Add a webhook: an address that is told of events"""
    # No Idempotency-Key: the first response would be kept, and the secret with it.
    try:
        row = subscriptions.create(owner_id(), body.url, body.events, outgoing=toolbox().outgoing)
    except AddressRefused as error:
        raise AddressRefused(
            error.detail, extra={"errors": [{"pointer": "/body/url", "detail": error.detail}]}
        ) from error
    shown = AddedWebhook(**_shown(row).model_dump(), secret=row.secret)
    return answer(shown, 201, {"Location": f"{PREFIX}/webhooks/{row.id}"})


@routes.get("/webhooks", responses={200: Webhooks})
def list_webhooks() -> Any:
    """List the caller's webhooks, newest first"""
    return answer(Webhooks(items=[_shown(row) for row in subscriptions.list_of(owner_id())]))


@routes.get("/webhooks/<id>", responses={200: Webhook})
def read(path: Path) -> Any:
    """Read a webhook, without its secret"""
    return answer(_shown(subscriptions.get(owner_id(), path.id)))


@routes.patch("/webhooks/<id>", responses={200: Webhook})
def change(path: Path, body: ChangedWebhook) -> Any:
    """Choose other events, turn a webhook off, or on again"""
    row = subscriptions.change(owner_id(), path.id, wanted=body.events, is_enabled=body.enabled)
    return answer(_shown(row))


@routes.delete("/webhooks/<id>", responses={204: None})
def remove(path: Path) -> Any:
    """Remove a webhook with its log: it is told nothing from now on"""
    subscriptions.remove(owner_id(), path.id)
    return "", 204


@routes.post("/webhooks/<id>/test", responses={202: Delivery})
def test(path: Path) -> Any:
    """Send the event `webhook.test` to a webhook"""
    return _accepted(subscriptions.test(owner_id(), path.id))


@routes.get("/webhooks/<id>/deliveries", responses={200: Deliveries})
def list_deliveries(path: Path, query: Listing) -> Any:
    """List the last deliveries of a webhook, newest first"""
    page = log.page(owner_id(), path.id, limit=query.limit, after=place_in(query))
    items = [_delivery(row) for row in page.items]
    return answer(Deliveries(items=items, next_cursor=cursor_of(query, page.end)))


@routes.get("/deliveries/<id>", responses={200: Delivery})
def read_delivery(path: Path) -> Any:
    """Read a delivery"""
    return answer(_delivery(log.get(owner_id(), path.id)))


@routes.post("/deliveries/<id>/replay", responses={202: Delivery})
def replay_delivery(path: Path) -> Any:
    """Send a delivery again, with the same event id"""
    return _accepted(log.replay(owner_id(), path.id))


def _accepted(row: DeliveryRow) -> Any:
    return answer(_delivery(row), 202, {"Location": f"{PREFIX}/deliveries/{row.id}"})


def _shown(row: Row) -> Webhook:
    return Webhook(
        id=row.id,
        url=row.url,
        events=[Event(event) for event in row.events],
        enabled=row.disabled_at is None,
        disabled_reason=row.disabled_reason,
        failing_since=row.failing_since,
        created_at=row.created_at,
    )


def _delivery(row: DeliveryRow) -> Delivery:
    is_pending = row.status == DeliveryStatus.PENDING
    return Delivery(
        id=row.id,
        webhook_id=row.webhook_id,
        event=row.event,
        event_id=row.event_id,
        project_id=row.project_id,
        status=DeliveryStatus(row.status),
        tries=row.tries,
        created_at=row.created_at,
        tried_at=row.tried_at,
        next_try_at=row.run_after if is_pending else None,
        response_status=row.response_status,
        response=row.response,
        error=row.error,
    )
