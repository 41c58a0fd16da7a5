"""Speech as it reads: without hesitations, repetitions and broken-off words."""

import re

_HESITATIONS = {
    "en": r"u+h+m*|u+m+|e+r+m|er|h+m+m*|m+h+m+|ah|eh",
    "de": r"ä+h+m*|ö+h+m*|e+h+m+|h+m+m*",
    "fr": r"e+u+h+|h+e+u+|h+m+m*",
    "es": r"e+h+m*|e+m+m+|h+m+m*",
}
_ANY = r"u+h+m*|u+m+|h+m+m*|ä+h+m*|e+u+h+"
_FILLER_PHRASE = re.compile(
    r"(?:(?<=,)|(?<=^)|(?<=[.!?]))\s*\b(?:you know|i mean|like|sort of|kind of|basically|you see)\b\s*,",
    re.IGNORECASE,
)
_YOU_KNOW = re.compile(
    r"(?<!do )(?<!did )(?<!if )(?<!as )(?<!let )(?<!that )(?<!what )(?<!how )(?<!would )(?<!should "
    r")(?<!when )"
    r"\byou know\b(?! (?:that|what|how|the|why|if|who|where|when|about|it|a|this|your|my)\b)\s*",
    re.IGNORECASE,
)
_BROKEN_WORD = re.compile(r"(?<!\S)\w{1,6}-(?=[\s,])[\s,]*")
_REPEATED_WORD = re.compile(r"\b([^\W\d]+)(?:[,\u2014\u2013-]*\s+\1\b)+", re.IGNORECASE)
_REPEATED_PHRASE = re.compile(
    r"\b([^\W\d][\w']*(?: [\w']+){1,3})(?:\s*[,\u2014\u2013-]+\s*|\s+)\1\b", re.IGNORECASE
)
# These are said twice with a purpose.
_MEANT_TWICE = frozenset(
    {"very", "really", "had", "that", "no", "bye", "many", "much", "long", "far", "knock", "so", "is"}
    | {"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twenty"}
)
_SPACE_BEFORE_STOP = re.compile(r"\s+([,.;:!?])")
_DOUBLE_COMMA = re.compile(r"(?:,\s*){2,}")
_COMMA_STOP = re.compile(r",\s*([.!?])")


def without_fillers(text: str, *, language: str) -> str:
    """The text without what a reader would stumble over; empty when nothing else was said."""
    hesitations = _HESITATIONS.get(language[:2], _ANY)
    text = re.sub(
        rf"(?:,\s*)?\b(?:{hesitations})\b(?!['\u2019-])(?:\s*,|\s*\.{{3}}|\u2026)?",
        " ",
        text,
        flags=re.IGNORECASE,
    )
    if language.startswith("en"):
        text = _FILLER_PHRASE.sub(" ", text)
        text = _YOU_KNOW.sub("", text)
        text = _BROKEN_WORD.sub("", text)
        text = _REPEATED_PHRASE.sub(r"\1", text)
        text = _REPEATED_WORD.sub(lambda m: m[0] if m[1].lower() in _MEANT_TWICE else m[1], text)
    text = _COMMA_STOP.sub(r"\1", _DOUBLE_COMMA.sub(", ", _SPACE_BEFORE_STOP.sub(r"\1", text)))
    text = " ".join(text.split()).lstrip(" ,;:.!?\u2026")
    return text if re.search(r"\w", text) else ""


def presentable(text: str, *, language: str) -> str:
    """The text without fillers, as a sentence to look at: a capital first, a full stop last."""
    text = without_fillers(text, language=language).rstrip(" ,;:")
    if not text:
        return ""
    if language.startswith("en"):
        text = re.sub(r"\bi(?=['\u2019 ]|$)", "I", text)
    text = text[0].upper() + text[1:]
    return text if re.search(r"[.!?\u2026\u3002\uff01\uff1f][\"'\u201d\u2019)]*$", text) else f"{text}."
