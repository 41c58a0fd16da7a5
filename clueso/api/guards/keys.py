"""The keys that session tokens are signed with, by their `kid`."""

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
"""A hundred keys of 4096 bits."""


class Keys(Protocol):
    """Where public keys come from."""

    def key(self, kid: str | None) -> RSAPublicKey:
        """The key that this `kid` names. Raises Unauthorized, Unavailable."""


class PemKey:
    """One key that was given as PEM; tokens may name it as they like."""

    def __init__(self, pem: str) -> None:
        """Raises ConfigError."""
        self._key = rsa_public_key(pem)

    def key(self, kid: str | None) -> RSAPublicKey:
        del kid
        return self._key


class JwksKeys:
    """The keys that an issuer publishes.

    Asked for at most once in `pause_s`, whatever tokens name and whatever the issuer answers, and again
    after `lifespan_s`; while it does not answer, the keys of its last answer go on working.
    """

    def __init__(
        self, url: str, *, lifespan_s: float = 300, pause_s: float = 30, timeout_s: float = 3
    ) -> None:
        # Some networks before an issuer turn Python's own User-Agent away.
        self._request = Request(url, headers={"User-Agent": "clueso"})
        self._opener = build_opener(_NoRedirects)
        self._lifespan_s, self._pause_s, self._timeout_s = lifespan_s, pause_s, timeout_s
        self._keys: dict[str, RSAPublicKey] = {}
        self._fetched_at = self._tried_at = float("-inf")
        self._lock = threading.Lock()
        self._asking: threading.Thread | None = None

    def key(self, kid: str | None) -> RSAPublicKey:
        """Raises Unavailable when the issuer never answered, Unauthorized for a key that it does not list."""
        if kid in self._keys:
            self._renew()
            return self._keys.get(kid) or self._unknown()
        with self._lock:
            if kid not in self._keys and self._may_ask():
                self._ask()
        return self._keys.get(kid or "") or self._unknown()

    def _renew(self) -> None:
        """Ask again once the keys are old; one thread does, the others go on with what is known."""
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
        """In a thread, for the client's timeout begins anew with every byte; one at a time."""
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
        """What the issuer publishes now, at least one key. Raises Unavailable, from what went wrong."""
        try:
            with self._opener.open(self._request, timeout=self._timeout_s) as response:
                body = response.read(MAX_JWKS_BYTES + 1)
            if len(body) > MAX_JWKS_BYTES:
                raise ValueError(f"the list of keys has more than {MAX_JWKS_BYTES} bytes")
            keys = _listed(json.loads(body))
        except (ValueError, RecursionError, OSError, HTTPException) as error:
            raise Unavailable from error
        if not keys:
            raise Unavailable("The issuer lists no RSA key to verify with.")
        return keys

    def _unknown(self) -> RSAPublicKey:
        if not self._keys:
            raise Unavailable("The sign-in service does not answer.", retry_after_s=self._pause_s)
        raise Unauthorized("The session token was signed with an unknown key.")


class _NoRedirects(HTTPRedirectHandler):
    """Keys come from the issuer and from nowhere else."""

    def redirect_request(self, *_: Any) -> None:
        return None


def _listed(answer: Any) -> dict[str, RSAPublicKey]:
    """The keys of a JSON Web Key Set that may verify RS256, by their `kid`. Raises ValueError."""
    listed = answer.get("keys") if isinstance(answer, dict) else None
    if not isinstance(listed, list):
        raise ValueError("the answer is no JSON Web Key Set")
    return {item["kid"]: key for item in listed if isinstance(item, dict) and (key := _key(item))}


def _key(item: dict[str, Any]) -> RSAPublicKey | None:
    """None for a key of another kind or use, or that can be factored."""
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
