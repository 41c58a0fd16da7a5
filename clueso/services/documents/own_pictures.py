"""Pictures that people add to their documents."""

from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import func, select

from clueso.config import Settings
from clueso.domain.files import keys, pictures
from clueso.domain.files.media_types import picture_type
from clueso.domain.files.pictures import PictureFile
from clueso.domain.ports.storage import Storage
from clueso.errors import QuotaExceeded
from clueso.extensions import db
from clueso.models import OwnPicture, new_id
from clueso.services.documents import documents
from clueso.services.limits import quotas
from clueso.services.transaction import transactional

MOST = 500
"""Most pictures that people add to one document."""


def add(user_id: str, document_id: str, data: bytes, *, storage: Storage, settings: Settings) -> OwnPicture:
    """Store a picture, without anything but its pixels, for the parts of a document.

    Raises NotFound, ValueError for anything but an upright PNG or JPEG, QuotaExceeded, StorageDown.
    """
    project_id = _demand_room(user_id, document_id, len(data), settings)
    picture = pictures.read(data)
    id_ = new_id()
    key = keys.own_picture(project_id, id_, picture.ending)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "picture"
        path.write_bytes(picture.data)
        storage.upload(path, key, picture_type(key))
    return _record(user_id, document_id, id_, key, picture, settings)


@transactional
def _demand_room(user_id: str, document_id: str, size_bytes: int, settings: Settings) -> str:
    """Return the id of the document's project. Raises NotFound, QuotaExceeded."""
    _, project = documents.own(user_id, document_id)
    quotas.lock_user(user_id)
    quotas.demand_space(user_id, size_bytes, settings)
    query = select(func.count()).where(OwnPicture.document_id == document_id)
    if (db.session.scalar(query) or 0) >= MOST:
        raise QuotaExceeded(f"You have added {MOST:,} pictures to this document. It takes no more.")
    return project.id


@transactional
def _record(
    user_id: str, document_id: str, id_: str, key: str, picture: PictureFile, settings: Settings
) -> OwnPicture:
    # Asked again: another request may have taken the room meanwhile, or the project may be deleted.
    _demand_room(user_id, document_id, len(picture.data), settings)
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
