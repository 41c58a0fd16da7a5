"""Keys for programs: a key signs a program in as the person who made it, within the key's scopes. It works
with the recordings of the owner for whom it was made.

A secret is "clu_", 40 random hexadecimal digits, and 8 digits of a checksum. Scanners for leaked secrets find it
by its shape, and a mistyped one is refused without asking the database.

Only the SHA-256 of a secret is stored. It needs no salt and no slow hash, because nobody can guess 160 random
bits. A secret is looked up by its hash, so no comparison tells by its duration how much of a guess was right.
"""

import hashlib
import re
import secrets
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, delete, func, or_, select, update

from clueso.errors import NotFound, QuotaExceeded, SignInExpired, Unauthorized
from clueso.extensions import db
from clueso.models import ApiKey, Scope, from_now
from clueso.services import audit
from clueso.services.audit import Action
from clueso.services.people import departures
from clueso.services.transaction import transactional

BEGINS = "clu_"
SECRET = re.compile(BEGINS + r"([0-9a-f]{40})([0-9a-f]{8})")
RANDOM_BYTES = 20
PREFIX_LENGTH = 10
"""Enough to tell one's own keys apart; 136 unknown bits are left."""
MOST = 20
"""Keys that one owner may have."""
USE_NOTED_S = 60
"""`last_used_at` is written at most once in this time, so that a request costs no write."""


@dataclass(frozen=True, slots=True)
class MadeKey:
    """A new key, and its secret, which nobody can read again."""

    key: ApiKey
    secret: str


@dataclass(frozen=True, slots=True)
class KnownKey:
    """The key behind a request: whom it signs in, and whose recordings it works with."""

    id: str
    user_id: str
    owner_id: str
    scopes: frozenset[Scope]


@transactional
def create(owner_id: str, name: str, scopes: Collection[Scope], *, expires_at: datetime | None) -> MadeKey:
    """Make a key. Raises QuotaExceeded if the owner has too many, Unauthorized for a deleted owner."""
    departures.hold_present(owner_id)
    if _count(owner_id) >= MOST:
        raise QuotaExceeded(f"You have {MOST} keys. Revoke one that you no longer need, then make another.")
    secret = _new_secret()
    key = ApiKey(
        owner_id=owner_id,
        made_by=audit.author(owner_id),
        name=name,
        prefix=secret[:PREFIX_LENGTH],
        digest=_digest(secret),
        scopes=[scope.value for scope in Scope if scope in scopes],
        expires_at=expires_at,
    )
    db.session.add(key)
    db.session.flush()
    db.session.refresh(key)
    audit.record(Action.KEY_CREATED, key.id, owner_id)
    return MadeKey(key, secret)


@transactional
def list_of(owner_id: str) -> list[ApiKey]:
    """Return all keys of an owner, the newest first."""
    newest_first = _of(owner_id).order_by(ApiKey.created_at.desc(), ApiKey.id.desc())
    return list(db.session.scalars(newest_first))


@transactional
def get(owner_id: str, key_id: str) -> ApiKey:
    """Return a key. Raises NotFound."""
    return _found(owner_id, key_id)


@transactional
def revoke(owner_id: str, key_id: str) -> None:
    """Remove a key, which no longer signs in from now on. Raises NotFound."""
    db.session.delete(_found(owner_id, key_id))
    audit.record(Action.KEY_REVOKED, key_id, owner_id)


@transactional
def revoke_in(user_id: str, organization_id: str) -> None:
    """Remove the keys that a person made for an organisation, which the person has left."""
    theirs = (ApiKey.owner_id == organization_id, ApiKey.made_by == user_id)
    for key_id in db.session.scalars(delete(ApiKey).where(*theirs).returning(ApiKey.id)):
        audit.record(Action.KEY_REVOKED, key_id, organization_id)


def sign_in(secret: str) -> KnownKey:
    """Return the key with this secret, and note its use.

    Raises SignInExpired for a key whose time is over, Unauthorized for any other text.
    """
    if not _is_whole(secret):
        raise Unauthorized("This is no key of Clueso, or not a whole one. Copy the whole key.")
    # This runs before each request of a program, so it is one short query without a transaction.
    with db.engine.connect() as connection:
        found = connection.execute(_by_secret(secret)).one_or_none()
    if found is None:
        raise Unauthorized("Nobody has this key, or it was revoked. Make a new one in your account.")
    if found.is_over:
        raise SignInExpired("This key has expired. Make a new one in your account.")
    if found.is_unnoted:
        _note_use(found.id)
    return KnownKey(found.id, found.person_id, found.owner_id, frozenset(map(Scope, found.scopes)))


def _by_secret(secret: str) -> Select[str, str, str, list[str], bool, bool]:
    return select(
        ApiKey.id,
        ApiKey.owner_id.label("owner_id"),
        func.coalesce(ApiKey.made_by, ApiKey.owner_id).label("person_id"),
        ApiKey.scopes,
        (ApiKey.expires_at <= from_now(0)).label("is_over"),
        _is_unnoted().label("is_unnoted"),
    ).where(ApiKey.digest == _digest(secret))


@transactional
def _note_use(key_id: str) -> None:
    # Asked again in the update: of many requests at the same moment, one writes.
    noted = update(ApiKey).where(ApiKey.id == key_id, _is_unnoted()).values(last_used_at=from_now(0))
    db.session.execute(noted)


def _is_unnoted() -> ColumnElement[bool]:
    return or_(ApiKey.last_used_at.is_(None), ApiKey.last_used_at < from_now(-USE_NOTED_S))


def _of(owner_id: str) -> Select[ApiKey]:
    return select(ApiKey).where(ApiKey.owner_id == owner_id)


def _found(owner_id: str, key_id: str) -> ApiKey:
    key = db.session.scalars(_of(owner_id).where(ApiKey.id == key_id)).one_or_none()
    if key is None:
        raise NotFound
    return key


def _count(owner_id: str) -> int:
    return db.session.scalar(select(func.count()).where(ApiKey.owner_id == owner_id)) or 0


def _new_secret() -> str:
    digits = secrets.token_hex(RANDOM_BYTES)
    return BEGINS + digits + _checksum(digits)


def _is_whole(text: str) -> bool:
    parts = SECRET.fullmatch(text)
    return parts is not None and parts[2] == _checksum(parts[1])


def _checksum(digits: str) -> str:
    return f"{zlib.crc32(digits.encode()):08x}"


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
