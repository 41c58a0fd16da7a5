"""The audit log: who did what to whose resources. Rows are only added, never changed or removed."""

from datetime import datetime
from typing import Any

from sqlalchemy import DDL, JSON, Index, String, event
from sqlalchemy.orm import Mapped, mapped_column

from clueso.extensions import Base
from clueso.models.types import Moment, from_now, new_id

GUARDS = {
    "sqlite": (
        "CREATE TRIGGER audit_log_keeps_rows BEFORE DELETE ON audit_log "
        "BEGIN SELECT RAISE(ABORT, 'audit_log is append-only'); END",
        "CREATE TRIGGER audit_log_keeps_words BEFORE UPDATE ON audit_log "
        "BEGIN SELECT RAISE(ABORT, 'audit_log is append-only'); END",
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION audit_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'audit_log is append-only'; END $$",
        "CREATE TRIGGER audit_log_keeps_rows BEFORE UPDATE OR DELETE ON audit_log "
        "FOR EACH ROW EXECUTE FUNCTION audit_log_is_append_only()",
        "CREATE TRIGGER audit_log_keeps_all BEFORE TRUNCATE ON audit_log "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_append_only()",
    ),
}
"""Triggers with which the database itself refuses changes. The migrations create the same. SQLite has no
TRUNCATE.
"""


class Deed(Base):
    """One entry of the audit log. It holds ids and counts, no names, titles or texts.

    - `actor` is the id of a user, or "operator", "clerk" (its webhook) or "clueso" (scheduled work).
    - `via` is the id of the person who impersonated the user, if the token named one; of a program it is
      "key:<id of its key>"; of an operator it is the name that they gave, where the page asks for one.
    - `owner` is the person or the organisation that owns the resource; "clueso" for what is the installation's,
      such as a queue.
    """

    __tablename__ = "audit_log"
    __table_args__ = (
        Index("ix_audit_log_owner", "owner", "at"),
        Index("ix_audit_log_at", "at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    at: Mapped[datetime] = mapped_column(Moment, default=from_now(0))
    actor: Mapped[str] = mapped_column(String(255))
    via: Mapped[str | None] = mapped_column(String(255))
    action: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[str] = mapped_column(String(255))
    owner: Mapped[str] = mapped_column(String(255))
    request_id: Mapped[str | None] = mapped_column(String(64))
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


for _dialect, _statements in GUARDS.items():
    for _statement in _statements:
        event.listen(Deed.__table__, "after_create", DDL(_statement).execute_if(dialect=_dialect))  # type: ignore[no-untyped-call]
