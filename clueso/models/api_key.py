"""Keys with which programs sign in."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from clueso.extensions import Base
from clueso.models.types import Moment, from_now, new_id


class Scope(StrEnum):
    """What a key allows."""

    READ = "read"
    WRITE = "write"


class ApiKey(Base):
    """A key for programs. A revoked one has no row.

    `digest` is the SHA-256 of the secret, `prefix` its first characters, by which its owner recognises it.
    `made_by` is the person it signs in as; None in rows from before there were organisations, when every owner was
    a person. `last_used_at` may be a minute old. Without `expires_at` the key does not expire.
    """

    __tablename__ = "api_keys"
    __table_args__ = (Index("ix_api_keys_user", "user_id", "created_at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    owner_id: Mapped[str] = mapped_column("user_id", String(255))
    made_by: Mapped[str | None] = mapped_column(String(255))
    name: Mapped[str] = mapped_column(String(100))
    prefix: Mapped[str] = mapped_column(String(16))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(Moment, default=from_now(0))
    expires_at: Mapped[datetime | None] = mapped_column(Moment)
    last_used_at: Mapped[datetime | None] = mapped_column(Moment)
