"""The form of a text: which faults it has as a heading, a title, a sentence or the text of a step.

A small model is asked only about a text with a fault, and its answer replaces the text only if it has fewer.
"""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum

from clueso.domain.words.wording import tokens
from clueso.writing.extractive.verbs import IMPERATIVES


class Form(StrEnum):
    """The sorts of text that a small model is asked for."""

    HEADING = "heading"
    """Of a step: a command."""
    NAME = "name"
    """Of a chapter or a section: what it is about."""
    TITLE = "title"
    SENTENCE = "sentence"
    """One sentence that stands alone."""
    STEP = "step"
    """What the reader does in one step."""
    LINE = "line"
    """A sentence of a script: the speaker's words in their order."""


HEADING_WORDS, NAME_WORDS, SENTENCE_WORDS, LINE_WORDS = 8, 10, 30, 35
THIN_WORDS = 3
"""Words below which a heading that no speaker announced says too little."""

_DANGLING = frozenset(
    "the a an and or but of to in on at for with by from as is are was were that which your our my "
    "this these very so if when".split()
)
_NARRATION = re.compile(
    r"(?:^|[.!?] )(?:so|and|now|then|okay|ok|well|alright|right|first|next|finally|also|again|but)\b[, ]|"
    r"\b(?:i|we)(?:'ll| will|'m| am|'re| are|'d| would| want| can)\b(?: \w+)? (?:to )?(?:show|talk|explain|look|see|go)\b|"
    r"\blet me\b|\blet's\b|\bto (?:summari[sz]e|recap|sum up)\b|\b(?:welcome|thank you|thanks)\b|"
    r"\bin this (?:[\w-]+ ){0,2}(?:video|tour|tutorial|talk|lesson|recording)\b|(?:^|[.!?] )(?:what )?you (?:want|can|are going|need) to\b",
    re.IGNORECASE,
)
_STOP = re.compile(r"[.!?\u2026\u3002\uff01\uff1f\u061f\u0964][\"'\u201d\u2019)]*$")
_SENTENCE_END = re.compile(r"[.!?](?=\s)")
# A comma where a full stop belongs: "open the page, click the button".
_SPLICE = re.compile(
    r", (?:(?P<verb>[\w-]+) (?:the|a|an|your|this|that|all|any|each|it|on|in|to)\b|"
    r"(?:note that|do not|don't|you|i|we|it|this|most|then) )",
    re.IGNORECASE,
)


def faults(text: str, form: Form, *, language: str) -> list[str]:
    """Return the faults of a text, a word for each. The English rules apply to English only."""
    found = _everywhere(text, form)
    return list(dict.fromkeys([*found, *(_in_english(text, form) if language.startswith("en") else ())]))


def _everywhere(text: str, form: Form) -> Iterator[str]:
    words = text.split()
    if not tokens(text):
        yield "empty"
        return
    longest = _LONGEST.get(form)
    parts = re.split(r"(?<=[.!?]) ", text)
    if longest and (max(len(part.split()) for part in parts) if form is Form.STEP else len(words)) > longest:
        yield "long"
    if not words[0][:1].isdigit() and words[0][:1].islower():
        yield "small first letter"
    if form in _HEADS:
        if _STOP.search(text) and not text.endswith("?"):
            yield "full stop"
        if ":" in text or ";" in text or ("," in text and form is Form.HEADING):
            yield "more than one thought"
    elif not _STOP.search(text):
        yield "no full stop"
    if form is Form.SENTENCE and _SENTENCE_END.search(text):
        yield "more than one sentence"


def _in_english(text: str, form: Form) -> Iterator[str]:
    words = tokens(text)
    if not words:
        return
    if form is not Form.LINE and _NARRATION.search(text):
        yield "narration"
    if form in _HEADS and words[-1] in _DANGLING:
        yield "cut off"
    if form in (Form.NAME, Form.TITLE) and len(words) < THIN_WORDS:
        yield "thin"
    if form is Form.HEADING and words[0] not in IMPERATIVES:
        yield "no command"
    if form is Form.STEP and not any(word in IMPERATIVES for word in words):
        yield "no command"
    if form not in _HEADS and _is_spliced(text):
        yield "comma for a full stop"


def _is_spliced(text: str) -> bool:
    for match in _SPLICE.finditer(text):
        before, after = text[: match.start()], text[match.end() :]
        # "when it is done, open the file", "first, open the file", and a list: "open settings, choose reports, set the range".
        if _BEFORE_COMMA.match(before) or after.count(",") > 1 or _ends_list(text, after):
            continue
        if match["verb"] is None or match["verb"].lower() in IMPERATIVES:
            return True
    return False


def _ends_list(text: str, after: str) -> bool:
    return text.count(",") > 1 and not {"and", "or"}.isdisjoint(tokens(after))


_BEFORE_COMMA = re.compile(
    r"(?:.*[.!?] )?(?:(?:when|if|once|after|before|as soon as|to|in|on|at|from|under)\b|"
    r"(?:first|second|third|next|then|now|finally|lastly|again|also|so|okay|ok|well|and|but)$)",
    re.IGNORECASE,
)
_HEADS = (Form.HEADING, Form.NAME, Form.TITLE)
_LONGEST: Mapping[Form, int] = {
    Form.HEADING: HEADING_WORDS,
    Form.NAME: NAME_WORDS,
    Form.TITLE: NAME_WORDS,
    Form.SENTENCE: SENTENCE_WORDS,
    Form.STEP: SENTENCE_WORDS,
    Form.LINE: LINE_WORDS,
}
