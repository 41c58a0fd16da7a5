"""What a signed URL of the disk store allows, as a token that only a holder of the secret key can make."""

import base64
import hashlib
import hmac
import json
import time
from dataclasses import asdict, dataclass
from typing import TypeVar


@dataclass(frozen=True, slots=True)
class PartGrant:
    """Leave to PUT one part of exactly `size_bytes` until `expires_at` (seconds since 1970)."""

    key: str
    multipart_id: str
    number: int
    size_bytes: int
    expires_at: int


@dataclass(frozen=True, slots=True)
class ReadGrant:
    """Leave to GET one object until `expires_at` (seconds since 1970); `filename` makes it a download."""

    key: str
    content_type: str
    filename: str | None
    expires_at: int


Grant = PartGrant | ReadGrant
G = TypeVar("G", PartGrant, ReadGrant)


class Refused(Exception):
    """The token is none of ours, was altered, is of another kind, or has expired."""


class Signer:
    """Makes tokens of grants and reads them back: base64url(JSON), a dot, and its HMAC-SHA256 in hex."""

    def __init__(self, secret_key: str) -> None:
        self._secret_key = secret_key.encode()

    def sign(self, grant: Grant) -> str:
        payload = base64.urlsafe_b64encode(json.dumps(asdict(grant)).encode()).decode()
        return f"{payload}.{self._signature(type(grant), payload)}"

    def read(self, token: str, kind: type[G]) -> G:
        """Return the grant that a token carries. Raises Refused."""
        payload, _, signature = token.partition(".")
        if not hmac.compare_digest(self._signature(kind, payload).encode(), signature.encode()):
            raise Refused("The signature does not match.")
        grant = kind(**json.loads(base64.urlsafe_b64decode(payload)))
        if grant.expires_at <= time.time():
            raise Refused("The URL has expired.")
        return grant

    def _signature(self, kind: type[Grant], payload: str) -> str:
        # The kind is part of what is signed, so that leave to read is never leave to write.
        message = f"{kind.__name__}.{payload}".encode()
        return hmac.new(self._secret_key, message, hashlib.sha256).hexdigest()
