"""Fetched uploads: the owner names an address, and the first step of the project (`jobs/fetch.py`) reads the file.

An address may hold a secret, such as a signature. It is shown to nobody and logged nowhere, only its site is, and it is
forgotten once the file is stored or given up.
"""

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from sqlalchemy import select

from clueso.config import Settings
from clueso.domain.files import keys
from clueso.domain.files.file_names import title_of
from clueso.domain.files.media_types import NEITHER, type_by_name
from clueso.domain.ports.outgoing import LINK_MAX, Outgoing
from clueso.errors import UploadMissing, UploadNotStored
from clueso.extensions import db
from clueso.models import Project, Upload, UploadStatus, from_now, new_id
from clueso.services import audit, passages
from clueso.services.audit import Action
from clueso.services.limits import quotas
from clueso.services.people import departures
from clueso.services.pipeline import claimed_steps
from clueso.services.pipeline.claimed_steps import Claim
from clueso.services.transaction import transactional
from clueso.services.uploads.accepted_files import file_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """What a server says of its file. `size_bytes` is 0 if it does not say it, and `validator` None if it can give no
    rest of exactly this file.
    """

    multipart_id: str
    filename: str
    content_type: str
    size_bytes: int
    validator: str | None
    part_size_bytes: int


def create(
    owner_id: str, url: str, *, settings: Settings, outgoing: Outgoing, upload_id: str | None = None
) -> Upload:
    """Create an upload that a project's first step fetches from this address.

    With `upload_id` (derived from an idempotency key) a second call returns the upload of the first. Raises
    AddressRefused, QuotaExceeded.
    """
    # Before the transaction, which must not be open while we wait for a resolver.
    outgoing.check(url, longest=LINK_MAX)
    return _insert(owner_id, url, settings, upload_id or new_id())


@transactional
def _insert(owner_id: str, url: str, settings: Settings, upload_id: str) -> Upload:
    departures.hold_present(owner_id)
    mine = select(Upload).where(Upload.id == upload_id, Upload.owner_id == owner_id)
    known = db.session.scalar(mine)
    if known is not None:
        return known
    quotas.demand_room(owner_id, 0, settings)
    filename = name_in(url)
    upload = Upload(
        id=upload_id,
        owner_id=owner_id,
        key=keys.source(upload_id, filename),
        filename=filename,
        content_type=type_by_name(filename) or NEITHER,
        size_bytes=0,
        part_size_bytes=settings.upload_part_bytes,
        part_count=0,
        source_host=urlsplit(url).hostname,
        source_url=url,
        expires_at=from_now(settings.upload_days * 86400),
    )
    db.session.add(upload)
    audit.record(Action.UPLOAD_BEGUN, upload_id, owner_id)
    db.session.flush()
    db.session.refresh(upload)  # its times are the database's
    return upload


def name_in(url: str, announced: str | None = None) -> str:
    """Return a name for the file: the one that the server announced, else the end of the address's path."""
    return file_name(announced, unquote(urlsplit(url).path))


def is_awaited(upload: Upload) -> bool:
    """Return whether the file is still to be fetched by the project that is now created. Needs a transaction that
    holds the upload.

    Raises UploadNotStored if another project fetches it.
    """
    if not upload.is_fetched or upload.status != UploadStatus.PENDING:
        return False
    if db.session.scalar(select(Project.id).where(Project.upload_id == upload.id).limit(1)) is not None:
        raise UploadNotStored("Another project is fetching this recording. Wait until it is there.")
    return True


@transactional
def of_project(project_id: str) -> Upload:
    """Return the upload of a project. Raises UploadMissing if it was given up."""
    uses = select(Project.upload_id).where(Project.id == project_id).scalar_subquery()
    upload = db.session.scalars(select(Upload).where(Upload.id == uses)).one()
    return _wanted(upload)


@transactional
def begin(claim: Claim, upload_id: str, begun: Begun, settings: Settings) -> None:
    """Record that the file is read from its beginning, and reserve its size.

    Raises QuotaExceeded, UploadMissing, LeaseLost.
    """

    def write() -> None:
        upload = _locked(upload_id)
        upload.size_bytes = upload.fetched_bytes = 0
        db.session.flush()
        quotas.demand_space(claim.owner_id, begun.size_bytes, settings)
        upload.multipart_id = begun.multipart_id
        upload.filename = begun.filename
        upload.content_type = begun.content_type
        upload.size_bytes = begun.size_bytes
        upload.source_validator = begun.validator
        upload.part_size_bytes = begun.part_size_bytes
        upload.updated_at = from_now(0)

    quotas.lock_owner(claim.owner_id)  # first, as everywhere
    claimed_steps.checkpoint(claim, write)


@transactional
def record(claim: Claim, upload_id: str, fetched_bytes: int, settings: Settings) -> None:
    """Record how much of the file has been read. What no server announced is reserved by and by.

    Raises QuotaExceeded, UploadMissing, LeaseLost.
    """

    def write() -> None:
        upload = _locked(upload_id)
        if not upload.size_bytes:
            quotas.demand_space(claim.owner_id, max(fetched_bytes - upload.fetched_bytes, 0), settings)
        upload.fetched_bytes = fetched_bytes
        upload.updated_at = from_now(0)

    quotas.lock_owner(claim.owner_id)
    claimed_steps.checkpoint(claim, write)


def store(project: Project, size_bytes: int) -> None:
    """Record that the file is stored. Needs a transaction that holds the project. Raises UploadMissing."""
    upload = _locked(project.upload_id)
    project.size_bytes = size_bytes
    if upload.status == UploadStatus.STORED:
        return
    upload.status = UploadStatus.STORED
    upload.size_bytes = upload.fetched_bytes = size_bytes
    upload.part_count = -(-size_bytes // upload.part_size_bytes)
    upload.source_url = upload.source_validator = None
    upload.updated_at = from_now(0)
    # The server may have announced a better name than the end of the address.
    if project.title_is_generated and project.working_title is None:
        project.title = title_of(upload.filename)
        passages.index_title(project)
    audit.record(Action.UPLOAD_STORED, upload.id, upload.owner_id, size_bytes=size_bytes)


def _locked(upload_id: str) -> Upload:
    locked = select(Upload).where(Upload.id == upload_id).with_for_update()
    return _wanted(db.session.scalars(locked.execution_options(populate_existing=True)).one())


def _wanted(upload: Upload) -> Upload:
    if upload.status not in (UploadStatus.PENDING, UploadStatus.STORED):
        raise UploadMissing("This recording was not fetched in time. Add its link again.")
    return upload
