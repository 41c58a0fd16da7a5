"""Bodies that a person may send, by kind: stricter than those in responses.

Each model is derived from the kind's definition in `clueso/domain/documents/kinds`.
"""

from collections.abc import Mapping
from dataclasses import MISSING
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any, Union

from pydantic import (
    AfterValidator,
    Field,
    SerializerFunctionWrapHandler,
    StringConstraints,
    create_model,
    model_serializer,
)

from clueso.api.schemas import ID, AnyText, At, Name, Text
from clueso.api.schemas import Body as RequestBody
from clueso.domain.box import Box
from clueso.domain.documents.documents import DocumentKind
from clueso.domain.documents.kinds.body import (
    MOST_PARTS,
    TITLES,
    AtMost,
    Id,
    Json,
    Key,
    Own,
    Record,
    Shape,
    StepPicture,
    Wording,
    once,
    shapes,
)
from clueso.domain.words.visible import visible

MOST_CITED = 20_000
URL_MAX = 8192

Citations = Annotated[
    list[Annotated[str, Field(min_length=1, max_length=64)]],
    Field(
        max_length=MOST_CITED,
        description="The segments that it cites; none for text that you wrote yourself.",
    ),
]

HEAD_CITATIONS: Any = Field(
    [],
    max_length=MOST_CITED,
    description="The segments that it cites. Left out or empty, those of the shown version stay while its text"
    " stays.",
)


def _id(text: str) -> str:
    # A number would be taken for the place of a part in its list.
    if text and (not ID.fullmatch(text) or text.isdecimal()):
        raise ValueError("must have letters, digits, - and _ only, and not only digits")
    return text


PartId = Annotated[
    str,
    AfterValidator(_id),
    Field(max_length=64, description="The client may choose it; a part without one gets one."),
]
OwnId = Annotated[
    str,
    Field(min_length=1, max_length=64, description="The id of a picture that you added to this document."),
]
Fraction = Annotated[float, Field(ge=0, le=1)]


def _within(box: list[float]) -> list[float]:
    left, top, width, height = box
    # Fractions that a browser computed may exceed the edge by a rounding error.
    if not (width > 0 and height > 0 and left + width <= 1.001 and top + height <= 1.001):
        raise ValueError("must have an area, and lie inside the picture")
    return box


BoxEdit = Annotated[
    list[Fraction],
    Field(
        min_length=4, max_length=4, description="Left, top, width and height, in fractions of the picture."
    ),
    AfterValidator(_within),
]
DESCRIPTIONS: Mapping[type[Record], str] = {
    StepPicture: "A picture at a new moment is taken; an existing picture is reused. `url`, `width` and `height` are"
    " ignored. `alt`, `crop`, `marks` and, at the same moment, `own` stay when they are left out; of another picture only blurs"
    " do."
}


class _AsSent(RequestBody):
    """A record of which what a request leaves out is not the same as a default: it is completed later."""

    @model_serializer(mode="wrap")
    def sent(self, write: SerializerFunctionWrapHandler) -> Json:
        return {name: value for name, value in write(self).items() if name in self.model_fields_set}


@once
def edit_of(record: type[Record], owner: str = "") -> type[RequestBody]:
    """Return the model of an edited record.

    Its name is the record's without the name of the record that owns it: a StepEdit edits the GuideStep of a
    guide, a PictureEdit the step's StepPicture.
    """
    name = record.__name__.removeprefix(owner)
    fields: dict[str, Any] = dict(_field(shape, name) for shape in shapes(record))
    return create_model(
        f"{name}Edit",
        __base__=_AsSent if record is StepPicture else RequestBody,
        __module__=__name__,
        __doc__=DESCRIPTIONS.get(record),
        **fields,
    )


def _field(shape: Shape, owner: str) -> tuple[str, Any]:
    """Return a field's name in the API, and its type and default."""
    if shape.marker(Key):
        return "url", (Annotated[str, Field(max_length=URL_MAX)] | None, None)
    inner: Any = _inner(shape, owner)
    if shape.optional:
        return shape.name, (inner | None, None)
    if shape.is_citation:
        return shape.name, (inner, ... if shape.default is MISSING else HEAD_CITATIONS)
    if not shape.is_list:
        return shape.name, (inner, ... if shape.default is MISSING else shape.default)
    most = shape.marker(AtMost)
    default: Any = ... if shape.default is MISSING else []
    return shape.name, (list[inner], Field(default, max_length=most.count if most else MOST_PARTS))


def member_of(model: type[RequestBody], name: str) -> Any:
    """Return the type of a member of an edited record."""
    member = model.model_fields[name]
    return Annotated[member.annotation, *member.metadata] if member.metadata else member.annotation


def text_type(shape: Shape) -> Any:
    """Return the type of a text in a request, with its limits."""
    inner = _inner(shape, owner="")
    return inner | None if shape.optional else inner


def _inner(shape: Shape, owner: str) -> Any:
    """Return the type of a field, or of one item of its list."""
    if shape.is_citation:
        return Citations
    if shape.marker(Id):
        return PartId
    if shape.marker(Own):
        return OwnId
    if shape.record:
        return edit_of(shape.record, owner)
    if shape.inner == Box:
        return BoxEdit
    if issubclass(shape.inner, Enum):
        return Annotated[shape.inner, Field(strict=False)]
    if shape.inner is bool:
        return bool
    if wording := shape.marker(Wording):
        return _text(wording, is_title=shape.name in TITLES)
    return int if shape.optional else At


def _text(wording: Wording, *, is_title: bool) -> Any:
    if wording.is_name:
        return Annotated[Name, Field(max_length=wording.longest)]
    rules: list[Any] = [StringConstraints(max_length=wording.longest)]
    if is_title:
        rules.append(AfterValidator(visible))
    return Annotated[Text if wording.is_required else AnyText, *rules]


EDITS: Mapping[DocumentKind, type[RequestBody]] = {kind: edit_of(kind.body) for kind in DocumentKind}

if TYPE_CHECKING:
    AnyEdit = RequestBody
else:
    AnyEdit = Union[tuple(EDITS.values())]  # noqa: UP007 (of types that only exist at run time)
