"""Validates answers of the host application: a row of its table, or the JSON of its API."""

import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, ValidationError

from clueso.domain.ports.host_uploads import HostUpload
from clueso.errors import UploadsUnavailable

log = logging.getLogger(__name__)


def _as_text(value: object) -> object:
    """Convert an id to text; many tables use numbers or UUIDs."""
    return value if value is None else str(value)


def _in_utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


Name = Annotated[str | None, BeforeValidator(_as_text)]


class _Answer(BaseModel):
    """The members that Clueso uses. Others are ignored, because a host may return its whole row."""

    key: str = Field(min_length=1)
    upload_id: Name = None
    user_id: Name = None
    bucket: str | None = None
    size_bytes: int | None = Field(None, ge=0)
    content_type: str | None = None
    filename: str | None = None
    status: str | None = None
    created_at: Annotated[datetime, AfterValidator(_in_utc)] | None = None


def read(answer: Mapping[str, Any], *, user_id: str) -> HostUpload | None:
    """Return the upload that the host describes; None if the host says that it belongs to another user.

    Raises UploadsUnavailable if a member is missing or has a wrong type.
    """
    try:
        found = _Answer.model_validate(dict(answer))
    except ValidationError as error:
        wrong = "; ".join(f"{_place(found['loc'])}: {found['msg']}" for found in error.errors())
        raise UploadsUnavailable from ValueError(f"The host's answer is not valid: {wrong}")
    if found.user_id not in (None, user_id):
        log.error("The host returned to %s an upload of another user; it is ignored.", user_id)
        return None
    return HostUpload(**found.model_dump(exclude={"user_id"}))


def read_all(answers: list[Mapping[str, Any]], *, user_id: str) -> list[HostUpload]:
    """Return the uploads of a list. Raises UploadsUnavailable, also for an upload without `upload_id`."""
    found = [upload for answer in answers if (upload := read(answer, user_id=user_id))]
    if any(upload.upload_id is None for upload in found):
        raise UploadsUnavailable from ValueError("The host's list has an upload without upload_id.")
    return found


def _place(loc: tuple[str | int, ...]) -> str:
    return ".".join(map(str, loc))
