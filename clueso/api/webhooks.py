"""The webhook that receives Clerk's events about users. Events are signed (Standard Webhooks)."""

from collections.abc import Callable
from typing import Any

from flask import request
from flask_openapi3.blueprint import APIBlueprint
from standardwebhooks.webhooks import EmptyWebhookSecretError, Webhook, WebhookVerificationError

from clueso.api.guards.bodies import Json, parse
from clueso.api.guards.tokens import USER_ID
from clueso.api.openapi import api_blueprint
from clueso.errors import ConfigError, RequestError
from clueso.services import audit

PARTS = ("id", "timestamp", "signature")
"""Ends of the signature headers. The standard names them `webhook-id` and so on; Clerk sends through Svix,
which names them `svix-id` and so on.
"""


def blueprint(secret: str, depart: Callable[[str], None]) -> APIBlueprint:
    """Return the route that receives Clerk's events. Raises ConfigError for a malformed secret.

    `depart` gets the id of a user who was deleted. An event may arrive twice, late and in any order, so
    `depart` must be final and idempotent. All other events are ignored.
    """
    webhook = _webhook(secret)
    routes = api_blueprint("webhooks", __name__, tag="webhooks", needs_token=False)

    @routes.post("/webhooks/clerk", responses={204: None})
    def clerk() -> Any:
        """Receive an event from Clerk"""
        data = request.get_data()
        _check_signature(webhook, data)
        event = parse(data)
        if event.get("type") == "user.deleted":
            audit.act_as(audit.CLERK)
            depart(_user_id(event))
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


def _user_id(event: Json) -> str:
    data = event.get("data")
    user_id = data.get("id") if isinstance(data, dict) else None
    if not isinstance(user_id, str) or not USER_ID.fullmatch(user_id):
        raise RequestError("The event names no user.")
    return user_id
