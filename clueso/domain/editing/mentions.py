"""Mentions of speakers in documents. They are stored as references, so that a later name appears in them.

A reference is the speaker's id between two control characters, which no text of a person or a model can
contain.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping

from clueso.domain.documents.parts import B, rewritten
from clueso.domain.editing.speakers import Speakers
from clueso.domain.words.stopwords import stop_words

OPEN, CLOSE = "\x0e", "\x0f"
_REFERENCE = re.compile(f"{OPEN}([^{OPEN}{CLOSE}]+){CLOSE}")
_SIGNS = str.maketrans("", "", OPEN + CLOSE)
# A pattern that matches nothing.
_NOBODY = re.compile(r"(?!)")


def with_references(body: B, ids: Mapping[str, str], *, is_prose: bool) -> B:
    """Return a body with references to speakers in place of names: in owners, and in prose for whole names in
    the text. Quotes stay as spoken.

    `ids` maps the names that speakers have or had to their ids.
    """
    mention = _mention(filter(_is_telling, ids) if is_prose else ())

    def refer(pointer: str, text: str) -> str:
        # A text from outside must not hold our signs, which would make it a reference.
        text = text.translate(_SIGNS)
        if pointer.endswith("/owner"):
            return _reference(ids[text]) if text in ids else text
        if pointer.split("/")[1] in body.verbatim:
            return text
        return mention.sub(lambda match: _reference(ids[match[0]]), text)

    return rewritten(body, refer)


def with_names(body: B, speakers: Speakers) -> B:
    """Return the body with the present names of the speakers."""
    return rewritten(body, lambda _, text: _REFERENCE.sub(lambda match: speakers.shown(match[1]) or "", text))


def around_references(text: str, change: Callable[[str], str]) -> str:
    """Return a stored text with `change` applied to all of it but the references."""
    found, at = [], 0
    for match in _REFERENCE.finditer(text):
        found += [change(text[at : match.start()]), match[0]]
        at = match.end()
    return "".join([*found, change(text[at:])])


def with_kept_references(body: B, before: B, speakers: Speakers, ids: Mapping[str, str]) -> B:
    """Return a body that a person saved, with the references of `before` in every text that the person did
    not change.

    The text may show any name that the speaker had. Changed text stays as typed.
    """
    mention = _mention(ids)

    def same(text: str) -> str:
        """Return the text with references for all names of each speaker, so that texts with different names
        compare equal.
        """
        named = mention.sub(lambda match: _reference(ids[match[0]]), text)
        return _REFERENCE.sub(lambda match: _reference(_who(speakers, match[1])), named)

    kept: dict[str, str] = {}

    def keep(_: str, text: str) -> str:
        if _REFERENCE.search(text):
            # The first one wins: two texts that read the same may refer to different speakers.
            kept.setdefault(same(text), text)
        return text

    rewritten(before, keep)
    return rewritten(body, lambda _, text: kept.get(same(text), text)) if kept else body


def _who(speakers: Speakers, id_: str) -> str:
    speaker = speakers.get(id_)
    return speaker.id if speaker else id_


def _reference(id_: str) -> str:
    return f"{OPEN}{id_}{CLOSE}"


def _is_telling(name: str) -> bool:
    """Return whether a name can mean nothing else in a text, unlike "host" or "Will"."""
    has_no_capital = name == name.lower() != name.upper()
    return not has_no_capital and name.casefold() not in stop_words("en")


def _mention(names: Iterable[str]) -> re.Pattern[str]:
    # The longest first: "Ann" must not match within "Ann Lee".
    longest_first = sorted(names, key=len, reverse=True)
    return re.compile("|".join(map(_whole, longest_first))) if longest_first else _NOBODY


def _whole(name: str) -> str:
    """Return a pattern for the name as a whole word. Scripts without spaces have no word edges."""
    before = "" if _has_no_edge(name[0]) else r"(?<!\w)"
    after = "" if _has_no_edge(name[-1]) else r"(?!\w)"
    return before + re.escape(name) + after


def _has_no_edge(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) in "WF"
