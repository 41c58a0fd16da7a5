"""Authentication: every path under /api/v1 needs a session token or a key, except those in OPEN_RULES."""

from typing import cast
from urllib.parse import urlsplit

from flask import Flask, g, request

from clueso import logs
from clueso.addresses import is_this_machine
from clueso.api.guards.keys import JwksKeys, Keys, PemKey
from clueso.api.guards.limits import BadSignIns
from clueso.api.guards.organizations import Organization, Role
from clueso.api.guards.tokens import Identity, TokenVerifier
from clueso.config import Settings
from clueso.errors import ConfigError, SignInExpired, Unauthorized
from clueso.services import audit
from clueso.services.audit import Doer
from clueso.services.people import api_keys, departures

PREFIX = "/api/v1"
OPEN_RULES = frozenset(
    {
        f"{PREFIX}/config",
        f"{PREFIX}/openapi.json",
        # Clerk signs the body instead.
        f"{PREFIX}/webhooks/clerk",
    }
)


LOOKS_ITSELF = frozenset({"projects.read"})
"""Endpoints that look for deleted owners with the statement that they need anyway: watchers send most requests."""


def init_app(app: Flask, verifier: TokenVerifier, bad_tokens: BadSignIns) -> None:
    """Require a token before any view runs, and store its identity in `g.caller`.

    Whose limits the request counts for is in `g.counted_for`: each key has limits of its own, so that a busy
    program does not lock out its owner.
    """

    def demand_token() -> None:
        # Compare the rule, not the path: routing matches several spellings of a path.
        target = request.url_rule.rule if request.url_rule else request.path
        if (target == PREFIX or target.startswith(PREFIX + "/")) and target not in OPEN_RULES:
            g.caller = _identity(verifier, bad_tokens)
            g.counted_for = g.caller.key.id if g.caller.key else g.caller.user_id
            logs.add(user=g.caller.owner_id)
            audit.act_as(Doer(g.caller.user_id, via=g.caller.via))

    app.before_request(demand_token)


def _identity(verifier: TokenVerifier, bad_tokens: BadSignIns) -> Identity:
    """Return the identity in the token, or of the key.

    Raises Unauthorized; TooManyRequests after too many bad ones from this address.
    """
    # Verify before counting: a valid token must pass even if others behind the same address sent bad ones.
    # Verifying costs 130 µs of CPU, and asking Redis first would cost 60 µs, so little is saved the other way round.
    token = _bearer_token()
    try:
        return _of_key(token) if token.startswith(api_keys.BEGINS) else verifier.verify(token)
    except SignInExpired:
        raise
    except Unauthorized:
        bad_tokens.count(request)
        raise


def _of_key(secret: str) -> Identity:
    """Return the identity of the program with this key. Raises Unauthorized."""
    key = api_keys.sign_in(secret)
    organization = Organization(key.owner_id, Role.MANAGE) if key.owner_id != key.user_id else None
    return Identity(key.user_id, organization=organization, key=key)


def refuse_departed(app: Flask) -> None:
    """Refuse users whose account was deleted, and members of deleted organisations.

    Call after the rate limits, because the check queries the database.
    """

    def demand_present() -> None:
        looks_itself = request.endpoint in LOOKS_ITSELF and request.method in ("GET", "HEAD")
        if caller() and not looks_itself:
            departures.demand_present(people())

    app.before_request(demand_present)


def caller() -> Identity | None:
    """Return the identity behind this request; None if no sign-in was required or none was accepted."""
    return cast("Identity | None", g.get("caller"))


def user_id() -> str:
    """Return the id of the signed-in person. Call it only in a view that requires a token."""
    return cast("Identity", g.caller).user_id


def owner_id() -> str:
    """Return the owner whose recordings the caller works with: the selected organisation, else the person.

    Call it only in a view that requires a token.
    """
    return cast("Identity", g.caller).owner_id


def people() -> frozenset[str]:
    """Return the ids of the signed-in person and of the owner. None of them may be deleted."""
    return frozenset((user_id(), owner_id()))


def clerk_verifier(settings: Settings) -> TokenVerifier:
    """Return a verifier of Clerk's tokens.

    Raises ConfigError for an invalid key, or an issuer without HTTPS.
    """
    assert settings.clerk_issuer
    issuer = settings.clerk_issuer.rstrip("/")
    return TokenVerifier(
        _clerk_keys(settings, issuer), issuer=issuer, authorized_parties=settings.clerk_authorized_parties
    )


def check_sign_in(settings: Settings) -> str:
    """Return a sentence for `doctor` about whose tokens are accepted.

    Fetches the issuer's keys. Raises Unavailable.
    """
    if not settings.clerk_issuer:
        return "local issuer, for development"
    keys = _clerk_keys(settings, settings.clerk_issuer.rstrip("/"))
    if not isinstance(keys, JwksKeys):
        return f"{settings.clerk_issuer}, by CLERK_JWT_KEY"
    keys.fetched()
    return f"{settings.clerk_issuer} publishes its keys"


def _clerk_keys(settings: Settings, issuer: str) -> Keys:
    if settings.clerk_jwt_key:
        return PemKey(settings.clerk_jwt_key)
    url = urlsplit(issuer)
    if url.scheme != "https" and not is_this_machine(url.hostname or ""):
        raise ConfigError(
            "CLERK_ISSUER must begin with https://; keys sent without encryption can be forged."
        )
    return JwksKeys(f"{issuer}/.well-known/jwks.json")


def _bearer_token() -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    # RFC 9110: the name of a scheme may be written in any case.
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthorized
    return token.strip()
