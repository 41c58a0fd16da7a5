"""Types and base classes that the schemas of the API share."""

import re
from base64 import b64decode
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Annotated, Any, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from clueso.domain.words.visible import visible
from clueso.errors import NotFound

Item = TypeVar("Item", bound=Hashable)
ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
UPLOAD_ID_MAX = 255
IN_LINES = r"\x00-\x1f\x7f-\x9f\u2028\u2029"  # Unicode's Cc, Zl and Zp
IN_TEXTS = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
CONTROLS = re.compile(f"[{IN_LINES}]")
OTHER_CONTROLS = re.compile(f"[{IN_TEXTS}]")


def rfc3339(moment: datetime) -> str:
    """Return a time as the API writes it: UTC, to the second, with a Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


LARGEST = 1_000_000_000
"""Largest number in a request: larger than any recording or history, and within the database's integers."""
MOST_OPERATIONS = 1000
"""Most operations of one edit."""
At = Annotated[int, Field(ge=0, le=LARGEST)]
"""A time from the start of a recording, in milliseconds."""

Moment = Annotated[
    datetime,
    PlainSerializer(rfc3339, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]


def without_controls(text: str) -> str:
    """Return the text unchanged. Raises ValueError if it has line breaks or other control characters."""
    if CONTROLS.search(text):
        raise ValueError("must be one line without control characters")
    return text


def with_line_breaks(text: str) -> str:
    """Return the text unchanged.

    Raises ValueError if it has control characters other than line breaks and tabs.
    """
    if OTHER_CONTROLS.search(text):
        raise ValueError("must not contain control characters")
    return text


def seen(text: str) -> str:
    """Return the text without invisible characters. Raises ValueError if nothing is left."""
    shown = visible(text).strip()
    if not shown:
        raise ValueError("must contain a visible character")
    return shown


def known_shape(text: str) -> str:
    """Return the id unchanged.

    Raises NotFound if it cannot be an id, which is the response to any unknown id.
    """
    if not ID.fullmatch(text):
        raise NotFound
    return text


def possible_upload_id(text: str) -> str:
    """Return the id of an own or linked upload unchanged. Raises NotFound if it cannot be an id."""
    if len(text) > UPLOAD_ID_MAX or CONTROLS.search(text):
        raise NotFound
    return text


@dataclass(frozen=True, slots=True, eq=False)
class Described:
    """Adds what one of our validators requires to the JSON Schema, so that the description is as strict as
    the code.
    """

    words: dict[str, Any]

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return handler(schema) | self.words


def _some(no_controls: str) -> Described:
    """Return a pattern: at least one character other than a space, and none of these controls."""
    return Described({"pattern": f"^[^{no_controls}]*[^{no_controls}\\s][^{no_controls}]*$"})


ONE_LINE = Described({"pattern": f"^[^{IN_LINES}]*$"})
ANY_LINES = Described({"pattern": f"^[^{IN_TEXTS}]*$"})
EMPTY_TOO = Described({"pattern": ONE_LINE.words["pattern"], "minLength": 0})
"""For a query parameter: an empty value counts as left out."""
UNIQUE = Described({"uniqueItems": True})


def without_repeats(items: list[Item]) -> list[Item]:
    """Return the items. Raises ValueError if one is repeated."""
    if len(set(items)) != len(items):
        raise ValueError("must name each at most once")
    return items


Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1),
    AfterValidator(without_controls),
    _some(IN_LINES),
]
Name = Annotated[Line, AfterValidator(seen), Described({"format": "name"})]
"""The schema has the format `name`, because a regular expression cannot express "visible"."""
AnyText = Annotated[
    str, StringConstraints(strip_whitespace=True), AfterValidator(with_line_breaks), ANY_LINES
]
Text = Annotated[AnyText, StringConstraints(min_length=1), _some(IN_TEXTS)]
Words = Annotated[list[Annotated[Name, Field(max_length=80)]], Field(max_length=500)]


def without_default(schema: dict[str, Any]) -> None:
    """Remove the default from the schema: the member is left out of responses, never sent as null."""
    del schema["default"]


def without_null(schema: dict[str, Any]) -> None:
    """Remove null from the schema: a header may be left out, but is never null."""
    del schema["default"]
    schema.update(schema.pop("anyOf")[0])


class Body(BaseModel):
    """The body of a request.

    It allows no unknown members, and no "12" for 12. An enum needs `Field(strict=False)`.
    """

    model_config = ConfigDict(extra="forbid", strict=True)


class Changed(Body):
    """The body of a change: members that are left out stay as they are, and at least one is there."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1})

    @model_validator(mode="after")
    def must_change_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("must contain a change")
        return self


class Values(BaseModel):
    """Values of a request beside its body: its query or its headers."""

    @classmethod
    def model_json_schema(cls, *args: Any, **options: Any) -> dict[str, Any]:
        """Return the schema as Pydantic does, kept if nothing else is asked for: flask-openapi3 asks at each request."""
        return super().model_json_schema(*args, **options) if args or options else _schema(cls)


@cache
def _schema(model: type[Values]) -> dict[str, Any]:
    return super(Values, model).model_json_schema()


class Query(Values):
    """The query of a request. Its values arrive as text, and an empty one counts as left out."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def drop_empty(cls, values: dict[str, str]) -> dict[str, str]:
        return {name: value for name, value in values.items() if value != ""}


class Path(BaseModel):
    """The variables of a route."""

    id: Annotated[str, AfterValidator(known_shape)]


class VersionPath(Path):
    """A version of a transcript or a document."""

    number: int = Field(le=LARGEST)


class Listing(Query):
    """The query of a list: the size of a page, and where it begins."""

    limit: int = Field(20, ge=1, le=100)
    cursor: str | None = Field(None, max_length=1000, description="`next_cursor` of the previous page.")


class Answer(BaseModel):
    """The body of a response. It is made from the attributes of a service's value."""

    model_config = ConfigDict(from_attributes=True)


class WrongField(Answer):
    pointer: str = Field(description="JSON pointer (RFC 6901) to the wrong value in the body.")
    detail: str


class Problem(Answer):
    """An error (RFC 9457)."""

    type: str = Field(description="`/problems/<slug>`, the page that explains the error.")
    title: str
    status: int
    detail: str
    request_id: str
    errors: list[WrongField] | None = Field(None, description="With 422: each wrong value.")


def answer(
    model: BaseModel, status: int = 200, headers: Mapping[str, str] | None = None
) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Return what Flask expects of a view: the model as JSON, the status, the headers."""
    return model.model_dump(mode="json"), status, dict(headers or {})


def decoded(text: str) -> bytes:
    """Return the bytes that a text in Base64 stands for. Raises ValueError, with the end of a sentence."""
    try:
        return b64decode(text, validate=True)
    except ValueError as error:
        raise ValueError("must be Base64") from error
