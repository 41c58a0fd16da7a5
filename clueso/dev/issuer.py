"""The local issuer: signs tokens like Clerk's if Clerk is not configured, in development only."""

import json
import re
import secrets
import time
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from jwt.algorithms import RSAAlgorithm

from clueso.kept_file import kept

ISSUER = "https://clueso.localhost"
LIFETIME_S = 3600
USER_ID = r"^[A-Za-z0-9_-]{1,40}$"


@dataclass(frozen=True, slots=True)
class Membership:
    """The organisation that a user has selected, by its name, and the user's role there, as Clerk names roles."""

    organization: str
    role: str = "member"


class LocalIssuer:
    """Signs tokens with a key in `data_dir`. All processes that use the folder share the key."""

    kid = "local"

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / "issuer_key.pem"
        self._private: RSAPrivateKey | None = None
        self._lock = Lock()

    def token(self, user_id: str, membership: Membership | None = None) -> tuple[str, int]:
        """Return a token with the `sub` "user_<user_id>", and when it expires (Unix seconds). A membership becomes
        the claim `o` of version 2, with the id "org_<organization>".

        Raises ValueError unless the user_id has 1 to 40 letters, digits, `_` or `-`.
        """
        if not re.fullmatch(USER_ID, user_id):
            raise ValueError("a user id has 1 to 40 letters, digits, '_' or '-'")
        now = int(time.time())
        claims: dict[str, Any] = {
            "iss": ISSUER,
            "azp": ISSUER,
            "sub": f"user_{user_id}",
            "email": f"{user_id}@clueso.localhost",
            "email_verified": True,
            "sid": f"sess_{secrets.token_hex(12)}",
            "iat": now,
            "nbf": now,
            "exp": now + LIFETIME_S,
        }
        if membership:
            name = membership.organization
            claims |= {"v": 2, "o": {"id": f"org_{name}", "slg": name, "rol": membership.role}}
        token = jwt.encode(claims, self._key(), algorithm="RS256", headers={"kid": self.kid})
        return token, now + LIFETIME_S

    def key(self, kid: str | None) -> RSAPublicKey:
        """Return the public key.

        It implements the protocol `Keys`, so that verifying needs no HTTP request to ourselves.
        """
        del kid
        return self._key().public_key()

    def jwks(self) -> dict[str, Any]:
        """Return the public key as a JSON Web Key Set."""
        key = json.loads(RSAAlgorithm.to_jwk(self._key().public_key()))
        return {"keys": [{**key, "kid": self.kid, "use": "sig", "alg": "RS256", "key_ops": ["verify"]}]}

    def _key(self) -> RSAPrivateKey:
        with self._lock:
            if self._private is None:
                self._private = _load(kept(self._path, _new_pem))
            return self._private


def _new_pem() -> bytes:
    key = generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _load(pem: bytes) -> RSAPrivateKey:
    key = load_pem_private_key(pem, password=None)
    assert isinstance(key, RSAPrivateKey)
    return key
