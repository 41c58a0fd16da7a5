"""Words for comparison: without case, punctuation and white space."""

import re
import unicodedata

# Scripts that are written without spaces: every character is a token of its own.
UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_APOSTROPHES = re.compile(r"(?<=\w)['\u2018\u2019\u02bc](?=\w)")
# Numbers with their separators, then single characters of unspaced scripts, then words with combining marks.
_TOKEN = re.compile(
    rf"\d+(?:[.,:]\d+)*%?|[{UNSPACED}]|[^\W\d_{UNSPACED}]+(?:[\u0300-\u036f][^\W\d_{UNSPACED}]*)*"
)
_SIGNED = re.compile(rf"{_TOKEN.pattern}|[^\w\s]")
# A hyphen before a digit is a minus, unless it joins two words.
_MINUS = re.compile(r"(?<!\w)-(?=\d)")


def tokens(text: str) -> list[str]:
    """Return the words and numbers of a text: NFKC, case folded, without apostrophes ("don't" is "dont")."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _TOKEN.findall(_APOSTROPHES.sub("", folded))


def verbatim(text: str) -> list[str]:
    """Return the tokens of a text with the signs that mean something: "\u2212 5", "$ 20", "c + +", an emoji.

    Case, punctuation, quotation marks and white space are left out.
    """
    folded = _APOSTROPHES.sub("", unicodedata.normalize("NFKC", text).casefold())
    return [
        token
        for token in _SIGNED.findall(_MINUS.sub("\u2212", folded))
        if token[0].isalnum() or token in "#@&" or unicodedata.category(token) in ("Sc", "Sm", "So")
    ]
