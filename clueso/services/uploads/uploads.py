"""Uploads: the client sends a file directly to storage in parts; the rows here record the state."""

from dataclasses import dataclass, replace

from sqlalchemy import Select, select, tuple_, update

from clueso.config import Settings
from clueso.domain.files import keys
from clueso.domain.ports.storage import SignedRequest, Storage, UploadedPart
from clueso.errors import (
    NotFound,
    UploadClosed,
    UploadInUse,
    UploadMismatch,
)
from clueso.extensions import db
from clueso.models import Project, Upload, UploadStatus, from_now, new_id
from clueso.services import audit
from clueso.services.audit import Action
from clueso.services.limits import quotas
from clueso.services.page import Page, Place, cut
from clueso.services.people import departures
from clueso.services.transaction import transactional
from clueso.services.uploads import linked_rows
from clueso.services.uploads.accepted_files import accepted_type, check_size, invalid

IN_USE = (UploadStatus.PENDING, UploadStatus.STORED)


@dataclass(frozen=True, slots=True)
class NewUpload:
    """A file as the client announces it: the type may have parameters, or be unknown."""

    filename: str
    content_type: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class SignedPart:
    number: int
    request: SignedRequest


def create(
    owner_id: str,
    wanted: NewUpload,
    *,
    settings: Settings,
    storage: Storage,
    upload_id: str | None = None,
) -> Upload:
    """Announce a file. With `upload_id` (derived from an idempotency key) a second call returns the upload of
    the first.

    Raises Invalid for a type or size that is not accepted, QuotaExceeded, StorageDown, and UploadClosed if
    the owner's account is deleted meanwhile.
    """
    kind = accepted_type(wanted.content_type, wanted.filename, pointer="/content_type")
    check_size(wanted.size_bytes, settings, pointer="/size_bytes")
    wanted = replace(wanted, content_type=kind)
    upload = _insert(owner_id, wanted, settings, upload_id or new_id())
    if upload.multipart_id is not None:
        return upload
    multipart_id = storage.create_multipart(upload.key, upload.content_type)
    opened = _open(owner_id, upload.id, multipart_id)
    if opened is None:
        # The row was removed, or another call has opened it. Nobody would end this upload.
        storage.abort_multipart(upload.key, multipart_id)
        raise UploadClosed("The upload was removed meanwhile. Start a new one.")
    return opened


