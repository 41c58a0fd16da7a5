"""Makes speech readable: without hesitations, repetitions and broken-off words."""

import re

from clueso.domain.words.sentence_ends import has_end_sign


def _hesitation(sounds: str) -> re.Pattern[str]:
    # Not before an apostrophe or a hyphen: "er" is a filler, "er-" a part of a word.
    return re.compile(rf"(?:,\s*)?\b(?:{sounds})\b(?!['\u2019-])(?:\s*,|\s*\.{{3}}|\u2026)?", re.IGNORECASE)


_HESITATIONS = {
    "en": _hesitation(r"u+h+m*|u+m+|e+r+m|er|h+m+m*|m+h+m+|ah|eh"),
    "de": _hesitation(r"ä+h+m*|ö+h+m*|e+h+m+|h+m+m*"),
    "fr": _hesitation(r"e+u+h+|h+e+u+|h+m+m*"),
    "es": _hesitation(r"e+h+m*|e+m+m+|h+m+m*"),
}
_ANY_HESITATION = _hesitation(r"u+h+m*|u+m+|h+m+m*|ä+h+m*|e+u+h+")
_FILLER_PHRASE = re.compile(
    r"(?:(?<=,)|(?<=^)|(?<=[.!?]))\s*\b(?:you know|i mean|like|sort of|kind of|basically|you see)\b\s*,",
    re.IGNORECASE,
)
# "you know" is no filler after these words, nor before what is known: "do you know the code".
_YOU_KNOW = re.compile(
    r"(?<!do )(?<!did )(?<!if )(?<!as )(?<!let )(?<!that )(?<!what )(?<!how )(?<!would )(?<!should "
    r")(?<!when )(?<!somebody )(?<!someone )(?<!anybody )(?<!anyone )(?<!people )"
    r"\byou know\b(?! (?:that|what|how|the|why|if|who|where|when|about|it|a|this|your|my)\b)\s*",
    re.IGNORECASE,
)
# "wor- word": a short piece with a hyphen before a space.
_BROKEN_WORD = re.compile(r"(?<!\S)\w{1,6}-(?=[\s,])[\s,]*")
_REPEATED_WORD = re.compile(r"\b([^\W\d]+)(?:[,\u2014\u2013-]*\s+\1\b)+", re.IGNORECASE)
# No word of a supported language is longer than these limits, which keep the search fast.
_REPEATED_PHRASE = re.compile(
    r"\b([^\W\d][\w']{0,40}(?: [\w']{1,40}){1,3})(?:\s*[,\u2014\u2013-]+\s*|\s+)\1\b", re.IGNORECASE
)
# "I am sorry" is an apology, not a correction.
_SORRY = r"(?<!am )(?<!are )(?<!be )(?<!so )(?<!say )(?<!m )(?<!re )sorry"
_EDITING = (
    rf"(?:(?:(?:no|oh|wait|well|actually|or)\b[,.!]* ){{0,2}}(?:{_SORRY}|oops|scratch that|correction|i mean|i meant|"
    r"excuse me|my mistake|no wait|wait no|oh no|no no|not that)|(?<=[,.!\u2014] )(?:no|wait|actually|rather)(?=[,.!]))"
)
_TAKEN_BACK = re.compile(
    rf"\b(?!(?:the|an|my|your|our|this|that|it|to|of|in|on|and|is|are|there)\b)([^\W\d]{{2,}})\b"
    # `++` never gives characters back, so that a long text without a correction does not slow the search.
    rf"(?:,? [\w'\u2019-]++){{1,10}}?[,.;!\u2014-]*\s+{_EDITING}\b[,.!\u2014-]*\s+(?=\1\b)",
    re.IGNORECASE,
)
"""Words that a speaker takes back, up to the repeated word: "choose monthly, no, sorry, choose weekly"."""
_CORRECTION = re.compile(
    r"(?:(?:no|oh|oops|wait)[,.!]? (?:no|sorry|wait|actually|i mean|not)\b|oops\b|sorry,? (?:i|not|that)\b|"
    r"scratch that\b|correction\b|i (?:mean|meant)\b)",
    re.IGNORECASE,
)
# Words that people repeat on purpose.
_MEANT_TWICE = frozenset(
    "very really had that no bye many much long far knock so is zero one two three four five six seven "
    "eight nine ten twenty".split()
)
_SPACE_BEFORE_STOP = re.compile(r"(?<!\s)\s++([,.;:!?])")
_DOUBLE_COMMA = re.compile(r"(?:,\s*){2,}")
_OPEN, _CLOSING = " ,;:", "\"'\u201d\u2019)"
_COMMA_STOP = re.compile(r",\s*([.!?])")


def without_fillers(text: str, *, language: str) -> str:
    """Return the text without fillers; empty if nothing else was said."""
    text = _HESITATIONS.get(language[:2], _ANY_HESITATION).sub(" ", text)
    if language.startswith("en"):
        text = _FILLER_PHRASE.sub(" ", text)
        text = _YOU_KNOW.sub("", text)
        text = _BROKEN_WORD.sub("", text)
        text = _TAKEN_BACK.sub("", text)
        # Hesitations and broken words are gone by now, so that words said twice stand side by side.
        text = _REPEATED_PHRASE.sub(r"\1", text)
        text = _REPEATED_WORD.sub(lambda m: m[0] if m[1].lower() in _MEANT_TWICE else m[1], text)
    # Removing words leaves spaces and commas behind.
    text = _COMMA_STOP.sub(r"\1", _DOUBLE_COMMA.sub(", ", _SPACE_BEFORE_STOP.sub(r"\1", text)))
    text = " ".join(text.split()).lstrip(" ,;:.!?\u2026")
    return text if re.search(r"\w", text) else ""


def takes_back(text: str) -> bool:
    """Return whether an English sentence begins by correcting the one before it."""
    return bool(_CORRECTION.match(text))


def presentable(text: str, *, language: str) -> str:
    """Return the text without fillers as a written sentence: a capital first, a full stop last."""
    text = _ended(without_fillers(text, language=language))
    if not text:
        return ""
    if language.startswith("en"):
        text = re.sub(r"\bi(?=['\u2019 ]|$)", "I", text)
    text = text[0].upper() + text[1:]
    return text if has_end_sign(text) else f"{text}."


def _ended(text: str) -> str:
    """Return the text without a comma or the like at its end, also before closing quotation marks."""
    bare = text.rstrip(_OPEN)
    said = bare.rstrip(_CLOSING)
    return said.rstrip(_OPEN) + bare[len(said) :]
