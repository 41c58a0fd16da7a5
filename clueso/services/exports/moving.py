"""Moving pictures of an export: which there are, and how large they may be."""

from dataclasses import dataclass

from clueso.domain.box import Box
from clueso.domain.documents.blurs import hides
from clueso.domain.documents.documents import DocumentKind
from clueso.domain.documents.parts import illustrated
from clueso.domain.documents.passages import passage_of
from clueso.domain.transcript import Span
from clueso.services.exports.orders import Order

MOST_BYTES, MOST_BYTES_TOGETHER = 1_000_000, 10_000_000
"""Largest clip, and all clips of a file together. A web page holds them as Base64, which takes a third more. With
its pictures it then still fits into most mails.
"""


@dataclass(frozen=True, slots=True)
class Wish:
    """A moving picture to make, for the part with this index. `still` is the key of the part's picture, `crop`
    the box that is shown of it.
    """

    kind: DocumentKind
    index: int
    passage: Span
    still: str
    crop: Box | None = None


def wishes(order: Order) -> list[Wish]:
    """Return the moving pictures of an order: one for each picture that its files show, if they were wanted.

    A document with a blur has none. Its passages pass over more screens than its pictures show, and nothing proves
    that what the blur hides stands on none of them.
    """
    if not order.subject.options.moving:
        return []
    return [
        Wish(document.kind, index, passage_of(placed.part, picture.at_ms), picture.key, picture.crop)
        for document in order.documents
        if not hides(document.body)
        for shown in [order.shown_pictures(document)]
        for index, placed in enumerate(illustrated(document.body))
        if (picture := shown.get(index)) and picture.key
    ]


def most_bytes(count: int) -> int:
    """Return the largest size of each of so many clips: the same for all, so that no step is left out for its
    place.
    """
    return min(MOST_BYTES, MOST_BYTES_TOGETHER // max(1, count))
