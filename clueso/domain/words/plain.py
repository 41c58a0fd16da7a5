"""Plain text: what is left of a text when it holds nothing invisible and no Markdown."""

import re
import unicodedata

KEPT_CONTROLS = "\n\t\u200c\u200d\u200e\u200f"
"""Line ends, and the joiners and marks that Persian, Hindi, Arabic, Hebrew and emoji are written with."""

_FENCE = re.compile(r"^[ \t]*(?:```|~~~).*$", re.MULTILINE)
_EMPHASIS = re.compile(r"(?<!\w)(\*{1,3})(?=[^\s*])([^*\n]*[^\s*])\1(?!\w)")
_HEADING = re.compile(r"^[ \t]*#{1,6}[ \t]+", re.MULTILINE)
_NUMBERED = re.compile(
    r"^\s*(?:(?:step|schritt|étape|paso)\s+\d+\s*[:.)\u2013-]|\d{1,3}[.)](?=\s))\s*", re.IGNORECASE
)


def without_invisible(text: str) -> str:
    """The text without characters that show nothing, or that turn the direction of what follows."""
    if text.isascii() and text.isprintable():
        return text
    spaced = re.sub("[\r\x0b\x0c\x85\u2028\u2029]", "\n", text.replace("\r\n", "\n"))
    return "".join(
        sign
        for sign in spaced
        if sign in KEPT_CONTROLS or unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co")
    )


def plain(text: str) -> str:
    """What a model meant when it was asked for plain text and wrote Markdown all the same: the words
    without emphasis, heading marks and fences. Links, images and HTML stay, for the check to find."""
    bare = _HEADING.sub("", _FENCE.sub("", without_invisible(text)))
    return _EMPHASIS.sub(r"\2", bare).strip()


def unnumbered(heading: str) -> str:
    """A heading without the number that the page puts before it: "1. Open it", "Step 2: Save"."""
    return _NUMBERED.sub("", heading) or heading
