"""The look of a file: its colours, its logo, its paper."""

from dataclasses import dataclass
from pathlib import Path

from clueso.domain.pages.options import Paper

GREEN, GREEN_ON_DARK = "#0b5c4d", "#6bcbb1"
WHITE, BLACK, NIGHT = "#ffffff", "#000000", "#121614"
READABLE = 4.5
"""Smallest contrast of text with its ground (WCAG 2.2, 1.4.3)."""
STEPS = 50
TINT, TINT_ON_DARK = 0.88, 0.82
"""Shares of white and of the dark ground in the tint behind a warning."""


@dataclass(frozen=True, slots=True)
class Look:
    """The look of a file. `accent` is a colour ("#0b5c4d"), None for the product's green; `logo` is a PNG."""

    accent: str | None = None
    logo: Path | None = None
    paper: Paper = Paper.A4

    @property
    def on_light(self) -> str:
        """The accent as text on white: darkened until it can be read."""
        return readable(self.accent, ground=WHITE, towards=BLACK) if self.accent else GREEN

    @property
    def on_dark(self) -> str:
        """The accent as text on a dark page: lightened until it can be read."""
        return readable(self.accent, ground=NIGHT, towards=WHITE) if self.accent else GREEN_ON_DARK

    @property
    def tint(self) -> str:
        """The ground of a warning on white."""
        return mixed(self.on_light, WHITE, TINT)

    @property
    def tint_on_dark(self) -> str:
        """The ground of a warning on a dark page."""
        return mixed(self.on_dark, NIGHT, TINT_ON_DARK)


def readable(colour: str, *, ground: str, towards: str) -> str:
    """Return the colour, mixed with `towards` until text in it can be read on the ground."""
    mixes = (mixed(colour, towards, step / STEPS) for step in range(STEPS + 1))
    return next(mix for mix in mixes if contrast(mix, ground) >= READABLE)


def mixed(colour: str, other: str, share: float) -> str:
    """Return the colour with this share (0 to 1) of another."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(one + (two - one) * share):02x}" for one, two in pairs)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21 (WCAG 2.2)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    """Return the relative luminance (WCAG 2.2): 0 is black, 1 is white."""
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
        for share in (channel / 255 for channel in _channels(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(colour: str) -> tuple[int, int, int]:
    value = int(colour.removeprefix("#"), 16)
    return value >> 16, value >> 8 & 255, value & 255
