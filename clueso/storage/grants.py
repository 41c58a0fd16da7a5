"""Grants: the permission that a signed URL of the disk store carries, as a signed token."""

import time
from dataclasses import asdict, dataclass
from typing import TypeVar

from itsdangerous import BadData, URLSafeSerializer

from clueso.signatures import serializer


@dataclass(frozen=True, slots=True)
class PartGrant:
    """Permission to PUT one part of exactly `size_bytes` until `expires_at` (seconds since 1970)."""

    key: str
    multipart_id: str
    number: int
    size_bytes: int
    expires_at: int


@dataclass(frozen=True, slots=True)
class ReadGrant:
    """Permission to GET one object until `expires_at` (seconds since 1970); `filename` makes it a download."""

    key: str
    content_type: str
    filename: str | None
    expires_at: int


Grant = PartGrant | ReadGrant
G = TypeVar("G", PartGrant, ReadGrant)


class Refused(Exception):
    """The token is not ours, was altered, is of another kind, or has expired."""


class Signer:
    """Turns grants into tokens, and tokens into grants."""

    def __init__(self, secret_key: str) -> None:
        self._secret_key = secret_key

    def sign(self, grant: Grant) -> str:
        """Return a token for a URL."""
        return self._serializer(type(grant)).dumps(asdict(grant))

    def read(self, token: str, kind: type[G]) -> G:
        """Return the grant that a token carries. Raises Refused."""
        try:
            grant = kind(**self._serializer(kind).loads(token))
        except BadData as error:
            raise Refused("The signature does not match.") from error
        # Checked after the signature: the time of an altered token means nothing.
        if grant.expires_at <= time.time():
            raise Refused("The URL has expired.")
        return grant

    def _serializer(self, kind: type[Grant]) -> URLSafeSerializer:
        # One purpose for each kind, so that permission to read is never permission to write.
        return serializer(self._secret_key, f"clueso.storage {kind.__name__}")
