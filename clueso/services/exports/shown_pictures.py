"""The pictures of an export: what is drawn on each of them."""

from dataclasses import dataclass

from clueso.domain.box import Box
from clueso.domain.documents.blurs import blurs_of
from clueso.domain.documents.documents import DocumentKind
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

    @property
    def is_drawn(self) -> bool:
        """Whether the file differs from the one in storage."""
        return bool(self.marks) or self.crop is not None


def shown_pictures(order: Order) -> list[ShownPicture]:
    """Return the pictures that the files of an order show. A blur is never left out."""
    has_marks = order.subject.options.marks
    return [
        ShownPicture(
            document.kind, index, picture.key, picture.marks if has_marks else blurs_of(picture), picture.crop
        )
        for document in order.documents
        for index, picture in order.shown_pictures(document).items()
        if picture.key
    ]
