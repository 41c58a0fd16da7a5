"""The rows of linked uploads: one for each user and host id, stored while a project uses it."""

import hashlib
from contextlib import suppress

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError

from clueso.extensions import db
from clueso.models import Upload, UploadStatus, from_now
from clueso.services import audit
from clueso.services.audit import Action
from clueso.services.transaction import transactional
from clueso.services.uploads.linked_uploads import LinkedFile


def row_id(owner_id: str, linked_id: str) -> str:
    """Return the id of the one row of this user and host id."""
    # No other id of ours is derived from a text that begins with NUL.
    return hashlib.sha256(f"\0linked\0{owner_id}\0{linked_id}".encode()).hexdigest()[:32]


def find(owner_id: str, linked_id: str) -> Upload | None:
    """Return the row of a linked upload. Needs a transaction."""
    return db.session.scalar(_row(owner_id, linked_id))


def record(owner_id: str, file: LinkedFile) -> Upload:
    """Return the locked row of a linked upload, created or updated from the host's present description.

    Needs a transaction.
    """
    locked = _row(owner_id, file.upload_id).with_for_update()
    upload = db.session.scalar(locked) or _begun(owner_id, file)
    said = {
        "linked_bucket": file.place.bucket,
        "linked_key": file.place.key,
        "filename": file.filename,
        "content_type": file.content_type,
        "size_bytes": file.size_bytes,
    }
    # Without a change the row keeps its time of change.
    if any(getattr(upload, name) != value for name, value in said.items()):
        for name, value in said.items():
            setattr(upload, name, value)
        upload.updated_at = from_now(0)
    return upload


@transactional
def newest_key(bucket: str) -> str | None:
    """Return the key of the linked upload in this bucket that was linked last."""
    query = select(Upload.linked_key).where(Upload.linked_bucket == bucket)
    return db.session.scalar(query.order_by(Upload.created_at.desc()).limit(1))


def _row(owner_id: str, linked_id: str) -> Select[Upload]:
    return select(Upload).where(Upload.id == row_id(owner_id, linked_id), Upload.owner_id == owner_id)


def _begun(owner_id: str, file: LinkedFile) -> Upload:
    """Add the row, unless another request adds it at the same time. Return it locked."""
    id_ = row_id(owner_id, file.upload_id)
    with suppress(IntegrityError), db.session.begin_nested():
        db.session.add(
            Upload(
                id=id_,
                owner_id=owner_id,
                key=f"linked/{id_}",
                filename=file.filename,
                content_type=file.content_type,
                size_bytes=file.size_bytes,
                part_size_bytes=file.size_bytes,
                part_count=1,
                status=UploadStatus.STORED,
                expires_at=from_now(0),
                linked_id=file.upload_id,
                linked_bucket=file.place.bucket,
                linked_key=file.place.key,
            )
        )
        audit.record(Action.UPLOAD_LINKED, id_, owner_id)
    return db.session.scalars(_row(owner_id, file.upload_id).with_for_update()).one()
