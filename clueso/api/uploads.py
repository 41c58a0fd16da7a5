"""Uploads: announce a file, sign its parts, complete it; or name an address, and a worker fetches the file.

The bytes go to storage directly, not through the API.
"""

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, Discriminator, Field, RootModel, Tag

from clueso.api.context import settings, toolbox
from clueso.api.cursors import cursor_of, place_in
from clueso.api.guards.auth import PREFIX, owner_id
from clueso.api.guards.conditional import unless_known, values_etag
from clueso.api.guards.creation import Answered, Creation, once
from clueso.api.linked import linked_uploads
from clueso.api.openapi import api_blueprint
from clueso.api.responses import problems
from clueso.api.schemas import (
    UNIQUE,
    Answer,
    Body,
    Described,
    Line,
    Listing,
    Moment,
    Name,
    Path,
    Query,
    answer,
    possible_upload_id,
    without_repeats,
)
from clueso.domain.files.file_names import MOST_BYTES
from clueso.domain.files.media_types import NEITHER
from clueso.domain.ports.host_uploads import HostUpload
from clueso.domain.ports.outgoing import LINK_MAX
from clueso.domain.ports.storage import MAX_PARTS
from clueso.errors import (
    AddressRefused,
    Forbidden,
    NotFound,
    QuotaExceeded,
    StorageDown,
    UploadClosed,
    UploadInUse,
    UploadMismatch,
    UploadsUnavailable,
)
from clueso.models import Upload as Row
from clueso.models import UploadStatus
from clueso.services.uploads import fetched_uploads, uploads
from clueso.services.uploads.accepted_files import ACCEPTED_TYPES
from clueso.services.uploads.linked_uploads import LinkedFile, shown_name

routes = api_blueprint("uploads", __name__, tag="uploads")

PARTS_PER_CALL = 100
LARGEST_OBJECT_BYTES = 5 * 1024**4
"""S3's own limit. The limit of the installation is smaller; `GET /config` returns it."""


def last_of_path(filename: str) -> str:
    """Return a file's name without folders. Raises ValueError if nothing is left."""
    name = filename.replace("\\", "/").rpartition("/")[2].strip()
    if name in ("", ".", ".."):
        raise ValueError("must be the name of a file")
    return name


def of_storable_length(filename: str) -> str:
    """Return the name unchanged. Raises ValueError if it is too long for a file system."""
    if len(filename.encode()) > MOST_BYTES:
        raise ValueError(
            f"can have at most {MOST_BYTES} bytes; a letter that English does not have takes two or more"
        )
    return filename


class AnyUpload(BaseModel):
    """The path of an upload. The id of a linked upload may contain any characters but control characters."""

    id: Annotated[str, AfterValidator(possible_upload_id)]


class FileToSend(Body):
    """A file that the client sends."""

    filename: Annotated[
        Name, Field(max_length=MOST_BYTES), AfterValidator(last_of_path), AfterValidator(of_storable_length)
    ]
    # The service checks both and returns better messages than these schemas would.
    content_type: Annotated[
        Line,
        Field(
            max_length=127,
            description="Audio or video, with or without parameters such as `codecs`; `application/octet-stream`; or"
            " any type if the file's name has an ending of audio or video. `probe` finds out what the file is.",
        ),
        Described({"pattern": f"^({ACCEPTED_TYPES.pattern}|{NEITHER})( *;[ -~]*)?$"}),
    ]
    size_bytes: int = Field(json_schema_extra={"minimum": 1, "maximum": LARGEST_OBJECT_BYTES})


class FileToFetch(Body):
    """A file that Clueso fetches."""

    source_url: Annotated[
        Line,
        Field(
            max_length=LINK_MAX,
            description="The https address of an audio or video file on a public site. The first step of the project fetches"
            " it. No answer holds it.",
        ),
    ]


def _kind(body: Any) -> str:
    return "link" if isinstance(body, dict) and "source_url" in body else "file"


class NewUpload(
    RootModel[
        Annotated[
            Annotated[FileToSend, Tag("file")] | Annotated[FileToFetch, Tag("link")], Discriminator(_kind)
        ]
    ]
):
    """A file that the client sends, or one that Clueso fetches."""


