"""The janitor: removes objects from storage that no row names, for example those of killed processes."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import SQLAlchemyError

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.documents.drawn import to_draw
from clueso.domain.documents.parts import can_have_pictures
from clueso.domain.files import keys
from clueso.domain.ports.storage import Storage
from clueso.domain.steps.statuses import ProjectStatus
from clueso.errors import StorageDown
from clueso.extensions import db
from clueso.models import (
    Chunk,
    Document,
    DocumentPicture,
    DocumentVersion,
    Export,
    Owner,
    OwnPicture,
    Project,
    ScreenRow,
    Upload,
    UploadStatus,
    from_now,
)
from clueso.services import audit
from clueso.services.audit import Action
from clueso.services.documents import own_pictures
from clueso.services.operations.installation import take_possession
from clueso.services.transaction import transactional

log = logging.getLogger(__name__)

BATCH = 200
"""Rows or keys handled at once."""
DAY_S = 86400.0
"""Minimum age of what is removed: an object is written before the row that names it."""
IN_USE = (UploadStatus.PENDING, UploadStatus.STORED)


def clear_uploads(storage: Storage) -> None:
    """Remove the objects of aborted and expired uploads. Raises StorageDown, SQLAlchemyError; the next call
    continues.
    """
    for upload in _uncleared_uploads():
        try:
            _clear(upload, storage)
        except (StorageDown, SQLAlchemyError):
            # Without storage or database the other uploads would fail too.
            raise
        except Exception:  # one bad upload must not stop the others
            log.exception("upload %s could not be cleared", upload.id)


def _clear(upload: Upload, storage: Storage) -> None:
    if upload.multipart_id:
        storage.abort_multipart(upload.key, upload.multipart_id)
    # Aborting does not remove an object that a completion has created meanwhile.
    storage.delete([upload.key])
    _mark_cleared(upload.id)


def tidy(storage: Storage, *, older_than_s: float = DAY_S) -> int:
    """Remove every draft, object and unfinished upload that no row names. Return their number.

    A person's own pictures that no version of their document shows are forgotten first, and go with these.
    Raises StorageDown, and NotOurs, before anything is removed, if the place in storage is also another's.
    """
    take_possession(storage)
    own_pictures.forget_unused(older_than_s)
    removed = storage.clear_drafts(older_than_s=older_than_s)
    if removed:
        log.info("%s drafts of killed processes are removed", removed)
    for batch in _batches(storage.list_keys(keys.UPLOADS, older_than_s=older_than_s)):
        removed += _remove(storage, set(batch) - _uploads_in_use(batch))
    for batch in _batches(storage.list_keys(keys.PROJECTS, older_than_s=older_than_s)):
        removed += _remove(storage, set(batch) - _named_by_projects(batch))
    for batch in _batches(storage.list_keys(keys.LOGOS, older_than_s=older_than_s)):
        removed += _remove(storage, set(batch) - _logos_in_use(batch))
    # Listed in full first, because aborting changes the list.
    for key, multipart_id in list(storage.list_multiparts("", older_than_s=older_than_s)):
        if keys.is_ours(key) and not _is_awaited(multipart_id):
            storage.abort_multipart(key, multipart_id)
            removed += 1
    return removed


def _remove(storage: Storage, unnamed: set[str]) -> int:
    if unnamed:
        log.info("%s objects that no row names are removed, such as %s", len(unnamed), min(unnamed))
        storage.delete(sorted(unnamed))
    return len(unnamed)


def _batches(found: Iterable[str]) -> Iterator[list[str]]:
    """Yield batches of those keys that are ours."""
    rest = filter(keys.is_ours, found)
    while batch := list(islice(rest, BATCH)):
        yield batch


@transactional
def _uncleared_uploads() -> list[Upload]:
    query = select(Upload).where(
        Upload.status.in_([UploadStatus.ABORTED, UploadStatus.EXPIRED]), Upload.cleared_at.is_(None)
    )
    return list(db.session.scalars(query.limit(BATCH)))


@transactional
def _mark_cleared(upload_id: str) -> None:
    cleared = update(Upload).where(Upload.id == upload_id, Upload.cleared_at.is_(None))
    owner_id = db.session.scalar(cleared.values(cleared_at=from_now(0)).returning(Upload.owner_id))
    if owner_id is not None:
        audit.record(Action.UPLOAD_PURGED, upload_id, owner_id)


@transactional
def _uploads_in_use(found: list[str]) -> set[str]:
    return set(db.session.scalars(select(Upload.key).where(Upload.key.in_(found), Upload.status.in_(IN_USE))))


@transactional
def _logos_in_use(found: list[str]) -> set[str]:
    keys_in_use = db.session.scalars(select(Owner.logo_key).where(Owner.logo_key.in_(found)))
    return {key for key in keys_in_use if key}


@transactional
def _is_awaited(multipart_id: str) -> bool:
    query = select(Upload.id).where(
        Upload.multipart_id == multipart_id, Upload.status == UploadStatus.PENDING
    )
    return db.session.scalar(query) is not None


@transactional
def _named_by_projects(found: list[str]) -> set[str]:
    """Return which of these keys of projects a row names: poster, sound, copy, chunk, screen, picture, drawn
    picture, export.

    The chunks of a `ready` project don't count: no step reads them again.
    """
    ids = {id_ for key in found if (id_ := keys.project_of(key))}
    named = set(db.session.scalars(select(Project.poster_key).where(Project.id.in_(ids))))
    named |= set(db.session.scalars(select(Project.audio_key).where(Project.id.in_(ids))))
    named |= set(db.session.scalars(select(Project.copy_key).where(Project.id.in_(ids))))
    chunks = (
        select(Chunk.audio_key)
        .join(Project, Project.id == Chunk.project_id)
        .where(Project.id.in_(ids), Project.status != ProjectStatus.READY)
    )
    named |= set(db.session.scalars(chunks))
    named |= set(db.session.scalars(select(ScreenRow.key).where(ScreenRow.project_id.in_(ids))))
    named |= set(db.session.scalars(select(Export.key).where(Export.project_id.in_(ids))))
    return {key for key in named if key} | _pictures_of(ids) | _drawn_keys(ids)


def _pictures_of(project_ids: set[str]) -> set[str]:
    bodies = db.session.scalars(
        select(DocumentVersion.body)
        .join(Document, Document.id == DocumentVersion.document_id)
        .where(Document.project_id.in_(project_ids), Document.kind.in_(_illustrated_kinds()))
    )
    taken = db.session.scalars(
        select(DocumentPicture.key)
        .join(Document, Document.id == DocumentPicture.document_id)
        .where(Document.project_id.in_(project_ids))
    )
    own = db.session.scalars(
        select(OwnPicture.key)
        .join(Document, Document.id == OwnPicture.document_id)
        .where(Document.project_id.in_(project_ids))
    )
    return {key for body in bodies for key in _keys_in(body)} | set(taken) | set(own)


def _illustrated_kinds() -> list[DocumentKind]:
    return [kind for kind in DocumentKind if can_have_pictures(kind.body)]


def _drawn_keys(project_ids: set[str]) -> set[str]:
    """Return the keys of the drawn pictures of all versions: they follow from the bodies."""
    rows = db.session.execute(
        select(Document.project_id, Document.kind, DocumentVersion.body)
        .join(DocumentVersion, Document.id == DocumentVersion.document_id)
        .where(Document.project_id.in_(project_ids), Document.kind.in_(_illustrated_kinds()))
    )
    found: set[str] = set()
    for project_id, kind, stored in rows:
        # A body that only another release can read has pictures that this one did not draw.
        with suppress(ValueError):
            names = to_draw(DocumentKind(kind).body.read(stored))
            found |= {keys.drawn(project_id, name) for name in names}
    return found


def _keys_in(stored: Any) -> Iterator[str]:
    """Yield the `key` of every object in this JSON. A body that cannot be read keeps its pictures so."""
    if isinstance(stored, dict):
        if isinstance(key := stored.get("key"), str):
            yield key
        stored = list(stored.values())
    if isinstance(stored, list):
        for member in stored:
            yield from _keys_in(member)
