"""Local sign-in over HTTP; the blueprint is registered in development without Clerk and nowhere else."""

from datetime import UTC, datetime
from typing import Any

from flask_openapi3.blueprint import APIBlueprint
from pydantic import Field

from clueso.api.openapi import api_blueprint
from clueso.api.schemas import Answer, Body, Moment, answer
from clueso.dev.issuer import USER_ID, LocalIssuer


class LocalUser(Body):
    user_id: str = Field(pattern=USER_ID, examples=["alice"])


class LocalToken(Answer):
    token: str
    expires_at: Moment


def blueprint(issuer: LocalIssuer) -> APIBlueprint:
    """The routes that hand out tokens of this issuer to anybody who asks."""
    routes = api_blueprint(
        "local", __name__, tag="local sign-in", url_prefix="/auth/local", needs_token=False
    )

    @routes.post("/token", responses={200: LocalToken})
    def token(body: LocalUser) -> Any:
        """Sign in as anybody"""
        signed, expires_at = issuer.token(body.user_id)
        return answer(LocalToken(token=signed, expires_at=datetime.fromtimestamp(expires_at, UTC)))

    @routes.get("/jwks.json")
    def jwks() -> Any:
        """The key that the tokens are signed with"""
        return issuer.jwks()

    return routes
