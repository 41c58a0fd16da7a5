"""Queues that operators have paused."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from clueso.extensions import Base
from clueso.models.types import Moment, from_now

OPERATOR_MAX = 64


class PausedQueue(Base):
    """A queue of which no step begins. `paused_by` is the name that the operator gave."""

    __tablename__ = "paused_queues"

    queue: Mapped[str] = mapped_column(String(32), primary_key=True)
    paused_by: Mapped[str] = mapped_column(String(OPERATOR_MAX))
    paused_at: Mapped[datetime] = mapped_column(Moment, default=from_now(0))
