"""Session tokens of Clerk's shape: which are believed, and whom they name."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import jwt
from jwt.exceptions import DecodeError, ExpiredSignatureError, InvalidTokenError

from clueso.api.guards.keys import Keys
from clueso.errors import Unauthorized

MAX_TOKEN_BYTES = 8 * 1024
"""PyJWT takes a third of a second over a token of a megabyte; Clerk's fit a cookie, so 4 KiB."""
LEEWAY_S = 5
COMPACT = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
SESSION_CATEGORIES = (None, "cl_B7d4PD111AAA", "cl_I7d4PD111III")
"""What Clerk's own SDK takes for a session token: made before there were categories, a session's, and
what instances that do without categories write into every token."""
USER_ID = re.compile(r"user_[A-Za-z0-9_-]{1,59}")
NAME = re.compile(r"[!-~]{1,255}")
"""Ids that are only told, in the log too: of an organisation, and of who acts, which may be an address."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who calls, and in which of their sessions.

    `organization_id` is the organisation that they work in at the moment, `actor_id` who acts in their
    place (impersonation).
    """

    user_id: str
    session_id: str
    organization_id: str | None = None
    actor_id: str | None = None

    def __str__(self) -> str:
        place = f" in {self.organization_id}" if self.organization_id else ""
        actor = f", impersonated by {self.actor_id}" if self.actor_id else ""
        return f"{self.user_id}{place}{actor}"


class TokenVerifier:
    """Believes tokens that `issuer` signed (RS256) for one of the `authorized_parties`."""

    def __init__(self, keys: Keys, *, issuer: str, authorized_parties: Collection[str]) -> None:
        self._keys = keys
        self._issuer = issuer
        self._parties = tuple(authorized_parties)

    def verify(self, token: str) -> Identity:
        """Return whom the token names. Raises Unauthorized, and Unavailable when there are no keys yet."""
        if len(token) > MAX_TOKEN_BYTES:
            raise Unauthorized("The session token is too long.")
        if not COMPACT.fullmatch(token):
            raise Unauthorized("The session token is not valid.")
        try:
            claims = self._decode(token)
        except ExpiredSignatureError as error:
            raise Unauthorized("The session token has expired.") from error
        except (InvalidTokenError, ValueError, RecursionError) as error:
            raise Unauthorized("The session token is not valid.") from error
        return self._identity(claims)

    def _decode(self, token: str) -> dict[str, Any]:
        header = jwt.get_unverified_header(token)
        if header.get("alg") != "RS256":
            raise DecodeError("only RS256 is accepted")
        # Clerk signs other things than sessions with the same key: of machines, and as a customer words them.
        if header.get("typ") != "JWT" or header.get("cat") not in SESSION_CATEGORIES:
            raise Unauthorized("This is no session token but one of another kind.")
        claims: dict[str, Any] = jwt.decode(
            token,
            self._keys.key(header.get("kid")),
            algorithms=["RS256"],
            issuer=self._issuer,
            leeway=LEEWAY_S,
            # Clerk's session tokens have no audience; a custom one must not lock everybody out.
            options={"require": ["exp", "iat", "iss", "sub", "sid"], "verify_aud": False},
        )
        if any(type(claims[name]) is not int for name in ("exp", "iat", "nbf") if name in claims):
            raise DecodeError("a moment is no whole number")
        return claims

    def _identity(self, claims: dict[str, Any]) -> Identity:
        user_id, session_id = claims["sub"], claims["sid"]
        if not isinstance(session_id, str) or not session_id or not USER_ID.fullmatch(user_id):
            raise Unauthorized("The session token names no user or no session.")
        if claims.get("azp") not in self._parties:
            raise Unauthorized("The session token was made for another site, or names none.")
        if claims.get("sts", "active") != "active":
            raise Unauthorized("The sign-in is not finished: a task is left to do.")
        return Identity(user_id, session_id, _organization_id(claims), _actor_id(claims))


def _organization_id(claims: dict[str, Any]) -> str | None:
    """From `o` (version 2 of Clerk's claims) or `org_id` (version 1). Raises Unauthorized."""
    if claims.get("o") is not None:
        return _name_in(claims["o"], "id", "The session token names no organisation where it should.")
    if claims.get("org_id") is not None:
        return _name_in(claims, "org_id", "The session token names no organisation where it should.")
    return None


def _actor_id(claims: dict[str, Any]) -> str | None:
    """Raises Unauthorized."""
    if claims.get("act") is None:
        return None
    return _name_in(claims["act"], "sub", "The session token does not say who acts in the user's place.")


def _name_in(value: Any, member: str, otherwise: str) -> str:
    name = value.get(member) if isinstance(value, dict) else None
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise Unauthorized(otherwise)
    return name
