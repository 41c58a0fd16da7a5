"""Steps: every job is a row here. This table is the truth, whatever Redis contains."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from clueso import logs
from clueso.domain.steps.statuses import StepStatus
from clueso.extensions import Base
from clueso.models.types import Moment, from_now, new_id


class Step(Base):
    """One link of the pipeline.

    - `attempt` grows each time the step is dispatched anew, so a message names exactly one try.
    - `owner` and `lease_until` belong to the worker that claimed it.
    - `sent_at` is when the message of this attempt was enqueued.
    - `runnable_at` is since when the step could run, not counting retries; None while it waits for other
      steps.
    - `run_after` is when the next try may begin.
    - `errors` counts failed tries, `defects` those of them that were no outage, `crashes` leases that ran
      out.
    - `last_error` is the text of the last error, for operators.
    - `request_id` and `traceparent` are those of the request that asked for this work, for log lines.
    - `error` is the error with which the step failed, or that of its last try while it waits for the next.
    - `dismissed_attempt` is the attempt whose failure an operator dismissed. A later failure counts again.
    """

    __tablename__ = "steps"
    __table_args__ = (
        UniqueConstraint("project_id", "name"),
        Index("ix_steps_status_run_after", "status", "run_after"),
        Index("ix_steps_user_queue_status", "user_id", "queue", "status"),
        Index("ix_steps_status_lease", "status", "lease_until"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    owner_id: Mapped[str] = mapped_column("user_id", String(255))
    name: Mapped[str] = mapped_column(String(64))
    needs: Mapped[list[str]] = mapped_column(JSON, default=list)
    in_first_run: Mapped[bool] = mapped_column(default=True)
    queue: Mapped[str] = mapped_column(String(32))

    status: Mapped[str] = mapped_column(String(16), default=StepStatus.WAITING)
    attempt: Mapped[int] = mapped_column(default=1)
    owner: Mapped[str | None] = mapped_column(String(64))
    lease_until: Mapped[datetime | None] = mapped_column(Moment)
    run_after: Mapped[datetime] = mapped_column(Moment, default=from_now(0))
    runnable_at: Mapped[datetime | None] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    errors: Mapped[int] = mapped_column(default=0)
    defects: Mapped[int] = mapped_column(default=0, server_default="0")
    crashes: Mapped[int] = mapped_column(default=0)
    progress: Mapped[float] = mapped_column(default=0.0)
    last_error: Mapped[str | None] = mapped_column(String(1000))
    error: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    dismissed_attempt: Mapped[int | None]
    request_id: Mapped[str | None] = mapped_column(String(64), default=lambda: logs.ids().get("request"))
    traceparent: Mapped[str | None] = mapped_column(String(55), default=lambda: logs.ids().get("traceparent"))
    created_at: Mapped[datetime] = mapped_column(Moment, default=from_now(0))
    started_at: Mapped[datetime | None] = mapped_column(Moment)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)
