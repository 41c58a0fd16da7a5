"""The identity behind a request, and the verifier of Clerk's session tokens, which name one."""

import re
import time
from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt.exceptions import DecodeError, ExpiredSignatureError, InvalidTokenError

from clueso.addresses import is_mail_address
from clueso.api.guards.keys import Keys
from clueso.api.guards.organizations import Organization, selected
from clueso.errors import SignInExpired, Unauthorized
from clueso.services.people.api_keys import KnownKey

MAX_TOKEN_BYTES = 8 * 1024
"""PyJWT needs a third of a second for a token of one megabyte. Clerk's tokens fit into a cookie, so into 4
KiB.
"""
LEEWAY_S = 5
MOST_VERIFIED = 8192
"""How many verified tokens are remembered, by their hashes: about 4 MB."""
COMPACT = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
SESSION_CATEGORIES = (None, "cl_B7d4PD111AAA", "cl_I7d4PD111III")
"""Values of `cat` that Clerk's own SDK accepts in a session token: none (made before there were categories),
the category of a session, and the value that instances without categories write into every token.
"""
USER_ID = re.compile(r"user_[A-Za-z0-9_-]{1,59}")
NAME = re.compile(r"[!-~]{1,255}")
"""The id of an actor, which is only shown and logged. It may be an email address."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The caller, and what signed them in: a session of theirs, or a key.

    `organization` is the one that the user has selected. `actor_id` is the person who impersonates the user.
    `address` is the user's mail address, if the token names it.
    """

    user_id: str
    session_id: str | None = None
    organization: Organization | None = None
    actor_id: str | None = None
    key: KnownKey | None = None
    address: str | None = None

    @property
    def owner_id(self) -> str:
        """Whose recordings the caller works with: the organisation's, else their own."""
        return self.organization.id if self.organization else self.user_id

    @property
    def via(self) -> str | None:
        """Who acts on the user's behalf, as the audit log names it."""
        return f"key:{self.key.id}" if self.key else self.actor_id

    def __str__(self) -> str:
        organization = f" in {self.organization.id}" if self.organization else ""
        actor = f", impersonated by {self.actor_id}" if self.actor_id else ""
        key = f" by key {self.key.id}" if self.key else ""
        return f"{self.user_id}{organization}{actor}{key}"


@dataclass(frozen=True, slots=True)
class _Verified:
    """A token that was verified with this key, and whose identity it names until `expires_at`."""

    identity: Identity
    expires_at: int
    kid: str | None
    key: RSAPublicKey


class TokenVerifier:
    """Accepts tokens that `issuer` signed (RS256) for one of the `authorized_parties`.

    A token comes with every request of its minute, so its signature is checked once, as long as its key is listed.
    """

    def __init__(self, keys: Keys, *, issuer: str, authorized_parties: Collection[str]) -> None:
        self._keys = keys
        self._issuer = issuer
        self._parties = tuple(authorized_parties)
        self._verified: dict[bytes, _Verified] = {}

    def verify(self, token: str) -> Identity:
        """Return the identity in the token.

        Raises Unauthorized, and Unavailable if no keys were fetched yet.
        """
        if len(token) > MAX_TOKEN_BYTES:
            raise Unauthorized("The session token is too long.")
        digest = sha256(token.encode()).digest()
        known = self._verified.get(digest)
        if known and known.expires_at > time.time() - LEEWAY_S and self._keys.key(known.kid) is known.key:
            return known.identity
        if len(self._verified) >= MOST_VERIFIED:
            self._verified.clear()
        self._verified[digest] = verified = self._checked(token)
        return verified.identity

    def _checked(self, token: str) -> _Verified:
        if not COMPACT.fullmatch(token):
            raise Unauthorized("The session token is not valid.")
        try:
            return self._decoded(token)
        except ExpiredSignatureError as error:
            raise SignInExpired("The session token has expired.") from error
        except (InvalidTokenError, ValueError, RecursionError) as error:
            raise Unauthorized("The session token is not valid.") from error

    def _decoded(self, token: str) -> _Verified:
        header = jwt.get_unverified_header(token)
        # Before the key is looked up, because an unknown `kid` makes us fetch the issuer's keys.
        if header.get("alg") != "RS256":
            raise DecodeError("only RS256 is accepted")
        # Clerk signs other tokens with the same key: those of machines, and those from a customer's own templates.
        if header.get("typ") != "JWT" or header.get("cat") not in SESSION_CATEGORIES:
            raise Unauthorized("This token is not a session token.")
        kid = header.get("kid")
        key = self._keys.key(kid)
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=["RS256"],
            issuer=self._issuer,
            leeway=LEEWAY_S,
            # Clerk's session tokens have no audience. PyJWT would refuse every token of an instance that adds one.
            options={"require": ["exp", "iat", "iss", "sub", "sid"], "verify_aud": False},
        )
        # PyJWT converts these claims with int(), so it would also accept text and fractions.
        if any(type(claims[name]) is not int for name in ("exp", "iat", "nbf") if name in claims):
            raise DecodeError("a time is not a whole number")
        return _Verified(self._identity(claims), claims["exp"], kid, key)

    def _identity(self, claims: dict[str, Any]) -> Identity:
        user_id, session_id = claims["sub"], claims["sid"]
        if not isinstance(session_id, str) or not session_id or not USER_ID.fullmatch(user_id):
            raise Unauthorized("The session token names no user or no session.")
        # Clerk's `azp` is the origin of the page that asked for the token.
        if claims.get("azp") not in self._parties:
            raise Unauthorized("The session token was made for another site, or names none.")
        if claims.get("sts", "active") != "active":
            raise Unauthorized("The sign-in is not finished. Finish its remaining task, then try again.")
        return Identity(user_id, session_id, selected(claims), _actor_id(claims), address=_address(claims))


def _actor_id(claims: dict[str, Any]) -> str | None:
    """Return the id of the person who impersonates the user, None without one. Raises Unauthorized."""
    if claims.get("act") is None:
        return None
    return _name_in(claims["act"], "sub", "The impersonator in the session token has no valid id.")


def _address(claims: dict[str, Any]) -> str | None:
    """Return the mail address in the claims that an operator may add to the token, None without a verified one."""
    address = claims.get("email")
    # Anybody can type the address of somebody else.
    if claims.get("email_verified") is not True or not isinstance(address, str):
        return None
    return address if is_mail_address(address) else None


def _name_in(value: Any, member: str, otherwise: str) -> str:
    name = value.get(member) if isinstance(value, dict) else None
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise Unauthorized(otherwise)
    return name
