"""Owners, deleted owners, idempotency keys, and the ledger of paid calls."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from clueso.extensions import Base
from clueso.models.types import Moment, from_now


class Owner(Base):
    """A person or an organisation that owns recordings, by Clerk's id ("user_…" or "org_…").

    The row is created once there is something to store; signing in needs none. Tables that are older than
    organisations name the column of the owner `user_id`, so that releases can run side by side.

    `accent` ("#0b5c4d") and `logo_key` are the look of the owner's files; None is the product's.
    """

    __tablename__ = "users"

    id: Mapped[str] = mapped_column(String(255), primary_key=True)
    vocabulary: Mapped[list[str]] = mapped_column(JSON, default=list)
    accent: Mapped[str | None] = mapped_column(String(7))
    logo_key: Mapped[str | None] = mapped_column(String(255))
    created_at: Mapped[datetime] = mapped_column(Moment, default=from_now(0))


class Departure(Base):
    """A person or an organisation that Clerk has deleted.

    Clerk never reuses an id, so the row stays: no late token or event restores an owner.
    """

    __tablename__ = "departures"

    owner_id: Mapped[str] = mapped_column("user_id", String(255), primary_key=True)
    left_at: Mapped[datetime] = mapped_column(Moment, default=from_now(0))


class IdempotencyKey(Base):
    """The first response to a person's request with an Idempotency-Key. `status` is None while the request runs."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (Index("ix_idempotency_created", "created_at"),)

    user_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    key: Mapped[str] = mapped_column(String(255), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    status: Mapped[int | None]
    location: Mapped[str | None] = mapped_column(String(255))
    body: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(Moment, default=from_now(0))


class PaidCall(Base):
    """A paid call in the ledger.

    Its row is committed before the call is sent, and its reply before anybody uses it.

    - While the call runs, `reserved_tokens` are reserved in the owner's budget of the day `reserved_on`.
    - `held_by` is the owner of the attempt that makes the call. Until `held_until` nobody else may make it.
      This lease is renewed together with that of the step.
    """

    __tablename__ = "paid_calls"
    __table_args__ = (Index("ix_paid_calls_user", "user_id", "created_at"),)

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    owner_id: Mapped[str] = mapped_column("user_id", String(255))
    project_id: Mapped[str] = mapped_column(String(32), index=True)
    part: Mapped[str] = mapped_column(String(128))
    model: Mapped[str] = mapped_column(String(128))
    tries: Mapped[int] = mapped_column(default=0)
    reply: Mapped[str | None] = mapped_column(Text)
    finish_reason: Mapped[str | None] = mapped_column(String(32))
    input_tokens: Mapped[int] = mapped_column(default=0)
    output_tokens: Mapped[int] = mapped_column(default=0)
    reserved_tokens: Mapped[int] = mapped_column(default=0)
    reserved_on: Mapped[date | None] = mapped_column(Date)
    held_by: Mapped[str | None] = mapped_column(String(64))
    held_until: Mapped[datetime | None] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment, default=from_now(0))
    finished_at: Mapped[datetime | None] = mapped_column(Moment)