@transactional
def _insert(owner_id: str, wanted: NewUpload, settings: Settings, upload_id: str) -> Upload:
    departures.hold_present(owner_id)
    known = db.session.scalar(_mine(owner_id, upload_id))
    if known is not None:
        return known
    quotas.demand_room(owner_id, wanted.size_bytes, settings)
    part_size_bytes = min(settings.upload_part_bytes, wanted.size_bytes)
    upload = Upload(
        id=upload_id,
        owner_id=owner_id,
        key=keys.source(upload_id, wanted.filename),
        filename=wanted.filename,
        content_type=wanted.content_type,
        size_bytes=wanted.size_bytes,
        part_size_bytes=part_size_bytes,
        part_count=-(-wanted.size_bytes // part_size_bytes),
        expires_at=from_now(settings.upload_days * 86400),
    )
    db.session.add(upload)
    audit.record(Action.UPLOAD_BEGUN, upload_id, owner_id, size_bytes=wanted.size_bytes)
    return upload


@transactional
def _open(owner_id: str, upload_id: str, multipart_id: str) -> Upload | None:
    """Record storage's id of the multipart upload and return the upload; None if the user no longer has it.

    An id that is already recorded stays, because parts may be on their way to it.
    """
    values = {"multipart_id": multipart_id, "updated_at": from_now(0)}
    # Only the first id counts: parts may already be on their way to it.
    is_new = (Upload.id == upload_id, Upload.owner_id == owner_id, Upload.multipart_id.is_(None))
    db.session.execute(update(Upload).where(*is_new).values(values))
    fresh = _mine(owner_id, upload_id).execution_options(populate_existing=True)
    return db.session.scalar(fresh)


@transactional
def get(owner_id: str, upload_id: str) -> Upload:
    """Return an upload by our own id, or a linked one by the host's id.

    Raises NotFound, also for another owner's upload.
    """
    upload = db.session.scalar(_own(owner_id, upload_id)) or linked_rows.find(owner_id, upload_id)
    if upload is None:
        raise NotFound("There is no such upload.")
    return upload


@transactional
def is_own(owner_id: str, upload_id: str) -> bool:
    """Return whether this owner has an upload of our own with this id."""
    return db.session.scalar(_own(owner_id, upload_id)) is not None


def own_locked(owner_id: str, upload_id: str) -> Upload:
    """Return an upload of our own, locked. Needs a transaction. Raises NotFound."""
    upload = db.session.scalar(_own(owner_id, upload_id).with_for_update())
    if upload is None:
        raise NotFound("There is no such upload.")
    return upload


def _own(owner_id: str, upload_id: str) -> Select[Upload]:
    return _mine(owner_id, upload_id).where(Upload.linked_id.is_(None))


def _mine(owner_id: str, row_id: str) -> Select[Upload]:
    return select(Upload).where(Upload.id == row_id, Upload.owner_id == owner_id)


@transactional
def page(owner_id: str, *, limit: int, after: Place | None) -> Page[Upload]:
    query = select(Upload).where(Upload.owner_id == owner_id)
    if after:
        query = query.where(tuple_(Upload.created_at, Upload.id) < (after.created_at, after.id))
    rows = db.session.scalars(query.order_by(Upload.created_at.desc(), Upload.id.desc()).limit(limit + 1))
    return cut(list(rows), limit, lambda upload: Place(upload.created_at, upload.id))


def sign_parts(
    owner_id: str, upload_id: str, numbers: list[int], *, settings: Settings, storage: Storage
) -> list[SignedPart]:
    """Return a new presigned URL for each part, valid for exactly the part's length. Raises NotFound,
    UploadClosed, Invalid.
    """
    upload = get(owner_id, upload_id)
    multipart_id = _multipart_id(upload)
    for index, number in enumerate(numbers):
        if not 1 <= number <= upload.part_count:
            raise invalid(f"/part_numbers/{index}", f"parts go from 1 to {upload.part_count}")
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
    """Return the bytes of part `number` (from 1). All parts but the last have the same length."""
    return min(upload.part_size_bytes, upload.size_bytes - (number - 1) * upload.part_size_bytes)


def list_parts(owner_id: str, upload_id: str, *, storage: Storage) -> list[UploadedPart]:
    """Return the parts in storage; none once the upload has ended."""
    upload = get(owner_id, upload_id)
    if upload.status != UploadStatus.PENDING:
        return []
    return storage.list_parts(upload.key, _multipart_id(upload))


def _multipart_id(upload: Upload) -> str:
    if upload.is_fetched:
        raise UploadClosed("This recording is fetched from its link, so it takes no parts.")
    if upload.status != UploadStatus.PENDING or upload.multipart_id is None:
        raise UploadClosed(f"This upload is {upload.status} and takes no more parts. Start a new upload.")
    return upload.multipart_id


def complete(owner_id: str, upload_id: str, parts: list[tuple[int, str]], *, storage: Storage) -> Upload:
    """Assemble the object from its parts and check its size. A repeated call returns the same result.

    Raises UploadMismatch if parts are missing or altered (the upload stays open and can be resumed),
    UploadClosed if the upload was aborted or has expired.
    """
    upload = get(owner_id, upload_id)
    if upload.status == UploadStatus.STORED:
        return upload
    multipart_id = _multipart_id(upload)
    try:
        # Checked before storage joins the parts, because a joined upload cannot be resumed.
        _check_parts(upload, parts, storage.list_parts(upload.key, multipart_id))
        storage.complete_multipart(upload.key, multipart_id, parts)
    except UploadClosed:
        # An earlier call may have assembled the object and died before it recorded that.
        if storage.stat(upload.key) is None:
            raise
    stored = storage.stat(upload.key)
    if stored is None or stored.size_bytes != upload.size_bytes:
        raise UploadMismatch("Storage holds another number of bytes than was announced. Start a new upload.")
    return _mark_stored(owner_id, upload.id)


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
def _mark_stored(owner_id: str, upload_id: str) -> Upload:
    upload = db.session.scalars(
        update(Upload)
        .where(Upload.id == upload_id, Upload.owner_id == owner_id, Upload.status == UploadStatus.PENDING)
        .values(status=UploadStatus.STORED, updated_at=from_now(0))
        .returning(Upload)
    ).one_or_none()
    if upload is not None:
        audit.record(Action.UPLOAD_STORED, upload_id, upload.owner_id, size_bytes=upload.size_bytes)
        return upload
    known = db.session.scalar(_mine(owner_id, upload_id))
    if known is None or known.status != UploadStatus.STORED:
        raise UploadClosed("The upload was aborted meanwhile.")
    return known


@transactional
def remove(owner_id: str, upload_id: str) -> None:
    """Abort or remove an upload; the janitor clears storage. Of a linked upload only our row is removed.

    Raises NotFound, UploadInUse.
    """
    locked = _mine(owner_id, get(owner_id, upload_id).id).with_for_update()
    upload = db.session.scalar(locked.execution_options(populate_existing=True))
    if upload is None:  # removed meanwhile
        raise NotFound("There is no such upload.")
    uses = select(Project.id).where(Project.upload_id == upload.id, Project.owner_id == owner_id)
    if db.session.scalar(uses.limit(1)):
        raise UploadInUse()
    if upload.status in IN_USE:
        audit.record(Action.UPLOAD_DELETED, upload.id, owner_id)
    if upload.linked_id is not None:
        db.session.delete(upload)
    elif upload.status in IN_USE:
        upload.status = UploadStatus.ABORTED
        upload.source_url = None
        upload.updated_at = from_now(0)
