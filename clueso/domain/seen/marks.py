"""Proposes marks on the picture of a step: a box around the control that its words name."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from clueso.domain.box import Box, overlap
from clueso.domain.documents.kinds.body import Mark, MarkKind
from clueso.domain.screens.screen import Screen
from clueso.domain.seen.labels import Label, on, places, spelling
from clueso.domain.seen.naming import Naming
from clueso.domain.spelling.term_places import squeezed
from clueso.domain.words.wording import tokens

SAME_PLACE = 0.5
NEARLY = 0.8
"""Likeness of two spellings of a label in one place, as SequenceMatcher has it."""
FRAMED = 1.2
"""A control that is larger than its label by this factor has a frame."""
AROUND_X, AROUND_Y = 0.3, 0.15
"""Space around a label, in heights of its line."""
MOST = 5
REACH = 8
"""Words after a name that may say which of several places is meant."""
HALVES = {
    "left": (0, 0.0, 0.5), "right": (0, 0.5, 1.0), "top": (1, 0.0, 0.5), "bottom": (1, 0.5, 1.0),
    "upper": (1, 0.0, 0.5), "lower": (1, 0.5, 1.0),
    "links": (0, 0.0, 0.5), "rechts": (0, 0.5, 1.0), "oben": (1, 0.0, 0.5), "unten": (1, 0.5, 1.0),
    "gauche": (0, 0.0, 0.5), "droite": (0, 0.5, 1.0), "haut": (1, 0.0, 0.5), "bas": (1, 0.5, 1.0),
    "izquierda": (0, 0.0, 0.5), "derecha": (0, 0.5, 1.0), "arriba": (1, 0.0, 0.5), "abajo": (1, 0.5, 1.0),
}  # fmt: skip
BESIDE = frozenset("next beside neben à côté junto accanto naast".split())
IT = frozenset("it them ihm ihr ihnen lui leur él ella ello lui esso essa hem haar".split())

Marked = tuple[str, Mark]
"""The label of a control, and its mark."""


def marked(
    words: Sequence[str],
    namings: Iterable[Naming],
    seen: Sequence[Screen],
    shown: Screen,
    known: Sequence[Screen] = (),
) -> tuple[Marked, ...]:
    """Return the marks for the controls that the words of a step name, on the screen `shown`.

    `seen` are the screens that stood before it while the words were said. A control is marked where it stood
    before the action and still stands: a label that came with the action is its result, and one that went
    with it is on no picture. `known` are all screens of the recording: a control that is framed on one of them
    has that frame on all. Several marks have numbers, in the order of the words.
    """
    found: list[Label] = []
    sights = seen or [shown]
    for number, naming in enumerate(namings):
        rest = words[naming.end : naming.end + REACH]
        if found and _is_beside_it(rest):
            # "Find March and click Edit beside it": March says which one, and is not used itself.
            rest = [rest[0], *found.pop().text.title().split()]
        aimed = _aimed_at(naming, rest, sights, is_opened=number > 0)
        label = _standing(naming.label, aimed, [*sights, *known], shown) if aimed else None
        # A list that opened for a moment is on no screen, and what it offers may stand elsewhere as mere text.
        if label and number > 0 and not _is_framed(label):
            continue
        if label and not any(_is_at(label, other) for other in found):
            found.append(label)
    is_one = len(found) == 1
    return tuple(
        (
            label.text,
            Mark(
                kind=MarkKind.BOX if is_one else MarkKind.NUMBER,
                box=label.control or framed(label.box, shown),
                text=None if is_one else str(number),
                proposed=True,
            ),
        )
        for number, label in enumerate(found[:MOST], start=1)
    )


def _aimed_at(
    naming: Naming, rest: Sequence[str], sights: Sequence[Screen], *, is_opened: bool
) -> Label | None:
    """Return the label that is meant, where it stands first; None if it stands nowhere or may be several.

    `is_opened` says that a control was used before: of a list that it opened, the entry is meant, and no other
    text that says the same.
    """
    having = [(screen, labels) for screen in sights if (labels := places(naming.label, screen))]
    if not having:
        return None
    screen, found = having[0]
    for later, labels in having[1:] if is_opened else ():
        if fresh := [label for label in labels if not any(_is_at(label, other) for other in found)]:
            return _aimed(fresh, rest, later)
    return _aimed(found, rest, screen)


def _standing(text: str, aimed: Label, sights: Sequence[Screen], shown: Screen) -> Label | None:
    """Return the label where it still stands on the screen `shown`, with the largest frame that it has on any of
    these screens: a field that is being filled, or a row with a switch, is framed less clearly.
    """
    now = next((label for label in on(shown) if _is_at(label, aimed) and _says(label, text)), None)
    if now is None:
        return None
    same = (label for screen in sights for label in places(text, screen) if _is_at(label, now))
    frames = [label for label in (now, *same) if label.control]
    # A frame around the label is surer than one under it, which may be the next row of a menu.
    best = max(frames, key=lambda label: (_is_framed(label) and _is_around(label), _size(label)), default=now)
    return replace(now, text=text, control=best.control)


def _says(label: Label, text: str) -> bool:
    """Return whether a label is read as this text, or nearly: the pointer may stand on a letter."""
    read, wanted = squeezed(label.text), squeezed(text)
    return read == wanted or SequenceMatcher(None, read, wanted).ratio() >= NEARLY


def _is_framed(label: Label) -> bool:
    return _size(label) > FRAMED * label.box[2] * label.box[3]


def _is_around(label: Label) -> bool:
    """Return whether the label stands in the middle of its frame, from the top to the bottom."""
    return (
        label.control is not None
        and abs(_middle(label.control, 1) - _middle(label.box, 1)) < label.box[3] / 2
    )


def _size(label: Label) -> float:
    return label.control[2] * label.control[3] if label.control else 0.0


def _is_at(one: Label, other: Label) -> bool:
    return overlap(one.box, other.box) >= SAME_PLACE


def _aimed(found: Sequence[Label], rest: Sequence[str], screen: Screen) -> Label | None:
    """Return the one that the words after the name mean; None if they may mean several."""
    keys = ["".join(tokens(word)) for word in rest]
    if len(found) > 1 and not BESIDE.isdisjoint(keys):
        found = [label for label in found if _is_beside(label, rest, screen)]
    for key in keys if len(found) > 1 else ():
        if key in HALVES:
            side, least, most = HALVES[key]
            found = [label for label in found if least <= _middle(label.box, side) <= most] or found
    return found[0] if len(found) == 1 else None


def _is_beside_it(rest: Sequence[str]) -> bool:
    keys = ["".join(tokens(word)) for word in rest[:3]]
    return not BESIDE.isdisjoint(keys[:1]) and not IT.isdisjoint(keys)


def _is_beside(label: Label, rest: Sequence[str], screen: Screen) -> bool:
    """Return whether a text of these words stands on the row of a label."""
    wanted = {token for word in rest if word[:1].isupper() for token in tokens(word)}
    return any(
        abs(_middle(other.box, 1) - _middle(label.box, 1)) < label.box[3] / 2
        and wanted.intersection(spelling(other.text))
        for other in on(screen)
        if other.box != label.box
    )


def _middle(box: Box, side: int) -> float:
    return box[side] + box[side + 2] / 2


def framed(box: Box, screen: Screen) -> Box:
    """Return a box with some space around it, inside the picture."""
    space_x = AROUND_X * box[3] * screen.height / max(1, screen.width)
    space_y = AROUND_Y * box[3]
    left, top = max(0.0, box[0] - space_x), max(0.0, box[1] - space_y)
    right, bottom = min(1.0, box[0] + box[2] + space_x), min(1.0, box[1] + box[3] + space_y)
    return tuple(round(side, 4) for side in (left, top, right - left, bottom - top))  # type: ignore[return-value]