class PartNumbers(Body):
    part_numbers: Annotated[
        list[Annotated[int, Field(ge=1, le=MAX_PARTS)]],
        Field(min_length=1, max_length=PARTS_PER_CALL),
        AfterValidator(without_repeats),
        UNIQUE,
    ]


class CompletedPart(Body):
    part_number: int = Field(ge=1, le=MAX_PARTS)
    etag: Annotated[Line, Field(max_length=256)]


class CompletedParts(Body):
    parts: list[CompletedPart] = Field(min_length=1, max_length=MAX_PARTS)


class Upload(Answer):
    """An upload of our own, a fetched one, or a linked one: a file of the host application. Only one of our own takes
    parts.
    """

    id: str = Field(description="Of a linked upload, the id that the host application gave it.")
    source: Literal["own", "linked", "fetched"] = Field(
        description="`own` was sent in parts, `linked` is the host application's, `fetched` comes from a link."
    )
    source_host: str | None = Field(description="The site of a fetched upload.")
    key: str | None = Field(description="Key of the object in the bucket; null for a linked upload.")
    filename: str
    content_type: str
    size_bytes: int | None = Field(
        description="Null while a file is to be fetched, or is being fetched, whose site has not said its size."
    )
    fetched_bytes: int | None = Field(description="What has been read of a fetched upload.")
    status: UploadStatus
    part_size_bytes: int
    part_count: int
    created_at: Moment | None = Field(description="Null if the host application does not know it.")
    expires_at: Moment | None = Field(
        description="The upload can be completed until then; null for a linked upload."
    )

    @classmethod
    def of(cls, row: Row) -> Self:
        is_linked = row.linked_id is not None
        return cls(
            id=row.shown_id,
            source="linked" if is_linked else "fetched" if row.is_fetched else "own",
            source_host=row.source_host,
            key=None if is_linked else toolbox().storage.object_key(row.key),
            filename=row.filename,
            content_type=row.content_type,
            size_bytes=row.size_bytes or None,
            fetched_bytes=row.fetched_bytes if row.is_fetched else None,
            status=UploadStatus(row.status),
            part_size_bytes=row.part_size_bytes,
            part_count=row.part_count,
            created_at=row.created_at,
            expires_at=None if is_linked else row.expires_at,
        )

    @classmethod
    def of_file(cls, file: LinkedFile) -> Self:
        """Return a linked upload that no project uses yet, as the host application describes it."""
        return cls(
            id=file.upload_id,
            source="linked",
            source_host=None,
            key=None,
            filename=file.filename,
            content_type=file.content_type,
            size_bytes=file.size_bytes,
            fetched_bytes=None,
            status=UploadStatus.STORED,
            part_size_bytes=file.size_bytes,
            part_count=1,
            created_at=file.created_at,
            expires_at=None,
        )


class UploadList(Answer):
    items: list[Upload]
    next_cursor: str | None


class AvailableUpload(Answer):
    """An upload of the host application from which a project can be created. Unknown facts are null."""

    upload_id: str
    filename: str
    size_bytes: int | None
    content_type: str | None
    created_at: Moment | None

    @classmethod
    def of(cls, found: HostUpload) -> Self:
        upload_id = found.upload_id or ""
        return cls(
            upload_id=upload_id,
            filename=shown_name(found, upload_id),
            size_bytes=found.size_bytes,
            content_type=found.content_type,
            created_at=found.created_at,
        )


class AvailableUploads(Answer):
    items: list[AvailableUpload]
    next_cursor: str | None = Field(
        description="Always null: the list has at most `limit` items and no next page."
    )


class AvailableListing(Query):
    limit: int = Field(50, ge=1, le=100)


class SignedPart(Answer):
    """A presigned PUT of one part.

    The request must have exactly these `headers` and exactly the length of the part.
    """

    part_number: int
    url: str
    headers: dict[str, str]
    expires_at: Moment


class SignedParts(Answer):
    parts: list[SignedPart]


class StoredPart(Answer):
    part_number: int = Field(validation_alias="number")
    etag: str
    size_bytes: int


class StoredParts(Answer):
    parts: list[StoredPart]


