"""Clerk's webhook: what happened to a user there, believed by its svix signature."""

from collections.abc import Callable
from typing import Any

from flask import request
from flask_openapi3.blueprint import APIBlueprint
from standardwebhooks.webhooks import EmptyWebhookSecretError
from svix.webhooks import Webhook, WebhookVerificationError

from clueso.api.bodies import Json, parse
from clueso.api.openapi import api_blueprint
from clueso.errors import ConfigError, RequestError


def blueprint(secret: str, delete_user: Callable[[str], None]) -> APIBlueprint:
    """The route that takes Clerk's events. Raises ConfigError for a secret that is none.

    A signature is good for five minutes, so an event may be played again in that time: what it sets off
    must be idempotent, as `delete_user` is.
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
            delete_user(_user_id(event))
        return "", 204

    return routes


def _webhook(secret: str) -> Webhook:
    try:
        return Webhook(secret)
    except (ValueError, EmptyWebhookSecretError) as error:
        raise ConfigError("CLERK_WEBHOOK_SECRET is wrong; copy the one that begins with whsec_.") from error


def _check_signature(webhook: Webhook, data: bytes) -> None:
    try:
        webhook.verify(data, dict(request.headers))
    except (WebhookVerificationError, ValueError, OverflowError) as error:
        raise RequestError("The webhook's signature does not fit its body, or is too old.") from error


def _user_id(event: Json) -> str:
    data = event.get("data")
    user_id = data.get("id") if isinstance(data, dict) else None
    if not isinstance(user_id, str) or not user_id:
        raise RequestError("The event names no user.")
    return user_id
