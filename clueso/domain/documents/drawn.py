"""Drawn pictures: files of a document's pictures with their marks and crops, for copies of its text and as poster."""

import json
from dataclasses import replace
from hashlib import sha256

from clueso.domain.documents.blurs import blurs_of, hides, pictures_of
from clueso.domain.documents.kinds.body import Body, StepPicture


def differs(picture: StepPicture) -> bool:
    """Return whether the picture that leaves is another file than the stored one.

    A person's own picture is always drawn: its file may be a PNG, and may say where a photo was taken.
    """
    return bool(picture.marks) or picture.crop is not None or picture.own is not None


def name_of(picture: StepPicture) -> str:
    """Return the name of a drawn picture: lower-case hexadecimal digits that follow from all that is drawn."""
    drawn = [picture.key, picture.crop, [(mark.kind, mark.box, mark.text) for mark in picture.marks]]
    return sha256(json.dumps(drawn).encode()).hexdigest()


def poster_of(body: Body) -> StepPicture | None:
    """Return the picture that stands for a recording once its document hides something: the first one, whole, with
    its blurs. None while no picture is hidden, or taken.
    """
    taken = (picture for picture in pictures_of(body) if picture.key)
    first = next(taken, None) if hides(body) else None
    return replace(first, crop=None, marks=blurs_of(first)) if first else None


def to_draw(body: Body) -> dict[str, StepPicture]:
    """Return the pictures to draw for a document, by the names of their files."""
    poster = poster_of(body)
    pictures = [*pictures_of(body), *([poster] if poster else [])]
    return {name_of(picture): picture for picture in pictures if picture.key and differs(picture)}
