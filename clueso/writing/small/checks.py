"""Decides whether a small model's answer may replace the text that it was asked about.

It may if it has fewer faults of form, says only what the cited segments say, in their order, and leaves out
nothing that must stay.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

from clueso.domain.checking.content import Spoken, content, forms
from clueso.domain.checking.heard import Heard
from clueso.domain.checking.numbers import values
from clueso.domain.checking.support import unsupported
from clueso.domain.transcript import Segment
from clueso.domain.words.wording import tokens
from clueso.writing.small.asks import POINT
from clueso.writing.small.form import Form, faults
from clueso.writing.small.questions import Question

WHOLE = frozenset({Form.STEP, Form.SENTENCE, Form.LINE})
"""Forms whose answer leaves nothing of the text out."""
ANNOUNCING = frozenset(
    "today show shows showing explain talk look video tutorial tour lesson recording welcome thank thanks summarize "
    "summarise recap sum first next finally going short simply basically actually okay".split()
)
"""Content words that only announce or connect: an answer may leave them out."""
LIMITING = frozenset(
    "if unless until only not no never without before after when once except or cannot".split()
)
"""Function words that change the meaning: an answer keeps each."""
JOINING = frozenset("and then the a an to of is are it that this you".split())
"""Function words that an answer may add."""
ARTICLES = frozenset("a an the".split())
PAIRS_SHARE = 0.8
"""Share of an answer's pairs of neighbouring words that must have been said side by side: a model that tears a
sentence apart and joins it anew says something else with the same words.
"""
HEADING_SHARE = 0.5
"""Share of the content words of a heading that an answer must keep."""


def tidied(text: str, form: Form) -> str:
    """Return an answer as its form is written: one line, without quotation marks around it."""
    text = " ".join(text.split()).strip("\"'\u201c\u201d ")
    if form in (Form.HEADING, Form.NAME, Form.TITLE):
        text = text.rstrip(".\u3002\u0964")
    return text[:1].upper() + text[1:]


def is_better(question: Question, answer: str, cited: Sequence[Segment], *, heard: Heard) -> bool:
    """Return whether a tidied answer may replace the text of a question."""
    language = heard.spoken
    before, after = (faults(text, question.form, language=language) for text in (question.now, answer))
    return (
        len(after) < len(before)
        and "thin" not in after
        and not _announces(question, answer)
        and not _is_telegram(question, answer)
        and _is_said(answer, cited, heard)
        and _is_one_piece(question, answer)
        and _adds_nothing(question, answer)
        and _keeps(question, answer, language)
        and (question.form in (Form.NAME, Form.TITLE) or _is_in_order(question, answer, language))
    )


def _announces(question: Question, answer: str) -> bool:
    """Return whether an answer makes a command of a word that only announced: "Summarize" of "To summarize"."""
    first = tokens(answer)[:1]
    return not ANNOUNCING.isdisjoint(first) and first != tokens(question.now)[:1]


def _is_said(answer: str, cited: Sequence[Segment], heard: Heard) -> bool:
    # Stricter than for a large model: every content word was spoken there.
    missing, total = Spoken([segment.text for segment in cited], heard.spoken).lacks(answer)
    return (
        bool(total) and not missing and unsupported(answer, cited, language=heard.spoken, heard=heard) is None
    )


def _is_one_piece(question: Question, answer: str) -> bool:
    """Return whether the words of an answer stand as they were shown: a heading in one run, the others nearly."""
    shown, written = tokens(question.shown), tokens(answer)
    if question.form in (Form.HEADING, Form.NAME):
        return f" {' '.join(written)} " in f" {' '.join(shown)} "
    pairs, said = list(pairwise(written)), set(pairwise(shown))
    return sum(pair in said for pair in pairs) >= PAIRS_SHARE * len(pairs)


def _is_telegram(question: Question, answer: str) -> bool:
    """Return whether a sentence lost an article: "set date range" of "set the date range"."""
    if question.form not in WHOLE:
        return False
    before: defaultdict[str, set[str]] = defaultdict(set)
    for one, word in pairwise(tokens(question.shown)):
        before[word].add(one)
    # A word that was never said without an article needs one.
    return any(
        before[word] and before[word] <= ARTICLES and one not in ARTICLES
        for one, word in pairwise(tokens(answer))
    )


def _adds_nothing(question: Question, answer: str) -> bool:
    """Return whether a sentence has no function words of the model's own, beside those that join."""
    added = set(tokens(answer)) - set(tokens(question.shown)) - JOINING
    return not added or question.form not in WHOLE or question.ask == POINT


def _keeps(question: Question, answer: str, language: str) -> bool:
    """Return whether an answer keeps what the text says: the verb of a command, the words of a sentence."""
    if question.ask == POINT:
        return True
    said, words = Spoken([answer], language), content(question.now, language)
    kept = [word for word in words if said.holds(word)]
    if question.form not in WHOLE:
        is_same = tokens(answer)[:1] == tokens(question.now)[:1] or not _commands(question, language)
        # Another verb is another step, and a phrase may only grow.
        least = (
            len(words)
            if "thin" in faults(question.now, question.form, language=language)
            else HEADING_SHARE * len(words)
        )
        return (question.form is not Form.HEADING or is_same) and len(kept) >= least
    lost = set(words) - set(kept) - ANNOUNCING
    return not lost and _limits(question.now, language) <= _limits(answer, language)


def _limits(text: str, language: str) -> Counter[object]:
    """Return the words and numbers of a text that must not be lost, with their counts."""
    words = tokens(text)
    return Counter[object](word for word in words if word in LIMITING) + Counter(values(words, language))


def _commands(question: Question, language: str) -> bool:
    return "no command" not in faults(question.now, question.form, language=language)


def _is_in_order(question: Question, answer: str, language: str) -> bool:
    """Return whether the content words of an answer stand in the text that was shown, in the same order."""
    shown = iter([forms(word) for word in content(question.shown, language)])
    return all(any(not said.isdisjoint(forms(word)) for said in shown) for word in content(answer, language))
