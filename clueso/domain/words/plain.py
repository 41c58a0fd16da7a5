"""Plain text: removes invisible characters and Markdown from a text."""

import re
import unicodedata

KEPT_CONTROLS = "\n\t\u200c\u200d\u200e\u200f"
"""Line ends and tabs, and the joiners and direction marks that Persian, Hindi, Arabic, Hebrew and
emoji need.
"""

_FENCE = re.compile(r"^[ \t]*(?:```|~~~).*$", re.MULTILINE)
_EMPHASIS = re.compile(r"(?<!\w)(\*{1,3})(?=[^\s*])([^*\n]*[^\s*])\1(?!\w)")
_HEADING = re.compile(r"^[ \t]*#{1,6}[ \t]+", re.MULTILINE)
_NUMBERED = re.compile(
    r"^\s*(?:(?:step|schritt|étape|paso)\s+\d+\s*[:.)\u2013-]|\d{1,3}[.)](?=\s))\s*", re.IGNORECASE
)


def without_invisible(text: str) -> str:
    """Return the text without invisible characters and without characters that reverse the direction of the
    following text.
    """
    if text.isascii() and text.isprintable():
        return text
    # All signs that end a line somewhere become one, before controls are removed.
    spaced = re.sub("[\r\x0b\x0c\x85\u2028\u2029]", "\n", text.replace("\r\n", "\n"))
    return "".join(
        sign
        for sign in spaced
        if sign in KEPT_CONTROLS or unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co")
    )


def plain(text: str) -> str:
    """Return the text without emphasis, heading marks and fences. Models write Markdown even if the prompt
    asks for plain text.

    Links, images and HTML stay, so that the check can find them.
    """
    bare = _HEADING.sub("", _FENCE.sub("", without_invisible(text)))
    return _EMPHASIS.sub(r"\2", bare).strip()


def unnumbered(heading: str) -> str:
    """Return a heading without the number that the page shows before it: "1. Open it", "Step 2: Save"."""
    return _NUMBERED.sub("", heading) or heading
