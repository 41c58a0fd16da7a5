"""Webhooks: where an owner wants to hear of events, and the deliveries of these events."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from clueso.domain.ports.outgoing import URL_MAX
from clueso.extensions import Base
from clueso.models.tries import SentInTries
from clueso.models.types import Moment, from_now, new_id


class Event(StrEnum):
    """What a webhook can be told of."""

    PROJECT_READY = "project.ready"
    """Every step of the run is settled."""
    PROJECT_FAILED = "project.failed"
    """The run failed."""
    DOCUMENT_READY = "document.ready"
    """A document was written, with its pictures."""
    EXPORT_READY = "export.ready"
    """A file was rendered."""


class Webhook(Base):
    """An address of an owner that gets events.

    - `secret` is kept as it is, because each delivery is signed with it.
    - `failing_since` is the time of the first failure since the last success.
    - `disabled_at` is set while it gets no events, `disabled_reason` if Clueso and not its owner turned it off.
    """

    __tablename__ = "webhooks"
    __table_args__ = (Index("ix_webhooks_owner", "owner_id", "created_at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    owner_id: Mapped[str] = mapped_column(String(255))
    url: Mapped[str] = mapped_column(String(URL_MAX))
    events: Mapped[list[str]] = mapped_column(JSON)
    secret: Mapped[str] = mapped_column(String(80))
    failing_since: Mapped[datetime | None] = mapped_column(Moment)
    disabled_at: Mapped[datetime | None] = mapped_column(Moment)
    disabled_reason: Mapped[str | None] = mapped_column(String(300))
    created_at: Mapped[datetime] = mapped_column(Moment, default=from_now(0))


class Delivery(SentInTries):
    """One event for one webhook. `response_status` and `response` are those of the last try."""

    __tablename__ = "deliveries"
    __table_args__ = (
        Index("ix_deliveries_status_run_after", "status", "run_after"),
        Index("ix_deliveries_webhook", "webhook_id", "created_at", "id"),
        Index("ix_deliveries_project", "project_id"),
    )

    webhook_id: Mapped[str] = mapped_column(ForeignKey("webhooks.id", ondelete="CASCADE"))
    owner_id: Mapped[str] = mapped_column(String(255))
    response_status: Mapped[int | None]
    response: Mapped[str | None] = mapped_column(String(500))
