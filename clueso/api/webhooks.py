"""The webhook that receives Clerk's events about users and organisations. Events are signed (Standard
Webhooks).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_openapi3.blueprint import APIBlueprint
from standardwebhooks.webhooks import EmptyWebhookSecretError, Webhook, WebhookVerificationError

from clueso.api.guards.bodies import parse
from clueso.api.guards.organizations import ORGANIZATION_ID
from clueso.api.guards.tokens import USER_ID
from clueso.api.openapi import api_blueprint
from clueso.api.responses import problems
from clueso.errors import ConfigError, Invalid, NotJson, RequestError, TooLarge
from clueso.services import audit

NO_ORGANIZATION = "The event names no organisation."
PARTS = ("id", "timestamp", "signature")
"""Ends of the signature headers. The standard names them `webhook-id` and so on; Clerk sends through Svix,
which names them `svix-id` and so on.
"""


@dataclass(frozen=True, slots=True)
class Consequences:
    """What Clerk's events lead to. An event may arrive twice, late and in any order, so each must be final and
    idempotent. All other events are ignored.

    - `depart` gets the id of a user or an organisation that was deleted.
    - `rename` gets the id of a user and the name they have now. A deleted user has none.
    - `reach` gets the id of a user and the mail address they have now, None without a verified one.
    - `leave` gets the ids of a user and of the organisation that the user left.
    """

    depart: Callable[[str], None]
    rename: Callable[[str, str], None]
    reach: Callable[[str, str | None], None]
    leave: Callable[[str, str], None]


def blueprint(secret: str, then: Consequences) -> APIBlueprint:
    """Return the route that receives Clerk's events. Raises ConfigError for a malformed secret."""
    webhook = _webhook(secret)
    routes = api_blueprint("webhooks", __name__, tag="webhooks", needs_token=False)

    @routes.post(
        "/webhooks/clerk", responses={204: None, **problems(RequestError, NotJson, TooLarge, Invalid)}
    )
    def receive_clerk_event() -> Any:
        """Receive an event from Clerk"""
        sent = request.get_data()
        _check_signature(webhook, sent)
        event = parse(sent)
        audit.act_as(audit.CLERK)
        data = event.get("data")
        match event.get("type"):
            case "user.created" | "user.updated":
                user_id = _id(data, USER_ID, "The event names no user.")
                then.rename(user_id, _name(data))
                then.reach(user_id, _address(data))
            case "user.deleted":
                then.depart(_id(data, USER_ID, "The event names no user."))
            case "organization.deleted":
                then.depart(_id(data, ORGANIZATION_ID, NO_ORGANIZATION))
            case "organizationMembership.deleted":
                parts = data if isinstance(data, dict) else {}
                user_id = _id(parts.get("public_user_data"), USER_ID, "The event names no user.", "user_id")
                then.leave(user_id, _id(parts.get("organization"), ORGANIZATION_ID, NO_ORGANIZATION))
        return "", 204

    return routes


def _webhook(secret: str) -> Webhook:
    try:
        return Webhook(secret)
    except (ValueError, EmptyWebhookSecretError) as error:
        raise ConfigError(
            "CLERK_WEBHOOK_SECRET is wrong; copy the secret that begins with whsec_ from Clerk."
        ) from error


def _check_signature(webhook: Webhook, data: bytes) -> None:
    sent = request.headers
    headers = {
        f"webhook-{part}": sent.get(f"svix-{part}") or sent.get(f"webhook-{part}") or "" for part in PARTS
    }
    try:
        webhook.verify(data, headers, json_parse=False)
    except (WebhookVerificationError, ValueError, OverflowError) as error:
        raise RequestError("The signature of the webhook does not match its body, or is too old.") from error


def _id(data: Any, shape: re.Pattern[str], otherwise: str, member: str = "id") -> str:
    id_ = data.get(member) if isinstance(data, dict) else None
    if not isinstance(id_, str) or not shape.fullmatch(id_):
        raise RequestError(otherwise)
    return id_


def _name(data: Any) -> str:
    """Return the name of a user of Clerk's, else the user name; empty without any."""
    words = [data.get("first_name"), data.get("last_name")]
    return " ".join(word for word in words if isinstance(word, str)) or str(data.get("username") or "")


def _address(data: Any) -> str | None:
    """Return the primary mail address of a user of Clerk's, None unless they have shown that it is theirs."""
    primary, addresses = data.get("primary_email_address_id"), data.get("email_addresses")
    for each in addresses if isinstance(addresses, list) and primary else ():
        if isinstance(each, dict) and each.get("id") == primary:
            verification = each.get("verification")
            is_verified = isinstance(verification, dict) and verification.get("status") == "verified"
            return str(each.get("email_address")) if is_verified else None
    return None
