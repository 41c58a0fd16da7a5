"""What every schema of the API shares."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    model_validator,
)

from clueso.errors import NotFound

ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")  # Unicode's Cc, Zl and Zp
OTHER_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def rfc3339(moment: datetime) -> str:
    """A moment as the API writes it: UTC, to the second, with a Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


Moment = Annotated[datetime, PlainSerializer(rfc3339, when_used="json")]


def without_controls(text: str) -> str:
    """The text itself, of one line. Raises ValueError for control characters."""
    if CONTROLS.search(text):
        raise ValueError("Control characters and line breaks are not allowed.")
    return text


def with_line_breaks(text: str) -> str:
    """The text itself, of any number of lines. Raises ValueError for other control characters."""
    if OTHER_CONTROLS.search(text):
        raise ValueError("Control characters are not allowed.")
    return text


def known_shape(text: str) -> str:
    """The id itself. Raises NotFound for what cannot be one, so that it answers as any unknown id."""
    if not ID.fullmatch(text):
        raise NotFound
    return text


Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(without_controls)
]
AnyText = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(with_line_breaks)]
Text = Annotated[AnyText, StringConstraints(min_length=1)]
Words = Annotated[list[Annotated[Line, Field(max_length=80)]], Field(max_length=500)]


class Body(BaseModel):
    """A request's body: no unknown member, no "12" for 12. An enum's field needs `Field(strict=False)`."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Query(BaseModel):
    """A request's query; its values come as text, and an empty one is as one left out."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def drop_empty(cls, values: dict[str, str]) -> dict[str, str]:
        return {name: value for name, value in values.items() if value != ""}


class Path(BaseModel):
    """The variables of a route."""

    id: Annotated[str, AfterValidator(known_shape)]


class Listing(Query):
    """Which page of a list."""

    limit: int = Field(20, ge=1, le=100)
    cursor: str | None = Field(None, max_length=256, description="`next_cursor` of the page before.")


class Answer(BaseModel):
    """An answer's body, made from a service's value by its attributes."""

    model_config = ConfigDict(from_attributes=True)


class WrongField(Answer):
    pointer: str = Field(description="RFC 6901, into the body.")
    detail: str


class Problem(Answer):
    """An error (RFC 9457)."""

    type: str = Field(description="`/problems/<slug>`, a page that explains it.")
    title: str
    status: int
    detail: str
    request_id: str
    errors: list[WrongField] | None = Field(None, description="With 422: what is wrong and where.")


def answer(
    model: BaseModel, status: int = 200, headers: Mapping[str, str] | None = None
) -> tuple[dict[str, Any], int, dict[str, str]]:
    """What a view returns: the model as JSON, its status, further headers."""
    return model.model_dump(mode="json"), status, dict(headers or {})
