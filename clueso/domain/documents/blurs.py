"""Blurs: the boxes of a picture that no file may show, and how they stay on a new version of its document."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from clueso.domain.documents.kinds.body import Body, Illustrated, Mark, MarkKind, Part, StepPicture
from clueso.domain.documents.parts import B, illustrated, with_parts

SameScreen = Callable[[StepPicture, StepPicture], bool]
"""Tells whether two pictures show the same screen."""


def blurs_of(picture: StepPicture) -> tuple[Mark, ...]:
    """Return the blurs of a picture."""
    return tuple(mark for mark in picture.marks if mark.kind is MarkKind.BLUR)


def pictures_of(body: Body) -> Iterator[StepPicture]:
    """Yield the pictures of a body, in the order of its parts."""
    for placed in illustrated(body):
        if placed.part.picture:
            yield placed.part.picture


def hides(body: Body) -> bool:
    """Return whether a picture of the body has a blur."""
    return any(map(blurs_of, pictures_of(body)))


def hides_more(body: Body, before: Body | None) -> bool:
    """Return whether the body has a blur that `before` did not have on the same picture."""
    return not _places(body) <= (_places(before) if before else set())


def keep_blurs(body: B, before: Body, is_same: SameScreen) -> B:
    """Return the body, its pictures with the blurs that `before` has on the same screens."""
    blurred = [picture for picture in pictures_of(before) if blurs_of(picture)]

    def change(part: Part) -> Part:
        if not isinstance(part, Illustrated) or part.picture is None:
            return part
        here = part.picture
        kept = (mark for there in blurred if is_same(here, there) for mark in blurs_of(there))
        # Of the same picture a blur may be there already.
        marks = tuple(dict.fromkeys((*here.marks, *kept)))
        return part if marks == here.marks else replace(part, picture=replace(here, marks=marks))

    return with_parts(body, change) if blurred else body


def spread_blurs(body: B, before: Body, is_same: SameScreen) -> B:
    """Return the body that a person saved in place of `before`: a blur that it adds is on all pictures of the same
    screen, and a picture that it brings has all blurs of its screen.
    """
    known = {picture.name for picture in pictures_of(before)}
    old = {(picture.name, mark) for picture in pictures_of(before) for mark in blurs_of(picture)}
    blurs = [
        (picture, mark)
        for each in (before, body)
        for picture in pictures_of(each)
        for mark in blurs_of(picture)
    ]

    def change(part: Part) -> Part:
        if not isinstance(part, Illustrated) or part.picture is None:
            return part
        here = part.picture
        taken = (
            mark
            for there, mark in blurs
            if (here.name not in known or (there.name, mark) not in old) and is_same(here, there)
        )
        marks = tuple(dict.fromkeys((*here.marks, *taken)))
        return part if marks == here.marks else replace(part, picture=replace(here, marks=marks))

    return with_parts(body, change) if blurs else body


def _places(body: Body) -> set[tuple[object, ...]]:
    return {
        (picture.at_ms, picture.key, mark.box) for picture in pictures_of(body) for mark in blurs_of(picture)
    }
