"""Retention: recordings are removed after a time, with an announcement; their transcripts stay.

A recording is removed if every project made from it allows it. The removal is announced first, by the warning
time: `Upload.removal_at` is set, which the project's page and the API show. This also holds if RETENTION_DAYS
is new and the recording old. A recording of the host is never removed.
"""

import logging
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from clueso.config import Settings
from clueso.domain.steps.statuses import StepStatus
from clueso.errors import RecordingRemoved
from clueso.extensions import db
from clueso.models import Chunk, Project, Step, Upload, UploadStatus, from_now
from clueso.services import audit
from clueso.services.audit import Action
from clueso.services.pipeline import step_rows
from clueso.services.transaction import database_time, transactional

log = logging.getLogger(__name__)

BATCH = 200
FOR_EVER = 0
"""As a number of days: the recording is never removed."""


def look_after(settings: Settings) -> None:
    """Announce removals, withdraw announcements, and remove recordings announced long enough ago.

    Raises SQLAlchemyError; the next call continues.
    """
    last = ""
    while upload_ids := _stored(last):
        for upload_id in upload_ids:
            try:
                _look_after(upload_id, settings)
            except SQLAlchemyError:
                # Without the database the other uploads would fail too.
                raise
            except Exception:  # one bad upload must not stop the others
                log.exception("upload %s could not be looked after", upload_id)
        last = upload_ids[-1]


@transactional
def _stored(after: str) -> list[str]:
    query = select(Upload.id).where(
        Upload.status == UploadStatus.STORED, Upload.linked_id.is_(None), Upload.id > after
    )
    return list(db.session.scalars(query.order_by(Upload.id).limit(BATCH)))


@transactional
def _look_after(upload_id: str, settings: Settings) -> None:
    # Locks in the usual order: the projects, here by their ids, then the upload.
    uses = select(Project).where(Project.upload_id == upload_id).order_by(Project.id).with_for_update()
    projects = list(db.session.scalars(uses))
    locked = select(Upload).where(Upload.id == upload_id, Upload.status == UploadStatus.STORED)
    upload = db.session.scalars(locked.with_for_update()).one_or_none()
    if upload is None or any(project.deleted_at for project in projects):  # a purge or a restore decides
        return
    known = set(db.session.scalars(select(Project.id).where(Project.upload_id == upload_id)))
    if known != {project.id for project in projects}:  # a project came or went before the upload was locked
        return
    now = database_time()
    due = due_at(projects, settings)
    if due is not None and upload.removal_at is not None and due <= upload.removal_at <= now:
        if not _is_in_work(projects):
            _remove(upload, projects)
        return
    warned = now + timedelta(days=settings.retention_warning_days)
    announced = upload.removal_at
    if due is None or due > warned:
        upload.removal_at = None
    elif announced is None or announced < due:
        upload.removal_at = max(due, warned)
    # An open step may still need the recording. The next pass looks again.
    if upload.removal_at != announced:
        for project in projects:
            step_rows.touch(project)


def due_at(projects: list[Project], settings: Settings) -> datetime | None:
    """Return when the recording of these projects may be removed; None if one keeps it, or if there is no
    project.
    # Never earlier than announced to the owner.
    """
    days = [days_of(project, settings) for project in projects]
    if not projects or FOR_EVER in days:
        return None
    return max(
        project.created_at + timedelta(days=count) for project, count in zip(projects, days, strict=True)
    )


def days_of(project: Project, settings: Settings) -> int:
    """Return for how many days the recording is kept, counted from the creation of the project; FOR_EVER is
    0.
    """
    return settings.retention_days if project.retention_days is None else project.retention_days


def _is_in_work(projects: list[Project]) -> bool:
    """Return whether any step is open, also one that only writes a document again: its pictures need the
    recording.
    """
    mine = Step.project_id.in_([project.id for project in projects])
    statuses = db.session.scalars(select(Step.status).where(mine).distinct())
    return not all(StepStatus(status).is_settled for status in statuses)


def _remove(upload: Upload, projects: list[Project]) -> None:
    """Mark the recording as removed. The janitor deletes its object, and objects that no project names any
    more.
    """
    upload.status = UploadStatus.EXPIRED
    upload.updated_at = from_now(0)
    for project in projects:
        project.audio_key = project.audio_size_bytes = project.copy_key = None
        for chunk in db.session.scalars(select(Chunk).where(Chunk.project_id == project.id)):
            db.session.delete(chunk)
        step_rows.touch(project)
    audit.record(Action.RECORDING_REMOVED, upload.id, upload.owner_id, size_bytes=upload.size_bytes)
    log.info("the recording of upload %s is removed, as was announced", upload.id)


def choose(project: Project, days: int | None) -> None:
    """Set how long the owner wants the recording kept; None means the setting of the installation.

    Needs a transaction that holds the project. An earlier announcement is withdrawn, so a new one follows.
    Raises RecordingRemoved.
    """
    upload = db.session.scalars(select(Upload).where(Upload.id == project.upload_id).with_for_update()).one()
    demand_recording(upload)
    project.retention_days = days
    upload.removal_at = None
    audit.record(Action.PROJECT_RETENTION_SET, project.id, project.owner_id, days=days)


def demand_recording(upload: Upload) -> None:
    """Raise RecordingRemoved if the recording was removed. An upload that expired before it was complete is
    not meant.
    """
    if upload.status == UploadStatus.EXPIRED and upload.removal_at is not None:
        day = upload.updated_at
        raise RecordingRemoved(
            f"The recording was removed on {day.day} {day:%B %Y}, as was announced. The words that were made of it stay."
        )
