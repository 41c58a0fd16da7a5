"""Projects: one recording each, and everything made from it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, validates

from clueso.domain.searching.labels import title_key
from clueso.domain.steps.statuses import ProjectStatus
from clueso.extensions import Base
from clueso.models.types import Moment, from_now, new_id


class Project(Base):
    """A project.

    - `version` grows with every change and is the ETag.
    - `status`, `progress` and `error` follow from the steps of the first run. Only `services.pipeline` writes
      them.
    - `made_by` is the person who made it; None in rows from before there were organisations, when every owner was
      a person.
    - `language` is the declared language. Without it the language is detected, among `languages` if there are
      any.
    - `title_key` sorts titles (`title_key`). It follows the title, and is empty for a title of an earlier release.
    - `working_title` is the title that the project was created with, None without one.
    - `speaker_count` is the declared number of speakers, None to detect it.
    - `announced_ms` is the announced length of a file that breaks off early, else None.
    - `heard_tracks` are the numbers of the audio tracks that were transcribed.
    - `channel_turns` are [start_ms, end_ms, voice] of each turn, if each of two channels holds one voice.
    - `waveform` has a byte for each stretch of equal length: how loud it is.
    - `retention_days` is how long the owner wants to keep the recording: 0 for ever, None for the
      installation's default.
    """

    __tablename__ = "projects"
    __table_args__ = (
        Index("ix_projects_user_created", "user_id", "created_at", "id"),
        Index("ix_projects_user_title", "user_id", "title_key", "id"),
        Index("ix_projects_upload", "upload_id"),
        Index("ix_projects_status_deadline", "status", "deadline_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    owner_id: Mapped[str] = mapped_column("user_id", String(255))
    made_by: Mapped[str | None] = mapped_column(String(255))
    upload_id: Mapped[str] = mapped_column(ForeignKey("uploads.id"))
    version: Mapped[int] = mapped_column(default=1)

    title: Mapped[str] = mapped_column(String(255))
    title_key: Mapped[str] = mapped_column(String(80), server_default="", deferred=True)
    title_is_generated: Mapped[bool] = mapped_column(default=True)
    working_title: Mapped[str | None] = mapped_column(String(255))
    language: Mapped[str | None] = mapped_column(String(16))
    languages: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    vocabulary: Mapped[list[str]] = mapped_column(JSON, default=list)
    instructions: Mapped[str | None] = mapped_column(Text)
    speaker_count: Mapped[int | None]

    duration_ms: Mapped[int | None] = mapped_column(BigInteger)
    container: Mapped[str | None] = mapped_column(String(64))
    has_video: Mapped[bool | None]
    width: Mapped[int | None]
    height: Mapped[int | None]
    size_bytes: Mapped[int | None] = mapped_column(BigInteger)
    poster_key: Mapped[str | None] = mapped_column(String(255))
    audio_key: Mapped[str | None] = mapped_column(String(255))
    audio_size_bytes: Mapped[int | None] = mapped_column(BigInteger)
    plays_everywhere: Mapped[bool | None]
    copy_key: Mapped[str | None] = mapped_column(String(255))
    heard_tracks: Mapped[list[int] | None] = mapped_column(JSON)
    announced_ms: Mapped[int | None] = mapped_column(BigInteger)
    channel_turns: Mapped[list[list[int]] | None] = mapped_column(JSON(none_as_null=True), deferred=True)
    waveform: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)

    status: Mapped[str] = mapped_column(String(16), default=ProjectStatus.QUEUED)
    progress: Mapped[float] = mapped_column(default=0.0)
    error: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    retention_days: Mapped[int | None]
    deadline_at: Mapped[datetime] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment, default=from_now(0))
    updated_at: Mapped[datetime] = mapped_column(Moment, default=from_now(0))
    ready_at: Mapped[datetime | None] = mapped_column(Moment)
    deleted_at: Mapped[datetime | None] = mapped_column(Moment)

    @validates("title")
    def _sort_by(self, _: str, title: str) -> str:
        self.title_key = title_key(title)
        return title
