"""Session tokens of Clerk's shape: which are believed, and whom they name."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import jwt
from jwt.exceptions import DecodeError, ExpiredSignatureError, InvalidTokenError

from clueso.api.keys import Keys
from clueso.errors import Unauthorized

MAX_TOKEN_BYTES = 8 * 1024
"""PyJWT takes a third of a second over a token of a megabyte; Clerk's fit a cookie, so 4 KiB."""
LEEWAY_S = 5
USER_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class Identity:
    """Who calls, and in which of their sessions."""

    user_id: str
    session_id: str


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
        claims: dict[str, Any] = jwt.decode(
            token,
            self._keys.key(header.get("kid")),
            algorithms=["RS256"],
            issuer=self._issuer,
            leeway=LEEWAY_S,
            # Clerk's session tokens have no audience; a custom one must not lock everybody out.
            options={"require": ["exp", "iat", "iss", "sub", "sid"], "verify_aud": False},
        )
        return claims

    def _identity(self, claims: dict[str, Any]) -> Identity:
        user_id, session_id, party = claims["sub"], claims["sid"], claims.get("azp")
        if not isinstance(session_id, str) or not session_id or not USER_ID.fullmatch(user_id):
            raise Unauthorized("The session token names no user or no session.")
        if party is not None and party not in self._parties:
            raise Unauthorized("The session token was made for another site.")
        if claims.get("sts") == "pending":
            raise Unauthorized("The sign-in is not finished: a task is left to do.")
        return Identity(user_id, session_id)
