"""Local sign-in over HTTP. The blueprint is registered only in development without Clerk."""

import contextlib
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from flask import request
from flask_openapi3.blueprint import APIBlueprint
from pydantic import Field
from sqlalchemy.exc import SQLAlchemyError

from clueso.addresses import is_loopback, is_this_machine
from clueso.api.openapi import api_blueprint
from clueso.api.responses import problems
from clueso.api.schemas import Answer, Body, Moment, answer
from clueso.dev.issuer import USER_ID, LocalIssuer, Membership
from clueso.errors import Forbidden
from clueso.services.people import names


class LocalUser(Body):
    user_id: str = Field(pattern=USER_ID, examples=["alice"])
    organization: str | None = Field(
        None, pattern=USER_ID, examples=["acme"], description="The organisation to work for."
    )
    role: str = Field("member", pattern=USER_ID, description="The role there, as Clerk names roles.")

    @property
    def membership(self) -> Membership | None:
        return Membership(self.organization, self.role) if self.organization else None


class LocalToken(Answer):
    token: str
    expires_at: Moment


class KeySet(Answer):
    """A JSON Web Key Set (RFC 7517)."""

    keys: list[dict[str, Any]]


def blueprint(issuer: LocalIssuer) -> APIBlueprint:
    """Return the routes that give tokens of this issuer to every caller on this machine."""
    routes = api_blueprint(
        "local", __name__, tag="local sign-in", url_prefix="/auth/local", needs_token=False
    )

    routes.before_request(demand_this_machine)

    @routes.post("/token", responses={200: LocalToken, **problems(Forbidden)})
    def sign_in(body: LocalUser) -> Any:
        """Sign in as any user, alone or as a member of any organisation"""
        # A sign-in needs no database. Without one the name is learnt another time.
        with contextlib.suppress(SQLAlchemyError):
            names.learn(f"user_{body.user_id}", body.user_id)
        signed, expires_at = issuer.token(body.user_id, body.membership)
        return answer(LocalToken(token=signed, expires_at=datetime.fromtimestamp(expires_at, UTC)))

    @routes.get("/jwks.json", responses={200: KeySet, **problems(Forbidden)})
    def read_signing_keys() -> Any:
        """Read the key that verifies the tokens"""
        return issuer.jwks()

    return routes


def demand_this_machine() -> None:
    """Raise Forbidden unless the request comes from this machine."""
    # Headers are not trusted to allow a request, only to refuse one: a forwarded address, or a Host header, of another
    # machine means that somebody else is behind the connection.
    unproxied = request.environ.get("werkzeug.proxy_fix.orig", request.environ)
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    addresses = [unproxied.get("REMOTE_ADDR") or "", *filter(None, forwarded)]
    if not all(map(is_loopback, addresses)) or not _leads_here(unproxied.get("HTTP_HOST") or ""):
        raise Forbidden("Local sign-in works only on this machine. Open http://127.0.0.1 with the same port.")


def _leads_here(host: str) -> bool:
    """Return whether the Host header names this machine.

    A foreign site could point its own name here (DNS rebinding).
    """
    with contextlib.suppress(ValueError):
        return is_this_machine(urlsplit(f"//{host}").hostname or "")
    return False
