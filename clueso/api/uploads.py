"""Uploads: announced, signed part by part, completed; no byte passes here."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field, StringConstraints

from clueso.api.auth import PREFIX, user_id
from clueso.api.creation import Answered, Creation, once
from clueso.api.openapi import api_blueprint
from clueso.api.parts import settings, toolbox
from clueso.api.schemas import Answer, Body, Line, Listing, Moment, Path, answer
from clueso.domain.ports import MAX_PARTS
from clueso.models import UploadStatus
from clueso.services import uploads

routes = api_blueprint("uploads", __name__, tag="uploads")

PARTS_PER_CALL = 100


def last_of_path(filename: str) -> str:
    """A file's name without folders. Raises ValueError when nothing is left."""
    name = filename.replace("\\", "/").rpartition("/")[2].strip()
    if name in ("", ".", ".."):
        raise ValueError("This is no name of a file.")
    return name


def without_repeats(numbers: list[int]) -> list[int]:
    """The numbers themselves. Raises ValueError when one stands twice."""
    if len(set(numbers)) != len(numbers):
        raise ValueError("Each number may stand once.")
    return numbers


class NewUpload(Body):
    filename: Annotated[Line, Field(max_length=255), AfterValidator(last_of_path)]
    content_type: Annotated[str, StringConstraints(to_lower=True, min_length=1, max_length=127)]
    size_bytes: int = Field(json_schema_extra={"minimum": 1})  # the service says it in better words


class PartNumbers(Body):
    part_numbers: Annotated[
        list[Annotated[int, Field(ge=1, le=MAX_PARTS)]],
        Field(min_length=1, max_length=PARTS_PER_CALL),
        AfterValidator(without_repeats),
    ]


class CompletedPart(Body):
    part_number: int = Field(ge=1, le=MAX_PARTS)
    etag: Annotated[Line, Field(max_length=256)]


class CompletedParts(Body):
    parts: list[CompletedPart] = Field(min_length=1, max_length=MAX_PARTS)


class Upload(Answer):
    id: str
    key: str
    filename: str
    content_type: str
    size_bytes: int
    status: UploadStatus
    part_size_bytes: int
    part_count: int
    created_at: Moment
    expires_at: Moment = Field(description="Until then it can be completed.")


class UploadList(Answer):
    items: list[Upload]
    next_cursor: str | None


class SignedPart(Answer):
    """How to PUT one part: to `url`, with exactly these `headers`, in exactly its length."""

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


@routes.post("/uploads", responses={201: Upload})
def create(body: NewUpload, header: Creation) -> Any:
    """Announce a file"""

    def make(upload_id: str | None) -> Answered:
        made = uploads.create(
            user_id(),
            uploads.NewUpload(body.filename, body.content_type, body.size_bytes),
            settings=settings(),
            storage=toolbox().storage,
            upload_id=upload_id,
        )
        return answer(Upload.model_validate(made), 201, {"Location": f"{PREFIX}/uploads/{made.id}"})

    return once(header.idempotency_key, make)


@routes.get("/uploads", responses={200: UploadList})
def list_all(query: Listing) -> Any:
    """List uploads, the newest first"""
    page = uploads.page(user_id(), limit=query.limit, cursor=query.cursor)
    return answer(UploadList.model_validate(page))


@routes.get("/uploads/<id>", responses={200: Upload})
def read(path: Path) -> Any:
    """Read an upload"""
    return answer(Upload.model_validate(uploads.get(user_id(), path.id)))


@routes.delete("/uploads/<id>", responses={204: None})
def remove(path: Path) -> Any:
    """Abort or remove an upload that no project uses"""
    uploads.remove(user_id(), path.id)
    return "", 204


@routes.post("/uploads/<id>/parts", responses={200: SignedParts})
def sign_parts(path: Path, body: PartNumbers) -> Any:
    """Sign parts, at most a hundred at once; asked again, with fresh URLs"""
    signed = uploads.sign_parts(
        user_id(), path.id, body.part_numbers, settings=settings(), storage=toolbox().storage
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


@routes.get("/uploads/<id>/parts", responses={200: StoredParts})
def list_parts(path: Path) -> Any:
    """List the parts that storage holds, to go on with an upload"""
    held = uploads.list_parts(user_id(), path.id, storage=toolbox().storage)
    return answer(StoredParts(parts=[StoredPart.model_validate(part) for part in held]))


@routes.post("/uploads/<id>/complete", responses={200: Upload})
def complete(path: Path, body: CompletedParts) -> Any:
    """Make the file of its parts; the same call again gives the same answer"""
    parts = [(part.part_number, part.etag) for part in body.parts]
    stored = uploads.complete(user_id(), path.id, parts, storage=toolbox().storage)
    return answer(Upload.model_validate(stored))
