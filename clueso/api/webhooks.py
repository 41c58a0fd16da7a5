"""Clerk's webhook: what happened to a user there, believed by its signature (Standard Webhooks)."""

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
"""Clerk sends by Svix, which calls the standard's headers `svix-id` and so on."""


def blueprint(secret: str, depart: Callable[[str], None]) -> APIBlueprint:
    """The route that takes Clerk's events. Raises ConfigError for a secret that is none.

    An event may come twice, late, and in any order. So only one kind of them does anything, and what it
    does is final and the same when done again: `depart`, with the id of a user who was deleted.
    """
    webhook = _webhook(secret)
    routes = api_blueprint("webhooks", __name__, tag="webhooks", needs_token=False)

    @routes.post("/webhooks/clerk", responses={204: None})
    def clerk() -> Any:
        """Take an event from Clerk"""
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
        raise ConfigError("CLERK_WEBHOOK_SECRET is wrong; copy the one that begins with whsec_.") from error


def _check_signature(webhook: Webhook, data: bytes) -> None:
    sent = request.headers
    headers = {
        f"webhook-{part}": sent.get(f"svix-{part}") or sent.get(f"webhook-{part}") or "" for part in PARTS
    }
    try:
        webhook.verify(data, headers, json_parse=False)
    except (WebhookVerificationError, ValueError, OverflowError) as error:
        raise RequestError("The webhook's signature does not fit its body, or is too old.") from error


def _user_id(event: Json) -> str:
    data = event.get("data")
    user_id = data.get("id") if isinstance(data, dict) else None
    if not isinstance(user_id, str) or not USER_ID.fullmatch(user_id):
        raise RequestError("The event names no user.")
    return user_id
