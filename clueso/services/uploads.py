"""Uploads: a file goes straight into storage, part by part; the rows here know how far it is."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from sqlalchemy import func, select, tuple_, update

from clueso.config import Settings
from clueso.domain.ports import SignedRequest, Storage, UploadedPart
from clueso.errors import (
    Invalid,
    NotFound,
    QuotaExceeded,
    UploadClosed,
    UploadInUse,
    UploadMismatch,
)
from clueso.extensions import db
from clueso.models import Project, Upload, UploadStatus, from_now, new_id
from clueso.services.page import Cursor, Page, cut
from clueso.services.transaction import transactional

ACCEPTED_TYPES = re.compile(r"(audio|video)/[\w.+-]+|application/(ogg|mp4|mxf|x-matroska)", re.ASCII)


@dataclass(frozen=True, slots=True)
class NewUpload:
    """A file as its owner announces it."""

    filename: str
    content_type: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class SignedPart:
    number: int
    request: SignedRequest


def create(
    user_id: str,
    wanted: NewUpload,
    *,
    settings: Settings,
    storage: Storage,
    upload_id: str | None = None,
) -> Upload:
    """Announce a file. With `upload_id` (derived from an idempotency key) a second call finds the first.

    Raises Invalid for a type or size that is not taken, QuotaExceeded, StorageDown.
    """
    _check(wanted, settings)
    upload = _insert(user_id, wanted, settings, upload_id or new_id())
    if upload.multipart_id is not None:
        return upload
    return _open(upload.id, storage.create_multipart(upload.key, upload.content_type))


def _check(wanted: NewUpload, settings: Settings) -> None:
    if not ACCEPTED_TYPES.fullmatch(wanted.content_type):
        raise _invalid("/content_type", "only audio and video can be uploaded")
    if wanted.size_bytes < 1:
        raise _invalid("/size_bytes", "the file is empty")
    if wanted.size_bytes > settings.upload_max_bytes:
        raise _invalid("/size_bytes", f"the largest file taken is {settings.upload_max_bytes} bytes")


def _invalid(pointer: str, detail: str) -> Invalid:
    return Invalid(extra={"errors": [{"pointer": pointer, "detail": detail}]})


@transactional
def _insert(user_id: str, wanted: NewUpload, settings: Settings, upload_id: str) -> Upload:
    known = db.session.get(Upload, upload_id)
    if known is not None:
        return known
    if used_bytes(user_id) + wanted.size_bytes > settings.storage_quota_bytes:
        raise QuotaExceeded("Your recordings fill your storage. Delete some that you no longer need.")
    part_size_bytes = min(settings.upload_part_bytes, wanted.size_bytes)
    upload = Upload(
        id=upload_id,
        user_id=user_id,
        key=f"uploads/{upload_id}/source{_ending(wanted.filename)}",
        filename=wanted.filename,
        content_type=wanted.content_type,
        size_bytes=wanted.size_bytes,
        part_size_bytes=part_size_bytes,
        part_count=-(-wanted.size_bytes // part_size_bytes),
        expires_at=from_now(settings.upload_days * 86400),
    )
    db.session.add(upload)
    return upload


def _ending(filename: str) -> str:
    ending = PurePosixPath(filename).suffix.lower()
    return ending if re.fullmatch(r"\.[a-z0-9]{1,8}", ending) else ""


@transactional
def _open(upload_id: str, multipart_id: str) -> Upload:
    values = {"multipart_id": multipart_id, "updated_at": from_now(0)}
    return db.session.scalars(
        update(Upload).where(Upload.id == upload_id).values(values).returning(Upload)
    ).one()


@transactional
def used_bytes(user_id: str) -> int:
    """Bytes of this user's uploads, those on their way included."""
    query = select(func.coalesce(func.sum(Upload.size_bytes), 0)).where(
        Upload.user_id == user_id, Upload.status.in_([UploadStatus.PENDING, UploadStatus.STORED])
    )
    return int(db.session.scalar(query) or 0)


@transactional
def get(user_id: str, upload_id: str) -> Upload:
    """Raises NotFound, also for somebody else's."""
    upload = db.session.get(Upload, upload_id)
    if upload is None or upload.user_id != user_id:
        raise NotFound("There is no such upload.")
    return upload


@transactional
def page(user_id: str, *, limit: int, cursor: str | None) -> Page[Upload]:
    query = select(Upload).where(Upload.user_id == user_id)
    if cursor:
        place = Cursor.decode(cursor)
        query = query.where(tuple_(Upload.created_at, Upload.id) < (place.created_at, place.id))
    rows = db.session.scalars(query.order_by(Upload.created_at.desc(), Upload.id.desc()).limit(limit + 1))
    return cut(list(rows), limit, lambda upload: Cursor(upload.created_at, upload.id))


