"""Pictures that people add to their documents."""

from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import func, select

from clueso.config import Settings
from clueso.domain.documents.documents import DocumentKind
from clueso.domain.documents.parts import pictures_in
from clueso.domain.files import keys, pictures
from clueso.domain.files.media_types import picture_type
from clueso.domain.files.pictures import PictureFile
from clueso.domain.ports.storage import Storage
from clueso.errors import QuotaExceeded
from clueso.extensions import db
from clueso.models import Document, DocumentVersion, OwnPicture, from_now, new_id
from clueso.services.documents import documents
from clueso.services.limits import quotas
from clueso.services.pipeline import step_rows
from clueso.services.transaction import transactional

MOST = 500
"""Most pictures that people add to one document."""


def add(
    owner_id: str,
    document_id: str,
    data: bytes,
    *,
    storage: Storage,
    settings: Settings,
    picture_id: str | None = None,
) -> OwnPicture:
    """Store a picture, without anything but its pixels, for the parts of a document. With `picture_id` (derived
    from an idempotency key) a second call returns the picture of the first.

    Raises NotFound, ValueError for anything but an upright PNG or JPEG, QuotaExceeded, StorageDown.
    """
    id_ = picture_id or new_id()
    known = _known(owner_id, document_id, id_)
    if known is not None:
        return known
    project_id = _demand_room(owner_id, document_id, len(data), settings)
    picture = pictures.read(data)
    key = keys.own_picture(project_id, id_, picture.ending)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "picture"
        path.write_bytes(picture.data)
        storage.upload(path, key, picture_type(key))
    return _record(owner_id, document_id, id_, key, picture, settings)


@transactional
def _known(owner_id: str, document_id: str, id_: str) -> OwnPicture | None:
    """Raises NotFound if the owner has no such document."""
    documents.own(owner_id, document_id)
    return db.session.get(OwnPicture, id_)


@transactional
def _demand_room(owner_id: str, document_id: str, size_bytes: int, settings: Settings) -> str:
    """Return the id of the document's project. Raises NotFound, QuotaExceeded."""
    _, project = documents.own(owner_id, document_id)
    quotas.lock_owner(owner_id)
    quotas.demand_space(owner_id, size_bytes, settings)
    query = select(func.count()).where(OwnPicture.document_id == document_id)
    if (db.session.scalar(query) or 0) >= MOST:
        raise QuotaExceeded(f"You have added {MOST:,} pictures to this document. It takes no more.")
    return project.id


@transactional
def _record(
    owner_id: str, document_id: str, id_: str, key: str, picture: PictureFile, settings: Settings
) -> OwnPicture:
    # Asked again: another request may have taken the room meanwhile, or the project may be deleted.
    _demand_room(owner_id, document_id, len(picture.data), settings)
    row = OwnPicture(
        id=id_,
        document_id=document_id,
        key=key,
        width=picture.width,
        height=picture.height,
        size_bytes=len(picture.data),
    )
    db.session.add(row)
    return row


def forget_unused(older_than_s: float) -> None:
    """Forget each picture that is older than this and that no version of its document shows."""
    for document_id in _documents_with_pictures(older_than_s):
        _forget_unused_of(document_id, older_than_s)


@transactional
def _documents_with_pictures(older_than_s: float) -> list[str]:
    query = select(OwnPicture.document_id).where(OwnPicture.created_at < from_now(-older_than_s))
    return list(db.session.scalars(query.distinct()))


@transactional
def _forget_unused_of(document_id: str, older_than_s: float) -> None:
    document = db.session.get(Document, document_id)
    # Locked, so that no edit shows meanwhile what goes.
    if document is None or step_rows.lock_project(document.project_id) is None:
        return
    versions = db.session.scalars(select(DocumentVersion).where(DocumentVersion.document_id == document_id))
    try:
        kind = DocumentKind(document.kind)
        bodies = [version.content(kind) for version in versions]
    except ValueError:
        # Another release wrote one, and it alone can tell what that shows.
        return
    shown = {picture.own for body in bodies for picture in pictures_in(body)}
    old = (OwnPicture.document_id == document_id, OwnPicture.created_at < from_now(-older_than_s))
    for row in db.session.scalars(select(OwnPicture).where(*old)):
        if row.id not in shown:
            db.session.delete(row)
