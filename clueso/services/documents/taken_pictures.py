"""The pictures taken for a document, by their moments: those that its parts show, and alternatives."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select, update

from clueso.domain.documents.kinds.body import Body
from clueso.domain.documents.parts import pictures_in
from clueso.extensions import db
from clueso.models import DocumentPicture, OwnPicture

Taken = dict[str, Any]
"""Key and size of a picture: `key`, `width`, `height`."""

Name = str | int
"""The id of a person's own picture, the moment of any other (`StepPicture.name`)."""


def known_for(document_id: str, *bodies: Body) -> dict[Name, Taken]:
    """Return the document's pictures, and those that these bodies show, by their names. Needs a transaction.

    Pictures from before the table existed are only in the bodies.
    """
    shown = {name: taken for body in bodies for name, taken in in_body(body).items()}
    own = db.session.scalars(select(OwnPicture).where(OwnPicture.document_id == document_id))
    return (
        shown
        | {row.at_ms: _taken(row) for row in rows_of(document_id)}
        | {row.id: _taken(row) for row in own}
    )


def in_body(body: Body) -> dict[Name, Taken]:
    """Return the pictures that a body shows, by their names."""
    return {
        picture.name: {"key": picture.key, "width": picture.width, "height": picture.height}
        for picture in pictures_in(body)
        if picture.key
    }


def rows_of(document_id: str) -> list[DocumentPicture]:
    return list(db.session.scalars(select(DocumentPicture).where(DocumentPicture.document_id == document_id)))


def add(document_id: str, pictures: Mapping[int, Taken], *, is_searched: bool) -> None:
    """Add pictures. A moment that has a picture keeps it. Needs a transaction that holds the project."""
    there = {row.at_ms for row in rows_of(document_id)}
    for at_ms, taken in pictures.items():
        if at_ms not in there:
            row = DocumentPicture(document_id=document_id, at_ms=at_ms, is_searched=is_searched, **taken)
            db.session.add(row)
    db.session.flush()


def mark_searched(document_id: str, moments: Collection[int]) -> None:
    """Mark these moments as searched, so that no step searches around them again. Needs a transaction."""
    db.session.execute(
        update(DocumentPicture)
        .where(DocumentPicture.document_id == document_id, DocumentPicture.at_ms.in_(moments))
        .values(is_searched=True)
    )


def _taken(row: DocumentPicture | OwnPicture) -> Taken:
    return {"key": row.key, "width": row.width, "height": row.height}
