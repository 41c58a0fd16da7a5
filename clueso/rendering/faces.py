"""The product's faces: Literata for text, Instrument Sans for headings, with their licences beside them.

The `.ttf` files have Latin, Greek and Cyrillic letters; the smaller `.woff2` files have Latin ones.
"""

from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).with_name("fonts")
SERIF, SANS = "Literata", "Instrument Sans"
DOT = "\u00a0 · \u00a0"
"""Stands between the parts of a line. Instrument Sans sets a dot between single spaces too tight."""


@dataclass(frozen=True, slots=True)
class Face:
    """A font file. `slot` is what Word calls the style."""

    family: str
    file: str
    slot: str = "Regular"

    @property
    def ttf(self) -> bytes:
        return (FOLDER / f"{self.file}.ttf").read_bytes()

    @property
    def css(self) -> str:
        """The face as a CSS rule that holds the font itself."""
        font = b64encode((FOLDER / f"{self.file}.woff2").read_bytes()).decode()
        weight = "700" if self.slot == "Bold" else "400"
        style = "italic" if self.slot == "Italic" else "normal"
        return (
            f"@font-face {{ font-family: '{self.family}'; font-weight: {weight}; font-style: {style};"
            f" src: url(data:font/woff2;base64,{font}) format('woff2'); }}"
        )


FACES = (
    Face(SERIF, "Literata-Regular"),
    Face(SERIF, "Literata-Bold", "Bold"),
    Face(SERIF, "Literata-Italic", "Italic"),
    Face(SANS, "InstrumentSans-Regular"),
    Face(SANS, "InstrumentSans-Bold", "Bold"),
)


@cache
def stylesheet() -> str:
    """Return the CSS rules of all faces."""
    return "\n".join(face.css for face in FACES)
