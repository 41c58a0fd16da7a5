"""The keys that session tokens are signed with, by their `kid`."""

import contextlib
import threading
import time
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from jwt import PyJWKClient
from jwt.exceptions import PyJWTError

from clueso.errors import ConfigError, Unauthorized, Unavailable


class Keys(Protocol):
    """Where public keys come from."""

    def key(self, kid: str | None) -> RSAPublicKey:
        """The key that this `kid` names. Raises Unauthorized, Unavailable."""


class PemKey:
    """One key that was given as PEM; tokens may name it as they like."""

    def __init__(self, pem: str) -> None:
        try:
            key = load_pem_public_key(pem.replace("\\n", "\n").encode())  # as env files write line ends
        except ValueError as error:
            raise ConfigError("CLERK_JWT_KEY is no PEM public key; copy it from Clerk's API keys.") from error
        if not isinstance(key, RSAPublicKey):
            raise ConfigError("CLERK_JWT_KEY is no RSA key; copy the one from Clerk's API keys.")
        self._key = key

    def key(self, kid: str | None) -> RSAPublicKey:
        del kid
        return self._key


class JwksKeys:
    """The keys that an issuer publishes.

    Asked for at most once in `pause_s`, whatever tokens name, and again after `lifespan_s`; while the
    issuer does not answer, the keys of its last answer go on working.
    """

    def __init__(
        self, url: str, *, lifespan_s: float = 3600, pause_s: float = 10, timeout_s: float = 3
    ) -> None:
        # Some networks before an issuer turn Python's own User-Agent away.
        self._client = PyJWKClient(
            url, cache_jwk_set=False, timeout=timeout_s, headers={"User-Agent": "clueso"}
        )
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
        """What the issuer publishes now. Raises Unavailable, from what its client said."""
        try:
            found = self._client.get_signing_keys(refresh=True)
        except (PyJWTError, ValueError, OSError) as error:
            raise Unavailable from error
        return {key.key_id: key.key for key in found if key.key_id and isinstance(key.key, RSAPublicKey)}

    def _unknown(self) -> RSAPublicKey:
        if not self._keys:
            raise Unavailable("The sign-in service does not answer.", retry_after_s=self._pause_s)
        raise Unauthorized("The session token was signed with an unknown key.")