@routes.post("/uploads", responses={201: Upload, **problems(AddressRefused, QuotaExceeded, StorageDown)})
def create(body: NewUpload, header: Creation) -> Any:
    """Announce a file to send, or name the address of one to fetch, which creates an upload"""
    if not settings().has_own_uploads:
        raise Forbidden(
            "This service takes no uploads of its own. Upload the recording in the application that it belongs"
            " to, then create a project from its upload_id."
        )

    def make(upload_id: str | None) -> Answered:
        made = _made(body.root, upload_id)
        return answer(Upload.of(made), 201, {"Location": f"{PREFIX}/uploads/{made.id}"})

    return once(header.idempotency_key, make)


def _made(wanted: FileToSend | FileToFetch, upload_id: str | None) -> Row:
    if isinstance(wanted, FileToFetch):
        return fetched_uploads.create(
            owner_id(),
            wanted.source_url,
            settings=settings(),
            outgoing=toolbox().outgoing,
            upload_id=upload_id,
        )
    return uploads.create(
        owner_id(),
        uploads.NewUpload(wanted.filename, wanted.content_type, wanted.size_bytes),
        settings=settings(),
        storage=toolbox().storage,
        upload_id=upload_id,
    )


@routes.get("/uploads", responses={200: UploadList, 304: None})
def list_uploads(query: Listing) -> Any:
    """List uploads, newest first"""
    page = uploads.page(owner_id(), limit=query.limit, after=place_in(query))
    seen = (
        (up.id, up.status, up.filename, up.size_bytes, up.content_type, up.updated_at) for up in page.items
    )
    headers = unless_known(values_etag((*seen, page.end is None)))
    items = [Upload.of(upload) for upload in page.items]
    return answer(UploadList(items=items, next_cursor=cursor_of(query, page.end)), 200, headers)


@routes.get("/uploads/available", responses={200: AvailableUploads, **problems(NotFound, UploadsUnavailable)})
def list_available_uploads(query: AvailableListing) -> Any:
    """List the caller's uploads in the host application, in its order; 404 if the host cannot list them"""
    found = linked_uploads().available(query.limit)
    items = [AvailableUpload.of(upload) for upload in found]
    return answer(AvailableUploads(items=items, next_cursor=None))


@routes.get("/uploads/<upload:id>", responses={200: Upload, **problems(UploadsUnavailable)})
def read(path: AnyUpload) -> Any:
    """Read an upload; a linked one that no project uses yet is looked up in the host application"""
    try:
        return answer(Upload.of(uploads.get(owner_id(), path.id)))
    except NotFound:
        return answer(Upload.of_file(linked_uploads().find(path.id)))


@routes.delete("/uploads/<upload:id>", responses={204: None, **problems(UploadInUse)})
def remove(path: AnyUpload) -> Any:
    """Abort or remove an upload that no project uses; the file of a linked upload stays in its bucket"""
    uploads.remove(owner_id(), path.id)
    return "", 204


@routes.post("/uploads/<id>/parts", responses={200: SignedParts, **problems(UploadClosed)})
def sign_parts(path: Path, body: PartNumbers) -> Any:
    """Sign at most a hundred parts; each call returns fresh URLs"""
    signed = uploads.sign_parts(
        owner_id(), path.id, body.part_numbers, settings=settings(), storage=toolbox().storage
    )
    parts = [
        SignedPart(
            part_number=part.number,
            url=part.request.url,
            headers=part.request.headers,
            expires_at=part.request.expires_at,
        )
        for part in signed
    ]
    return answer(SignedParts(parts=parts))


@routes.get("/uploads/<id>/parts", responses={200: StoredParts, **problems(UploadClosed, StorageDown)})
def list_parts(path: Path) -> Any:
    """List the stored parts, to resume an upload"""
    held = uploads.list_parts(owner_id(), path.id, storage=toolbox().storage)
    return answer(StoredParts(parts=[StoredPart.model_validate(part) for part in held]))


@routes.post(
    "/uploads/<id>/complete", responses={200: Upload, **problems(UploadMismatch, UploadClosed, StorageDown)}
)
def complete(path: Path, body: CompletedParts) -> Any:
    """Join the parts into the file; the same call again returns the same response"""
    parts = [(part.part_number, part.etag) for part in body.parts]
    stored = uploads.complete(owner_id(), path.id, parts, storage=toolbox().storage)
    return answer(Upload.of(stored))
