"""Web Push: the key that names this installation (RFC 8292), and messages that only one browser reads (RFC 8291)."""

import os
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from urllib.parse import urlsplit

import http_ece
import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from clueso.config import Settings
from clueso.kept_file import kept

CURVE = ec.SECP256R1()
KEY_BYTES = 32
TOKEN_S = 12 * 3600
"""A push service takes tokens of at most a day."""
NOBODY = "mailto:clueso@localhost"


class PushKey:
    """The private key of WEB_PUSH_KEY. Raises ValueError for a text that is none."""

    def __init__(self, text: str) -> None:
        raw = decoded(text)
        if len(raw) != KEY_BYTES:
            raise ValueError(f"a key has {KEY_BYTES} bytes in Base64")
        self._private = ec.derive_private_key(int.from_bytes(raw), CURVE)

    @property
    def public(self) -> str:
        """The public key, as browsers take it to subscribe."""
        point = self._private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return encoded(point)

    def authorization(self, endpoint: str, contact: str) -> str:
        """Return the header that tells the push service of this endpoint who sends."""
        url = urlsplit(endpoint)
        claims = {
            "aud": f"{url.scheme}://{url.netloc}",
            "exp": int(time.time()) + TOKEN_S,
            "sub": contact,
        }
        return f"vapid t={jwt.encode(claims, self._private, algorithm='ES256')}, k={self.public}"


def new_key() -> str:
    """Return a new text for WEB_PUSH_KEY."""
    number = ec.generate_private_key(CURVE).private_numbers().private_value
    return encoded(number.to_bytes(KEY_BYTES))


def key_of(settings: Settings) -> PushKey | None:
    """Return the key of the settings; in development, the one in the data folder. Without a key there is no push."""
    if settings.web_push_key:
        return PushKey(settings.web_push_key)
    if settings.is_production:
        return None
    return PushKey(kept(settings.data_dir / "web_push_key", lambda: new_key().encode()).decode())


def contact_of(settings: Settings) -> str:
    """Return whom a push service asks when messages of ours give trouble."""
    if settings.mail_from:
        return f"mailto:{settings.mail_sender.addr_spec}"
    is_public = (settings.public_url or "").startswith("https://")
    return settings.public_url if settings.public_url and is_public else NOBODY


def encrypted(message: bytes, public_key: str, secret: str) -> bytes:
    """Return a message that only the browser with these keys can read. Raises ValueError for wrong keys."""
    sealed: bytes = http_ece.encrypt(
        message,
        salt=os.urandom(16),
        private_key=ec.generate_private_key(CURVE),
        dh=decoded(public_key),
        auth_secret=decoded(secret),
        version="aes128gcm",
    )
    return sealed


def demand_keys(public_key: str, secret: str) -> None:
    """Raise ValueError unless these are the keys of a browser's subscription."""
    ec.EllipticCurvePublicKey.from_encoded_point(CURVE, decoded(public_key))
    if len(decoded(secret)) != 16:
        raise ValueError("a secret has 16 bytes")


def encoded(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
