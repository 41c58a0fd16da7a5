"""The janitor: removes from storage what no row names, whatever died before it could clean up."""

import logging
from collections.abc import Iterable, Iterator
from itertools import islice

from sqlalchemy import select, update
from sqlalchemy.exc import SQLAlchemyError

from clueso.domain.ports import Storage
from clueso.domain.steps import ProjectStatus
from clueso.errors import StorageDown
from clueso.extensions import db
from clueso.models import (
    Chunk,
    Document,
    DocumentPicture,
    DocumentVersion,
    Export,
    Project,
    Upload,
    UploadStatus,
    from_now,
)
from clueso.services.transaction import transactional

log = logging.getLogger(__name__)

BATCH = 200
"""Rows or keys that are looked after at once."""
DAY_S = 86400.0
"""Nothing that is younger is touched: an object is written before the row that names it."""
IN_USE = (UploadStatus.PENDING, UploadStatus.STORED)


def clear_uploads(storage: Storage) -> None:
    """Remove what uploads left that were aborted or expired. Raises StorageDown, SQLAlchemyError; the next
    call goes on."""
    for upload in _uncleared_uploads():
        try:
            _clear(upload, storage)
        except (StorageDown, SQLAlchemyError):
            raise
        except Exception:  # one odd upload must not keep the others
            log.exception("upload %s could not be cleared", upload.id)


def _clear(upload: Upload, storage: Storage) -> None:
    if upload.multipart_id:
        storage.abort_multipart(upload.key, upload.multipart_id)
    storage.delete([upload.key])
    _mark_cleared(upload.id)


def tidy(storage: Storage, *, older_than_s: float = DAY_S) -> int:
    """Remove every draft, object and unfinished upload that no row names. Returns how many.

    Raises StorageDown.
    """
    removed = storage.clear_drafts(older_than_s=older_than_s)
    if removed:
        log.info("%s drafts of killed processes are removed", removed)
    for keys in _batches(storage.list_keys("uploads/", older_than_s=older_than_s)):
        removed += _remove(storage, set(keys) - _uploads_in_use(keys))
    for keys in _batches(storage.list_keys("projects/", older_than_s=older_than_s)):
        removed += _remove(storage, set(keys) - _named_by_projects(keys))
    for key, multipart_id in list(storage.list_multiparts("", older_than_s=older_than_s)):
        if not _is_awaited(multipart_id):
            storage.abort_multipart(key, multipart_id)
            removed += 1
    return removed


def _remove(storage: Storage, keys: set[str]) -> int:
    if keys:
        log.info("%s objects that no row names are removed, such as %s", len(keys), min(keys))
        storage.delete(sorted(keys))
    return len(keys)


def _batches(keys: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(keys)
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
    db.session.execute(update(Upload).where(Upload.id == upload_id).values(cleared_at=from_now(0)))


@transactional
def _uploads_in_use(keys: list[str]) -> set[str]:
    return set(db.session.scalars(select(Upload.key).where(Upload.key.in_(keys), Upload.status.in_(IN_USE))))


@transactional
def _is_awaited(multipart_id: str) -> bool:
    query = select(Upload.id).where(
        Upload.multipart_id == multipart_id, Upload.status == UploadStatus.PENDING
    )
    return db.session.scalar(query) is not None


@transactional
def _named_by_projects(keys: list[str]) -> set[str]:
    """Which of these keys, all under `projects/<id>/`, a row names: poster, chunk, picture, export.

    The chunks of a `ready` project are named no more: nothing works on them again.
    """
    ids = {key.split("/")[1] for key in keys}
    named = set(db.session.scalars(select(Project.poster_key).where(Project.id.in_(ids))))
    chunks = (
        select(Chunk.audio_key)
        .join(Project, Project.id == Chunk.project_id)
        .where(Project.id.in_(ids), Project.status != ProjectStatus.READY)
    )
    named |= set(db.session.scalars(chunks))
    named |= set(db.session.scalars(select(Export.key).where(Export.project_id.in_(ids))))
    return {key for key in named if key} | _pictures_of(ids)


def _pictures_of(project_ids: set[str]) -> set[str]:
    bodies = db.session.scalars(
        select(DocumentVersion.body)
        .join(Document, Document.id == DocumentVersion.document_id)
        .where(Document.project_id.in_(project_ids), Document.kind == "guide")
    )
    shown = (step.get("picture") or {} for body in bodies for step in body.get("steps", []))
    taken = db.session.scalars(
        select(DocumentPicture.key)
        .join(Document, Document.id == DocumentPicture.document_id)
        .where(Document.project_id.in_(project_ids))
    )
    return {picture["key"] for picture in shown if "key" in picture} | set(taken)
