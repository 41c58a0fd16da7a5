"""A screen that stood still in a recording, and the lines that were read on it."""

from dataclasses import dataclass

from clueso.domain.box import Box


@dataclass(frozen=True, slots=True)
class ScreenLine:
    """A line of text on a screen. `confidence` goes from 0 to 1.

    `control` is the box of the control that it labels: the frame around it, the field under it, else its letters.
    None if that was not looked for.
    """

    text: str
    box: Box
    confidence: float
    control: Box | None = None


@dataclass(frozen=True, slots=True)
class Screen:
    """A screen that stood still from `from_ms` to `to_ms`, its picture's key and size in pixels, and its lines
    in reading order.
    """

    id: str
    from_ms: int
    to_ms: int
    key: str
    width: int
    height: int
    lines: tuple[ScreenLine, ...] = ()
