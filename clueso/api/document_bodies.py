"""The bodies of documents in the API's answers, by kind.

Each model is derived from the kind's definition in `clueso/domain/documents/kinds`.
"""

from collections.abc import Mapping
from dataclasses import MISSING
from typing import TYPE_CHECKING, Any, Union

from pydantic import Field, create_model

from clueso.api.links import picture_url
from clueso.api.schemas import Answer
from clueso.domain.documents.documents import DocumentKind
from clueso.domain.documents.kinds.body import (
    About,
    Body,
    Id,
    Key,
    Mark,
    Record,
    Shape,
    StepPicture,
    once,
    shapes,
)
from clueso.domain.documents.parts import illustrated

DESCRIPTIONS: Mapping[type[Record], str] = {
    Mark: "Drawn on the picture when it is shown or exported. `box` is left, top, width and height, in fractions"
    " of the whole picture. A `proposed` mark was made by the writer.",
    StepPicture: "The screen at `at_ms`; `url` is signed for fifteen minutes, null while there is no picture."
    " `crop` is the box that is shown of it.",
}


@once
def _answer(record: type[Record]) -> type[Answer]:
    fields: dict[str, Any] = dict(map(_field, shapes(record)))
    name = f"{record.__name__}Body" if issubclass(record, Body) else record.__name__
    return create_model(
        name, __base__=Answer, __module__=__name__, __doc__=DESCRIPTIONS.get(record), **fields
    )


def _field(shape: Shape) -> tuple[str, Any]:
    """Return a field's name in the API, and its type and default."""
    if shape.marker(Key):
        return "url", (str | None, None)
    inner: Any = _answer(shape.record) if shape.record else shape.inner
    about = shape.marker(About)
    annotation = list[inner] if shape.is_list else inner | None if shape.optional else inner
    is_always_there = shape.default is MISSING or shape.marker(Id) is not None
    default: Any = ... if is_always_there else [] if shape.is_list else shape.default
    return shape.name, (annotation, Field(default, description=about.text if about else None))


BODIES: Mapping[DocumentKind, type[Answer]] = {kind: _answer(kind.body) for kind in DocumentKind}

if TYPE_CHECKING:
    AnyBody = Answer
else:
    AnyBody = Union[tuple(BODIES.values())]  # noqa: UP007 (of types that only exist at run time)


def shown_body(kind: DocumentKind, body: Body, pictures: Mapping[int, str]) -> AnyBody:
    """Return the answer for a body, with a URL in the place of each picture's key in storage.

    `pictures` are the URLs by the index (from 0) of the part that shows the picture.
    """
    shown = BODIES[kind].model_validate(body)
    for index, placed in enumerate(illustrated(body)):
        if index in pictures:
            getattr(shown, placed.member)[placed.index].picture.url = pictures[index]
    return shown


def picture_urls(body: Body) -> dict[int, str]:
    """Return a fresh URL for every picture that was taken, by the index of its part."""
    keys = (placed.part.picture.key if placed.part.picture else None for placed in illustrated(body))
    urls = {index: picture_url(key) for index, key in enumerate(keys)}
    return {index: url for index, url in urls.items() if url}
