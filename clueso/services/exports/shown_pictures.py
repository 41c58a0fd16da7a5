"""The pictures of an export: what is drawn on each of them."""

from dataclasses import dataclass, replace

from clueso.domain.box import Box
from clueso.domain.documents.blurs import blurs_of
from clueso.domain.documents.documents import DocumentKind
from clueso.domain.documents.drawn import differs
from clueso.domain.documents.kinds.body import Mark
from clueso.services.exports.orders import Order


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """The picture of the part with this index: its key in storage, the marks on it, and the box that is shown."""

    kind: DocumentKind
    index: int
    key: str
    marks: tuple[Mark, ...]
    crop: Box | None
    is_drawn: bool
    """Whether the file differs from the one in storage."""


def shown_pictures(order: Order) -> list[ShownPicture]:
    """Return the pictures that the files of an order show. A blur is never left out."""
    has_marks = order.subject.options.marks
    pictures = [
        (document.kind, index, picture if has_marks else replace(picture, marks=blurs_of(picture)))
        for document in order.documents
        for index, picture in order.shown_pictures(document).items()
    ]
    return [
        ShownPicture(kind, index, picture.key, picture.marks, picture.crop, differs(picture))
        for kind, index, picture in pictures
        if picture.key
    ]