def sign_parts(
    user_id: str, upload_id: str, numbers: list[int], *, settings: Settings, storage: Storage
) -> list[SignedPart]:
    """A fresh URL for each part, good for exactly its length. Raises NotFound, UploadClosed, Invalid."""
    upload = get(user_id, upload_id)
    multipart_id = _multipart_id(upload)
    for index, number in enumerate(numbers):
        if not 1 <= number <= upload.part_count:
            raise _invalid(f"/part_numbers/{index}", f"parts go from 1 to {upload.part_count}")
    return [
        SignedPart(
            number,
            storage.sign_part(
                upload.key,
                multipart_id,
                number,
                size_bytes=part_length(upload, number),
                lifetime_s=settings.url_lifetime_s,
            ),
        )
        for number in numbers
    ]


def part_length(upload: Upload, number: int) -> int:
    """Bytes of part `number` (from 1): all are alike but the last."""
    return min(upload.part_size_bytes, upload.size_bytes - (number - 1) * upload.part_size_bytes)


def list_parts(user_id: str, upload_id: str, *, storage: Storage) -> list[UploadedPart]:
    """The parts that storage holds; none once the upload has ended."""
    upload = get(user_id, upload_id)
    if upload.status != UploadStatus.PENDING:
        return []
    return storage.list_parts(upload.key, _multipart_id(upload))


def _multipart_id(upload: Upload) -> str:
    if upload.status != UploadStatus.PENDING or upload.multipart_id is None:
        raise UploadClosed(f"This upload is {upload.status} and takes no more parts. Start a new upload.")
    return upload.multipart_id


def complete(user_id: str, upload_id: str, parts: list[tuple[int, str]], *, storage: Storage) -> Upload:
    """Make the object and check its size. The same call again gives the same answer.

    Raises UploadMismatch when parts are missing or altered (the upload stays open and can be resumed),
    UploadClosed when it was aborted or has expired.
    """
    upload = get(user_id, upload_id)
    if upload.status == UploadStatus.STORED:
        return upload
    multipart_id = _multipart_id(upload)
    try:
        _check_parts(upload, parts, storage.list_parts(upload.key, multipart_id))
        storage.complete_multipart(upload.key, multipart_id, parts)
    except UploadClosed:
        # An earlier call may have made the object without living to tell.
        if storage.stat(upload.key) is None:
            raise
    stored = storage.stat(upload.key)
    if stored is None or stored.size_bytes != upload.size_bytes:
        raise UploadMismatch("Storage holds another number of bytes than was announced. Start a new upload.")
    return _mark_stored(upload_id)


def _check_parts(upload: Upload, claimed: list[tuple[int, str]], arrived: list[UploadedPart]) -> None:
    held = {part.number: part for part in arrived}
    for number in range(1, upload.part_count + 1):
        part = held.get(number)
        if part is None or part.size_bytes != part_length(upload, number):
            raise UploadMismatch(
                f"Part {number} has not arrived in full. Send it again, then complete the upload."
            )
    if [number for number, _ in claimed] != list(range(1, upload.part_count + 1)):
        raise UploadMismatch(f"Name all parts once and in order, from 1 to {upload.part_count}.")
    for number, etag in claimed:
        if etag.strip('"') != held[number].etag.strip('"'):
            raise UploadMismatch(f"Part {number} has another ETag in storage. Send it again.")


@transactional
def _mark_stored(upload_id: str) -> Upload:
    upload = db.session.scalars(
        update(Upload)
        .where(Upload.id == upload_id, Upload.status.in_([UploadStatus.PENDING, UploadStatus.STORED]))
        .values(status=UploadStatus.STORED, updated_at=from_now(0))
        .returning(Upload)
    ).one_or_none()
    if upload is None:
        raise UploadClosed("The upload was aborted meanwhile.")
    return upload


@transactional
def remove(user_id: str, upload_id: str) -> None:
    """Abort or remove; the sweep clears storage. Raises NotFound, UploadInUse."""
    query = select(Upload).where(Upload.id == upload_id, Upload.user_id == user_id).with_for_update()
    upload = db.session.scalars(query).one_or_none()
    if upload is None:
        raise NotFound("There is no such upload.")
    if db.session.scalar(select(Project.id).where(Project.upload_id == upload_id).limit(1)):
        raise UploadInUse()
    if upload.status in (UploadStatus.PENDING, UploadStatus.STORED):
        upload.status = UploadStatus.ABORTED
        upload.updated_at = from_now(0)
