"""Who may call: everything under /api/v1 needs a session token unless it stands in OPEN_RULES."""

from typing import cast
from urllib.parse import urlsplit

from flask import Flask, g, request
from jwt import ExpiredSignatureError

from clueso.addresses import is_this_machine
from clueso.api.guards.keys import JwksKeys, Keys, PemKey
from clueso.api.guards.limits import BadSignIns
from clueso.api.guards.tokens import Identity, TokenVerifier
from clueso.config import Settings
from clueso.errors import ConfigError, Unauthorized
from clueso.services import audit
from clueso.services.audit import Doer
from clueso.services.people import departures

PREFIX = "/api/v1"
OPEN_RULES = frozenset(
    {f"{PREFIX}/config", f"{PREFIX}/openapi.json", f"{PREFIX}/webhooks/clerk"}  # the last has a signature
)


def init_app(app: Flask, verifier: TokenVerifier, bad_tokens: BadSignIns) -> None:
    """Demand a token before any view, and keep whom it names in `g.caller`."""

    def demand_token() -> None:
        # The rule where there is one: a path may be spelled in ways that routing forgives.
        target = request.url_rule.rule if request.url_rule else request.path
        if (target == PREFIX or target.startswith(PREFIX + "/")) and target not in OPEN_RULES:
            g.caller = _identity(verifier, bad_tokens)
            g.user_id = g.caller.user_id
            audit.act_as(Doer(g.caller.user_id, via=g.caller.actor_id))

    app.before_request(demand_token)


def _identity(verifier: TokenVerifier, bad_tokens: BadSignIns) -> Identity:
    """Whom the token names. A good one is never refused for the bad ones of others behind the same address:
    to verify it takes 130 µs of CPU, and to ask Redis first whether it may be verified takes 60."""
    token = _bearer_token()
    try:
        return verifier.verify(token)
    except Unauthorized as error:
        if not isinstance(error.__cause__, ExpiredSignatureError):  # that one was good until a while ago
            bad_tokens.count(request)
        raise


def refuse_departed(app: Flask) -> None:
    """Answer nothing to a user who is gone; after the limits, for it asks the database."""

    def demand_present() -> None:
        if known := caller():
            departures.demand_present(known.user_id)

    app.before_request(demand_present)


def caller() -> Identity | None:
    """Who makes this request; None where no token was asked for or none was believed."""
    return cast("Identity | None", g.get("caller"))


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
    keys.fetched()
    return f"{settings.clerk_issuer} gives its keys"


def _clerk_keys(settings: Settings, issuer: str) -> Keys:
    if settings.clerk_jwt_key:
        return PemKey(settings.clerk_jwt_key)
    url = urlsplit(issuer)
    if url.scheme != "https" and not is_this_machine(url.hostname or ""):
        raise ConfigError("CLERK_ISSUER must begin with https://; keys that come in the clear can be forged.")
    return JwksKeys(f"{issuer}/.well-known/jwks.json")


def _bearer_token() -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthorized
    return token.strip()
