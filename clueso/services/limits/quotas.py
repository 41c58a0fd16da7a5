"""Quotas: what one owner may have at once, counted under a lock of that user.

On PostgreSQL, two transactions that count at the same moment would both find room. So a transaction that
counts takes the owner's lock first and keeps it to its end. The only order of locks is: the owner, then a
project, then an upload, then the row of daily use (`services.limits.daily`). SQLite has one writer at a time
and needs no lock.

Daily limits need no such lock, because one UPDATE both counts and takes: tokens of the language model in
`services.limits.budget`; projects, exports and minutes of sound in `services.limits.daily`.
"""

import hashlib
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, func, select, text

from clueso.config import Settings
from clueso.domain.steps.statuses import ProjectStatus
from clueso.errors import QuotaExceeded
from clueso.extensions import db
from clueso.models import Daily, Document, OwnPicture, Project, Upload, UploadStatus
from clueso.services.limits import budget, daily
from clueso.services.transaction import transactional


@dataclass(frozen=True, slots=True)
class Usage:
    """An owner's use of each limit. Daily limits count today (UTC)."""

    stored_bytes: int
    active_projects: int
    open_uploads: int
    projects: int
    projects_per_day: int
    exports_per_day: int
    sound_ms_per_day: int
    writer_tokens_per_day: int


def lock_owner(owner_id: str) -> None:
    """Lock the owner until this transaction ends. Needs a transaction, and comes before any other lock."""
    if db.engine.dialect.name == "postgresql":
        # An advisory lock, because the owner need not have a row. It ends with the transaction.
        db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _lock_key(owner_id)})


def demand_room(owner_id: str, size_bytes: int, settings: Settings) -> None:
    """Raise QuotaExceeded unless one more upload, of this size, fits. Needs a transaction that holds the
    user's lock.
    """
    most = settings.open_uploads_max
    if most and _open_uploads(owner_id) >= most:
        raise QuotaExceeded(
            f"You have {most:,} uploads under way. Complete or cancel some of them first; what nobody completes "
            f"ends by itself {settings.upload_days:g} days after it began."
        )
    demand_space(owner_id, size_bytes, settings)


def demand_space(owner_id: str, size_bytes: int, settings: Settings) -> None:
    """Raise QuotaExceeded unless so many bytes more fit into the owner's storage. Needs a transaction that holds
    the owner's lock.
    """
    if _stored_bytes(owner_id) + size_bytes > settings.storage_quota_bytes:
        raise QuotaExceeded("Your recordings fill your storage. Delete some that you no longer need.")


def demand_turn(owner_id: str, project_id: str, settings: Settings) -> None:
    """Raise QuotaExceeded unless this project may be processed beside the others. Needs a transaction that
    holds the owner's lock.
    """
    if _active_projects(owner_id, Project.id != project_id) >= settings.active_projects_max:
        raise QuotaExceeded("Too many of your recordings are in work. Wait until some are done.")


@transactional
def usage_of(owner_id: str) -> Usage:
    today = daily.used_today(owner_id)
    mine = select(func.count()).where(Project.owner_id == owner_id, Project.deleted_at.is_(None))
    return Usage(
        stored_bytes=_stored_bytes(owner_id),
        active_projects=_active_projects(owner_id),
        open_uploads=_open_uploads(owner_id),
        projects=db.session.scalar(mine) or 0,
        projects_per_day=today[Daily.PROJECTS],
        exports_per_day=today[Daily.EXPORTS],
        sound_ms_per_day=today[Daily.SOUND],
        writer_tokens_per_day=budget.used_today(owner_id),
    )


def _stored_bytes(owner_id: str) -> int:
    """Return the bytes of the owner's uploads, including unfinished ones but not linked ones, and of the pictures
    that the owner added to documents.
    """
    # A server need not say how long its file is. Then what has been read of it counts.
    size = case((Upload.size_bytes > 0, Upload.size_bytes), else_=Upload.fetched_bytes)
    uploads = select(func.coalesce(func.sum(size), 0)).where(
        Upload.owner_id == owner_id,
        Upload.status.in_([UploadStatus.PENDING, UploadStatus.STORED]),
        Upload.linked_id.is_(None),
    )
    pictures = (
        select(func.coalesce(func.sum(OwnPicture.size_bytes), 0))
        .join(Document, Document.id == OwnPicture.document_id)
        .where(Document.owner_id == owner_id)
    )
    return int(db.session.scalar(uploads) or 0) + int(db.session.scalar(pictures) or 0)


def _open_uploads(owner_id: str) -> int:
    query = select(func.count()).where(Upload.owner_id == owner_id, Upload.status == UploadStatus.PENDING)
    return db.session.scalar(query) or 0


def _active_projects(owner_id: str, *which: ColumnElement[bool]) -> int:
    """Return the number of unfinished projects. A deleted project counts as long as it can be restored."""
    query = select(func.count()).where(
        Project.owner_id == owner_id, Project.status.in_([ProjectStatus.QUEUED, ProjectStatus.PROCESSING])
    )
    return db.session.scalar(query.where(*which)) or 0


def _lock_key(owner_id: str) -> int:
    """Return a 64-bit key that no lock of another application in the same database is likely to have."""
    digest = hashlib.sha256(f"clueso user\0{owner_id}".encode()).digest()
    return int.from_bytes(digest[:8], signed=True)
