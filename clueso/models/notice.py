"""How people hear that a recording is ready, and the notices of it."""

import secrets
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Boolean, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from clueso.domain.ports.outgoing import URL_MAX
from clueso.extensions import Base
from clueso.models.tries import SentInTries
from clueso.models.types import Moment, from_now

ADDRESS_MAX = 254
"""The longest mail address (RFC 5321)."""


class Channel(StrEnum):
    """The way on which a notice reaches a person."""

    MAIL = "mail"
    PUSH = "push"


class Contact(Base):
    """The mail address of a person, and whether they want mail.

    - `address` is the one that the sign-in last named, None while it names none.
    - `stop_token` is in every mail. Whoever has it can turn the mails off, and nothing else.
    """

    __tablename__ = "contacts"
    __table_args__ = (Index("ix_contacts_stop_token", "stop_token", unique=True),)

    person_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    address: Mapped[str | None] = mapped_column(String(ADDRESS_MAX))
    by_mail: Mapped[bool] = mapped_column(Boolean, default=False)
    stop_token: Mapped[str] = mapped_column(String(64), default=lambda: secrets.token_urlsafe(32))


class PushSubscription(Base):
    """A browser of a person that shows notifications while the page is closed.

    - `id` follows from the endpoint, so a browser has one row, which belongs to the person who subscribed last.
    - `public_key` and `secret` are the browser's, with which each message is encrypted (RFC 8291).
    """

    __tablename__ = "push_subscriptions"
    __table_args__ = (Index("ix_push_subscriptions_person", "person_id", "created_at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    person_id: Mapped[str] = mapped_column(String(255))
    endpoint: Mapped[str] = mapped_column(String(URL_MAX))
    public_key: Mapped[str] = mapped_column(String(128))
    secret: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[datetime] = mapped_column(Moment, default=from_now(0))


class Notice(SentInTries):
    """One event for one person: a mail, or a message to one browser, which `subscription_id` names."""

    __tablename__ = "notices"
    __table_args__ = (
        Index("ix_notices_status_run_after", "status", "run_after"),
        Index("ix_notices_person", "person_id", "created_at", "id"),
        Index("ix_notices_project", "project_id"),
        Index("ix_notices_subscription", "subscription_id"),
    )

    person_id: Mapped[str] = mapped_column(String(255))
    channel: Mapped[str] = mapped_column(String(8))
    subscription_id: Mapped[str | None] = mapped_column(
        ForeignKey("push_subscriptions.id", ondelete="CASCADE")
    )
