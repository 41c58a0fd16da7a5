"""The public keys that verify session tokens, by their `kid`."""

import contextlib
import json
import threading
import time
from http.client import HTTPException
from typing import Any, Protocol
from urllib.request import HTTPRedirectHandler, Request, build_opener

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt.algorithms import RSAAlgorithm
from jwt.exceptions import InvalidKeyError

from clueso.config.sign_in import LEAST_KEY_BITS, rsa_public_key
from clueso.errors import Unauthorized, Unavailable

MAX_JWKS_BYTES = 256 * 1024
"""Room for a hundred keys of 4096 bits."""


class Keys(Protocol):
    """A source of public keys."""

    def key(self, kid: str | None) -> RSAPublicKey:
        """Return the key of this `kid`.

        Raises Unauthorized for an unknown one, Unavailable if there are no keys.
        """


class PemKey:
    """One key, given as PEM. It verifies every token, whatever `kid` the token names."""

    def __init__(self, pem: str) -> None:
        """Raises ConfigError if the PEM is not a strong RSA public key."""
        self._key = rsa_public_key(pem)

    def key(self, kid: str | None) -> RSAPublicKey:
        del kid
        return self._key


class JwksKeys:
    """The keys in an issuer's JWKS.

    They are fetched again after `lifespan_s`, and for an unknown `kid`, but at most once in `pause_s`, so
    that forged tokens cannot make us flood the issuer. While the issuer does not answer, the last fetched
    keys stay valid.
    """

    def __init__(
        self, url: str, *, lifespan_s: float = 300, pause_s: float = 30, timeout_s: float = 3
    ) -> None:
        # Some CDNs in front of an issuer refuse Python's default User-Agent.
        self._request = Request(url, headers={"User-Agent": "clueso"})
        self._opener = build_opener(_NoRedirects)
        self._lifespan_s, self._pause_s, self._timeout_s = lifespan_s, pause_s, timeout_s
        self._keys: dict[str, RSAPublicKey] = {}
        self._fetched_at = self._tried_at = float("-inf")
        self._lock = threading.Lock()
        self._asking: threading.Thread | None = None

    def key(self, kid: str | None) -> RSAPublicKey:
        """Return the key of this `kid`, fetched if necessary.

        Raises Unavailable if the issuer never answered, Unauthorized for a key that it does not list.
        """
        if kid in self._keys:
            self._renew()
            # `_renew` may have replaced the keys by a list without this one.
            return self._keys.get(kid) or self._unknown()
        with self._lock:
            # Another thread may have fetched the key while this one waited for the lock.
            if kid not in self._keys and self._may_ask():
                self._ask()
        return self._keys.get(kid or "") or self._unknown()

    def _renew(self) -> None:
        """Fetch the keys again once they are old. One thread does it; the others go on with the old keys."""
        if time.monotonic() - self._fetched_at < self._lifespan_s or not self._lock.acquire(blocking=False):
            return
        try:
            if self._may_ask():
                self._ask()
        finally:
            self._lock.release()

    def _may_ask(self) -> bool:
        return time.monotonic() - self._tried_at >= self._pause_s

    def _ask(self) -> None:
        """Fetch the keys in a thread, one at a time, and wait for it at most twice the timeout.

        The thread is needed because urllib's timeout starts again with every received byte.
        """
        # Noted before the answer, so that a failing issuer is not asked without a pause either.
        self._tried_at = time.monotonic()
        if self._asking is None or not self._asking.is_alive():
            self._asking = threading.Thread(target=self._fetch, name="jwks", daemon=True)
            self._asking.start()
        self._asking.join(2 * self._timeout_s)

    def _fetch(self) -> None:
        with contextlib.suppress(Unavailable):
            self._keys = self.fetched()
            self._fetched_at = time.monotonic()

    def fetched(self) -> dict[str, RSAPublicKey]:
        """Fetch and return the issuer's keys, at least one, by their `kid`.

        Raises Unavailable from the cause.
        """
        try:
            with self._opener.open(self._request, timeout=self._timeout_s) as response:
                # One byte more than allowed tells a long body from one of exactly this length.
                body = response.read(MAX_JWKS_BYTES + 1)
            if len(body) > MAX_JWKS_BYTES:
                raise ValueError(f"the list of keys has more than {MAX_JWKS_BYTES} bytes")
            keys = _listed(json.loads(body))
        except (ValueError, RecursionError, OSError, HTTPException) as error:
            raise Unavailable from error
        if not keys:
            raise Unavailable("The issuer lists no RSA key that can verify tokens.")
        return keys

    def _unknown(self) -> RSAPublicKey:
        if not self._keys:
            raise Unavailable("The sign-in service does not answer.", retry_after_s=self._pause_s)
        raise Unauthorized("The session token was signed with an unknown key.")


class _NoRedirects(HTTPRedirectHandler):
    """Refuses redirects, so that keys come from the issuer's own address only."""

    def redirect_request(self, *_: Any) -> None:
        return None


def _listed(answer: Any) -> dict[str, RSAPublicKey]:
    """Return the keys of a JSON Web Key Set that may verify RS256, by their `kid`. Raises ValueError."""
    listed = answer.get("keys") if isinstance(answer, dict) else None
    if not isinstance(listed, list):
        raise ValueError("the answer is not a JSON Web Key Set")
    return {item["kid"]: key for item in listed if isinstance(item, dict) and (key := _key(item))}


def _key(item: dict[str, Any]) -> RSAPublicKey | None:
    """Return the RSA key; None if it is of another type or use, malformed, or too short to be safe."""
    operations, kid = item.get("key_ops", ["verify"]), item.get("kid")
    if (
        item.get("kty") != "RSA"
        or item.get("use", "sig") != "sig"
        or item.get("alg", "RS256") != "RS256"
        or not (isinstance(operations, list) and "verify" in operations)
        or not (isinstance(kid, str) and kid)
    ):
        return None
    try:
        key = RSAAlgorithm.from_jwk(item)
    except (InvalidKeyError, TypeError, ValueError):
        return None
    return key if isinstance(key, RSAPublicKey) and key.key_size >= LEAST_KEY_BITS else None
