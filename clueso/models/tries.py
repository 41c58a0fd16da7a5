"""The columns of what is sent in tries, to an address that may be slow or dead."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from clueso.extensions import Base
from clueso.models.types import Moment, from_now, new_id


class DeliveryStatus(StrEnum):
    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"


class SentInTries(Base):
    """An event for one receiver.

    - `project_id` is that of the event's project; a test has none. What is told of a project goes with it.
    - `event_id` is the same for all receivers of the event, and in every try.
    - `attempt` grows with every claim, so a process that was thought dead can change nothing.
    - `lease_until` is set while a process sends it.
    - `run_after` is when the next try may begin.
    - `tries` counts those that have ended since the row was created, or replayed.
    - `data` is what the event tells, as it was when it happened.
    - `error` says why the last try failed, `tried_at` when it began.
    """

    __abstract__ = True

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    project_id: Mapped[str | None] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    event_id: Mapped[str] = mapped_column(String(40))
    event: Mapped[str] = mapped_column(String(32))
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    status: Mapped[str] = mapped_column(String(16), default=DeliveryStatus.PENDING)
    attempt: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None] = mapped_column(Moment)
    run_after: Mapped[datetime] = mapped_column(Moment, default=from_now(0))
    error: Mapped[str | None] = mapped_column(String(500))
    tried_at: Mapped[datetime | None] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment, default=from_now(0))
