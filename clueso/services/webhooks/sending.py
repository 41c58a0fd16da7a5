"""Sends a claimed delivery: a signed JSON body, as Standard Webhooks describes it."""

import json
from datetime import UTC, datetime
from typing import Any

from standardwebhooks.webhooks import Webhook as Signer

from clueso.domain.ports.outgoing import Outgoing
from clueso.errors import AddressRefused, AddressUnreachable
from clueso.services.webhooks import deliveries
from clueso.services.webhooks.deliveries import Claimed, Outcome


def send(claimed: Claimed, outgoing: Outgoing, *, public_url: str | None) -> None:
    """Send a delivery and record how it ended. Never raises what the subscriber's server does."""
    body = body_of(claimed, public_url)
    try:
        reply = outgoing.post(claimed.url, _headers(claimed, body), body.encode())
        outcome = Outcome(reply, _fault(reply.status))
    except (AddressRefused, AddressUnreachable) as error:
        outcome = Outcome(error=error.detail)
    deliveries.record(claimed, outcome)


def body_of(claimed: Claimed, public_url: str | None) -> str:
    """Return the body: the same in every try, because receivers may compare it."""
    data = claimed.data | _links(claimed.data, (public_url or "").rstrip("/"))
    timestamp = claimed.created_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    return json.dumps(
        {"type": claimed.event, "timestamp": timestamp, "data": data},
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _links(data: dict[str, Any], public_url: str) -> dict[str, Any]:
    """Return where the event's things are: paths of this installation, unless it knows its address."""
    project_id = data.get("project_id")
    if project_id is None:
        return {}
    links = {"page": f"{public_url}/projects/{project_id}"}
    names = {"project_id": "projects", "document_id": "documents", "export_id": "exports"}
    links |= {
        name.removesuffix("_id"): f"{public_url}/api/v1/{plural}/{data[name]}"
        for name, plural in names.items()
        if data.get(name)
    }
    return {"links": links}


def _headers(claimed: Claimed, body: str) -> dict[str, str]:
    now = datetime.now(UTC)
    return {
        "Content-Type": "application/json",
        "webhook-id": claimed.event_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Signer(claimed.secret).sign(claimed.event_id, now, body),
    }


def _fault(status: int) -> str:
    if 200 <= status < 300:
        return ""
    if 300 <= status < 400:
        return f"The address answered {status}, which leads elsewhere. Name the final address."
    return f"The address answered {status}."
