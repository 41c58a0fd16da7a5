"""The base of all bodies of documents: their records, the fields of these, and the markers of the fields.

A kind of document is a subclass of `Body`: a frozen dataclass whose fields are the only definition of its
shape. The schemas of the API and of the language model's reply are derived from these fields and their
markers.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import Field as DataclassField
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, ClassVar, ParamSpec, Self, TypeVar, cast, get_args, get_type_hints

from pydantic import Field, TypeAdapter

from clueso.domain.box import Box
from clueso.domain.documents.blocks import Block
from clueso.domain.transcript import Segment, Span

Json = dict[str, Any]
"""A body as it is stored and sent."""

Args = ParamSpec("Args")
M = TypeVar("M")


def once(make: Callable[Args, M]) -> Callable[Args, M]:
    """Return the function with a cache of its results, as functools.cache does.

    mypy does not accept a class as an argument of functools.cache.
    """
    return cast("Callable[Args, M]", cache(make))


# Markers of fields ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Wording:
    """Limits of a text that a person writes. `longest` counts characters.

    A text that `is_required` has a visible character. A text that `is_name` is one line.
    """

    longest: int
    is_required: bool = False
    is_name: bool = False


@dataclass(frozen=True, slots=True)
class AtMost:
    """Largest number of parts in a list. A list without this marker has at most MOST_PARTS."""

    count: int


@dataclass(frozen=True, slots=True)
class Called:
    """The word on screen for one item of a list.

    Without this marker it is the field's name without its "s".
    """

    name: str


@dataclass(frozen=True, slots=True)
class About:
    """The description of a field in the API."""

    text: str


class Key:
    """Marks the key of an object in storage. The API shows a URL in its place."""


class Id:
    """Marks the id of a part. It is no text, no writer chooses it, and a request may leave it out."""


class Own:
    """Marks the id of a picture that a person added."""


MOST_PARTS = 1000
TITLES = frozenset({"heading", "title"})
"""Names of the texts that are titles. A title has no invisible characters, and the page may number it."""

Short = Annotated[str, Wording(2000)]
Prose = Annotated[str, Wording(20_000, is_required=True)]
Opening = Annotated[str, Wording(20_000)]
Name = Annotated[str, Wording(255, is_name=True)]
Sources = tuple[str, ...]
"""The ids of the segments that a part cites."""
CITED = "_segment_ids"
"""Ends the name of the field that holds what a text beside the parts cites: `title_segment_ids` for `title`."""

LEFT_OUT_IF_NONE = Field(exclude_if=lambda value: value is None)
"""Marks a member that JSON holds only when it has a value."""


# Records --------------------------------------------------------------------------------------------


class Record:
    """Base of the dataclasses that a body consists of."""

    __slots__ = ()
    __dataclass_fields__: ClassVar[dict[str, DataclassField[Any]]]

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Self:
        """Return the record that this JSON describes. Unknown members are ignored.

        Raises pydantic.ValidationError when the JSON has another shape.
        """
        found: Self = _adapter(cls).validate_python(stored)
        return found

    def to_json(self) -> Json:
        """Return the record as JSON, which `read` reads."""
        written: Json = _adapter(type(self)).dump_python(self, mode="json")
        return written


class Part(Record):
    """A part of a body that cites segments. Its texts are the fields that are strings."""

    __slots__ = ()
    may_lack: ClassVar[frozenset[str]] = frozenset()
    """Texts that the part may lack."""
    person: ClassVar[str] = ""
    """The field for a person's name, if the part has one. A writer may name only speakers and people who are
    named in the recording.
    """

    segment_ids: Sources


class Timed(Part):
    """A part with times, which are derived from the segments that it cites."""

    __slots__ = ()
    may_cite_later: ClassVar[bool] = True
    """Whether it may cite segments that begin after its end."""

    start_ms: int
    end_ms: int


class MarkKind(StrEnum):
    """What a mark on a picture is. An arrow points at its box, a number stands at its corner, and a blur hides
    what is in it from every file that leaves.
    """

    BOX = "box"
    ARROW = "arrow"
    NUMBER = "number"
    BLUR = "blur"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark(Record):
    """A mark on a picture. `box` counts in fractions of the whole picture, also when it is cropped.

    `text` is the number of a NUMBER. A mark is `proposed` until a person keeps or changes it.
    """

    kind: MarkKind
    box: Box
    text: Annotated[str | None, Wording(200)] = None
    proposed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StepPicture(Record):
    """The screen at `at_ms`, or the person's own picture with the id `own`. `key`, `width` and `height` are None
    until the picture is taken.

    `alt` says what is on the picture. Of a picture with `crop` only that box is shown.
    """

    at_ms: int
    own: Annotated[str | None, Own(), LEFT_OUT_IF_NONE] = None
    key: Annotated[str | None, Key(), LEFT_OUT_IF_NONE] = None
    width: Annotated[int | None, LEFT_OUT_IF_NONE] = None
    height: Annotated[int | None, LEFT_OUT_IF_NONE] = None
    alt: Annotated[str, Wording(1000)] = ""
    crop: Annotated[Box | None, LEFT_OUT_IF_NONE] = None
    marks: Annotated[tuple[Mark, ...], AtMost(50)] = ()

    @property
    def name(self) -> str | int:
        """What tells the picture from all others of its document: the id of an own picture, else its moment."""
        return self.own or self.at_ms


class Illustrated(Timed):
    """A part that can have a picture."""

    __slots__ = ()
    id: str
    picture: StepPicture | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedText(Part):
    """A text that rests on segments."""

    text: Prose
    segment_ids: Sources


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that a body breaks.

    `pointer` (RFC 6901) leads to the place, `detail` says in plain words what is wrong. Only the writer sees
    `found`, the text that does not belong there, and `advice`.
    """

    pointer: str
    detail: str
    found: str = ""
    advice: str = ""


