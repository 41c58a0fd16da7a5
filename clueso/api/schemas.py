"""What every schema of the API shares."""

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

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
    """A moment as the API writes it: UTC, to the second, with a Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


Moment = Annotated[
    datetime,
    PlainSerializer(rfc3339, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]


def without_controls(text: str) -> str:
    """The text itself, of one line. Raises ValueError for control characters."""
    if CONTROLS.search(text):
        raise ValueError("must be one line without control characters")
    return text


def with_line_breaks(text: str) -> str:
    """The text itself, of any number of lines. Raises ValueError for other control characters."""
    if OTHER_CONTROLS.search(text):
        raise ValueError("must not hold control characters")
    return text


def seen(text: str) -> str:
    """The text without signs that nobody sees. Raises ValueError when nothing is left."""
    shown = visible(text).strip()
    if not shown:
        raise ValueError("must hold something that can be seen")
    return shown


def known_shape(text: str) -> str:
    """The id itself. Raises NotFound for what cannot be one, so that it answers as any unknown id."""
    if not ID.fullmatch(text):
        raise NotFound
    return text


def possible_upload_id(text: str) -> str:
    """The id itself, ours or a host's. Raises NotFound for what cannot be one, as `known_shape` does."""
    if len(text) > UPLOAD_ID_MAX or CONTROLS.search(text):
        raise NotFound
    return text


@dataclass(frozen=True, slots=True, eq=False)
class Described:
    """What a validator of ours demands, in words of JSON Schema: the description must not be laxer than
    the code."""

    words: dict[str, Any]

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return handler(schema) | self.words


def _some(no_controls: str) -> Described:
    """At least one character that is no space, and none of these controls."""
    return Described({"pattern": f"^[^{no_controls}]*[^{no_controls}\\s][^{no_controls}]*$"})


ONE_LINE = Described({"pattern": f"^[^{IN_LINES}]*$"})
ANY_LINES = Described({"pattern": f"^[^{IN_TEXTS}]*$"})
EMPTY_TOO = Described({"pattern": ONE_LINE.words["pattern"], "minLength": 0})
"""Of a query: an empty value is as one left out."""
UNIQUE = Described({"uniqueItems": True})


def without_repeats(items: list[Item]) -> list[Item]:
    """Return the items. Raises ValueError when one stands twice."""
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
"""What can be seen of a name is no matter of a pattern."""
AnyText = Annotated[
    str, StringConstraints(strip_whitespace=True), AfterValidator(with_line_breaks), ANY_LINES
]
Text = Annotated[AnyText, StringConstraints(min_length=1), _some(IN_TEXTS)]
Words = Annotated[list[Annotated[Name, Field(max_length=80)]], Field(max_length=500)]


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
