"""Who may call: everything under /api/v1 needs a session token unless it stands in OPEN_RULES."""

from typing import cast
from urllib.parse import urlsplit

from flask import Flask, g, request

from clueso.api.keys import JwksKeys, Keys, PemKey
from clueso.api.tokens import TokenVerifier
from clueso.config import Settings
from clueso.errors import ConfigError, Unauthorized, Unavailable

PREFIX = "/api/v1"
OPEN_RULES = frozenset(
    {f"{PREFIX}/config", f"{PREFIX}/openapi.json", f"{PREFIX}/webhooks/clerk"}  # the last has a signature
)
LOOPBACK = ("127.0.0.1", "::1", "localhost")


def init_app(app: Flask, verifier: TokenVerifier) -> None:
    """Demand a token before any view, and put its user into `g.user_id`."""

    def demand_token() -> None:
        # The rule where there is one: a path may be spelled in ways that routing forgives.
        target = request.url_rule.rule if request.url_rule else request.path
        if (target == PREFIX or target.startswith(PREFIX + "/")) and target not in OPEN_RULES:
            g.user_id = verifier.verify(_bearer_token()).user_id

    app.before_request(demand_token)


def user_id() -> str:
    """The signed-in user of this request."""
    return cast("str", g.user_id)


def clerk_verifier(settings: Settings) -> TokenVerifier:
    """Believe Clerk. Raises ConfigError for a key that is none, or an issuer without HTTPS."""
    assert settings.clerk_issuer
    issuer = settings.clerk_issuer.rstrip("/")
    return TokenVerifier(
        _clerk_keys(settings, issuer), issuer=issuer, authorized_parties=settings.clerk_authorized_parties
    )


def check_sign_in(settings: Settings) -> str:
    """Whose tokens are believed; an issuer is asked for its keys. Raises Unavailable."""
    if not settings.clerk_issuer:
        return "local issuer, for development"
    keys = _clerk_keys(settings, settings.clerk_issuer.rstrip("/"))
    if not isinstance(keys, JwksKeys):
        return f"{settings.clerk_issuer}, by CLERK_JWT_KEY"
    if not keys.fetched():
        raise Unavailable("The issuer lists no RSA key.")
    return f"{settings.clerk_issuer} gives its keys"


def _clerk_keys(settings: Settings, issuer: str) -> Keys:
    if settings.clerk_jwt_key:
        return PemKey(settings.clerk_jwt_key)
    url = urlsplit(issuer)
    if url.scheme != "https" and url.hostname not in LOOPBACK:
        raise ConfigError("CLERK_ISSUER must begin with https://; keys that come in the clear can be forged.")
    return JwksKeys(f"{issuer}/.well-known/jwks.json")


def _bearer_token() -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthorized
    return token.strip()
