"""Purge: removes a deleted project from storage and database."""

from dataclasses import asdict, dataclass

from sqlalchemy import delete, select

from clueso.domain.files import keys
from clueso.domain.ports.storage import Storage
from clueso.errors import Unavailable
from clueso.extensions import db
from clueso.models import (
    Document,
    Export,
    IdempotencyKey,
    PaidCall,
    Project,
    Upload,
    UploadStatus,
    from_now,
)
from clueso.services import audit
from clueso.services.audit import Action
from clueso.services.transaction import transactional


@dataclass(frozen=True, slots=True)
class Cleared:
    """What was removed from storage.

    `recording_bytes` is 0 if the recording stays because another project or the host owns it, or if it was
    removed before.
    """

    objects: int
    recording_bytes: int


def clear_storage(project_id: str, storage: Storage) -> Cleared:
    """Remove every object of the project, and its upload if no other project uses it."""
    upload = _retire_upload(project_id)
    gone = [key for key in storage.list_keys(keys.folder(project_id)) if keys.is_ours(key)]
    recording_bytes = 0
    if upload is not None and upload.cleared_at is None:
        if upload.is_fetched and upload.multipart_id:  # its parts may be all that was fetched
            storage.abort_multipart(upload.key, upload.multipart_id)
        gone.append(upload.key)
        recording_bytes = upload.size_bytes
    storage.delete(gone)
    return Cleared(len(gone), recording_bytes)


@transactional
def _retire_upload(project_id: str) -> Upload | None:
    """Close the upload to new projects before its object is removed.

    Return None if another project uses the upload, or if it is linked: a linked object is the host's.
    """
    project = db.session.get_one(Project, project_id)
    # Locked, so that no new project can take the upload between the check and the change.
    upload = db.session.scalars(select(Upload).where(Upload.id == project.upload_id).with_for_update()).one()
    if upload.linked_id is not None:
        return None
    others = select(Project.id).where(Project.upload_id == upload.id, Project.id != project_id)
    if db.session.scalar(others.limit(1)):
        return None
    upload.status = UploadStatus.ABORTED
    upload.updated_at = from_now(0)
    return upload


def remove_rows(project_id: str, cleared: Cleared) -> None:
    """Remove the project and all its rows, and the upload if it is retired or linked. Only rows of the audit
    log stay.

    Needs a transaction. Raises Unavailable if no project uses the upload any more but it was not retired:
    then its object still exists.
    """
    uses = select(Project.upload_id).where(Project.id == project_id).scalar_subquery()
    upload = db.session.scalars(select(Upload).where(Upload.id == uses).with_for_update()).one()
    # Before the rows, because the answers are found by their ids.
    _forget_answers(project_id)
    _record(project_id, upload, cleared)
    db.session.execute(delete(PaidCall).where(PaidCall.project_id == project_id))
    db.session.execute(delete(Project).where(Project.id == project_id))
    if db.session.scalar(select(Project.id).where(Project.upload_id == upload.id).limit(1)):
        return
    if upload.linked_id is None and upload.status != UploadStatus.ABORTED:
        raise Unavailable("Another project of the same recording was removed meanwhile.")
    _forget_answer(upload.id)
    db.session.execute(delete(Upload).where(Upload.id == upload.id))


def _record(project_id: str, upload: Upload, cleared: Cleared) -> None:
    project = db.session.get_one(Project, project_id)
    asked_at = project.deleted_at.isoformat() if project.deleted_at else None
    audit.record(
        Action.PROJECT_PURGED,
        project_id,
        project.owner_id,
        asked_at=asked_at,
        upload_id=upload.id,
        **asdict(cleared),
    )


def _forget_answers(project_id: str) -> None:
    """Forget the stored answers to the requests that created the project, or anything in it."""
    _forget_answer(project_id)
    for table in (Document, Export):
        for id_ in db.session.scalars(select(table.id).where(table.project_id == project_id)):
            _forget_answer(id_)


def _forget_answer(id_: str) -> None:
    db.session.execute(delete(IdempotencyKey).where(IdempotencyKey.location.endswith(f"/{id_}")))