class Body(Record, ABC):
    """The content of a document of one kind.

    Its fields are texts that stand alone (a title, a lead), each with what it cites, parts, and lists of parts,
    in reading order.
    """

    __slots__ = ()

    label: ClassVar[str]
    """The name on screen for a document of this kind."""
    essential: ClassVar[str]
    """The field that a document needs to say anything."""
    successors: ClassVar[Mapping[str, str]] = {}
    """For a part outside a list: the list whose first part replaces it when it fails a check."""
    verbatim: ClassVar[frozenset[str]] = frozenset()
    """Lists whose texts are quotes, word for word."""
    is_speech: ClassVar[bool] = False
    """Whether all texts are the speakers' own words. A name in them was then spoken, so it stays as it is."""
    shows_times: ClassVar[bool] = False
    """Whether a page has times unless the reader asks for none."""
    is_summed_up: ClassVar[bool] = False
    """Whether the sections of a long recording are summarised together. Otherwise their lists are joined."""
    section_may_be_empty: ClassVar[bool] = False
    """Whether a section of a long recording may hold nothing for this document."""
    dispensable: ClassVar[frozenset[str]] = frozenset()
    """Lists whose parts are left out if the recording does not support them. Elsewhere the spoken words stand in."""
    said_again: ClassVar[frozenset[str]] = frozenset()
    """Lists in which sections may repeat each other. Joining the sections removes the repetitions."""

    @abstractmethod
    def layout(self) -> list[Block]:
        """Return the blocks of the document's page, without its title."""

    def broken(self, within: Span) -> Iterator[Violation]:  # noqa: ARG002 (for the kinds that have rules)
        """Yield the violations of this kind's own rules. `within` is the stretch that the document covers."""
        return iter(())

    def to_remove(self, violations: Sequence[Violation]) -> Sequence[Violation]:
        """Return the violations whose parts can be removed at once; the rest is checked again afterwards."""
        return violations

    def timed(self, segments: Sequence[Segment], *, within: Span, has_video: bool) -> Self:  # noqa: ARG002
        """Return the body with times, and moments of pictures, derived from the segments that it cites."""
        return self


# Shapes: the fields of a record -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Shape:
    """A field of a record. `inner` is its type, or that of its items, without markers and None."""

    name: str
    inner: Any
    is_list: bool
    optional: bool
    markers: tuple[Any, ...]
    default: Any
    """The value of a field that is left out; MISSING if it may not be."""

    @property
    def holds_parts(self) -> bool:
        """Whether the field is a list of records, such as the steps of a guide."""
        return self.is_list and self.record is not None

    @property
    def is_citation(self) -> bool:
        """Whether the field holds the ids of cited segments."""
        return self.is_list and self.record is None

    @property
    def record(self) -> type[Record] | None:
        """The field's type where that is a record, else None."""
        return self.inner if isinstance(self.inner, type) and issubclass(self.inner, Record) else None

    def marker(self, sort: type[M]) -> M | None:
        """Return the field's marker of this sort, or None."""
        return next((marker for marker in self.markers if isinstance(marker, sort)), None)


@once
def shapes(record: type[Record]) -> tuple[Shape, ...]:
    """Return the fields of a record, in their order."""
    hints = get_type_hints(record, include_extras=True)
    return tuple(_shape(field, hints[field.name]) for field in fields(record))


def _shape(field: DataclassField[Any], hint: Any) -> Shape:
    markers: list[Any] = []
    optional = is_list = False
    # A hint is unpacked from outside to inside: its markers, then None, then a list. A box is one value.
    while hint != Box and (inner := get_args(hint)):
        if hasattr(hint, "__metadata__"):
            markers += hint.__metadata__
            hint = hint.__origin__
        elif type(None) in inner:
            optional = True
            [hint] = [each for each in inner if each is not type(None)]
        else:
            is_list = True
            hint = inner[0]
    return Shape(field.name, hint, is_list, optional, tuple(markers), field.default)


@once
def _adapter(record: type[Record]) -> TypeAdapter[Any]:
    return TypeAdapter(record)
