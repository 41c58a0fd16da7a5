"""The spoken words of a transcript. Finds phrases and addresses in them."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, groupby

from clueso.domain.checking.foreign import addresses, markup
from clueso.domain.transcript import Segment
from clueso.domain.words.plain import without_invisible
from clueso.domain.words.wording import tokens, verbatim

PARTS_KEPT = 16
"""Number of cached combinations of segments: parts often cite the same ones."""
_SPOKEN_SIGNS = frozenset("dot slash colon at http https www dash hyphen underscore point".split())
_PORT = re.compile(r":\d+(?=/|$)")
_NEGATIONS = frozenset(
    "not never cannot cant dont doesnt didnt wont wouldnt isnt arent wasnt werent shouldnt couldnt mustnt hasnt "
    "havent hadnt neednt nicht nie niemals kein keine keinen keinem keiner jamais nunca nem ni".split()
)
_LAST_WORD = re.compile(r"(?<![A-Za-z])[A-Za-z]++(?=[\"'\u2019\u201d)]*[.!?\u2026;:\u3002\uff01\uff1f])")


@dataclass(frozen=True, slots=True)
class Foreign:
    """Text that was never spoken: `what` is its kind in words, `written` is the text itself."""

    what: str
    written: str


class Said:
    """The words of some segments. `segment_ids` in a call narrows them; unknown ids are ignored."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._place = {segment.id: index for index, segment in enumerate(segments)}
        self._tokens = [tokens(segment.text) for segment in segments]
        self._verbatim = [verbatim(segment.text) for segment in segments]
        self._masked = [verbatim(_without_last_words(segment.text)) for segment in segments]
        # Markup is compared without spaces, because a recogniser does not write them as a model does.
        self._raw = _squeezed(" ".join(segment.text for segment in segments))
        self._addressed = Joined(
            token for spoken in self._tokens for token in spoken if token not in _SPOKEN_SIGNS
        )
        self._everything = self._stretch(range(len(segments)))
        self._stretches = lru_cache(PARTS_KEPT)(self._stretches_of)

    def holds(self, phrase: str, segment_ids: Iterable[str] | None = None) -> bool:
        """Return whether the phrase was said word for word, with its numbers and signs, in consecutive
        segments.

        The end of a denial does not count ("close it" of "do not close it").
        """
        wanted = verbatim(phrase)
        if not any(token[0].isalnum() for token in wanted):
            return False
        if segment_ids is None:
            return self._everything.holds(wanted)
        return any(stretch.holds(wanted) for stretch in self._stretches(tuple(segment_ids)))

    def words(self, segment_ids: Iterable[str] | None = None) -> list[str]:
        if segment_ids is None:
            return [token for said in self._tokens for token in said]
        return [token for place in self._places(segment_ids) for token in self._tokens[place]]

    def holds_address(self, address: str) -> bool:
        """Return whether an address was spoken, with or without its dots and slashes."""
        spelled = [token for token in tokens(_PORT.sub("", address)) if token not in _SPOKEN_SIGNS]
        if not spelled:  # such as "http://", which names no host
            return _squeezed(address) in self._raw
        return self._addressed.holds("".join(spelled))

    def foreign_matter(self, text: str) -> Iterator[Foreign]:
        """Yield addresses, markup and invisible characters that were never spoken. No text about this
        recording may contain them.
        """
        for address in addresses(text):
            if not self.holds_address(address):
                yield Foreign("an address", address)
        for found in markup(text):
            if _squeezed(found) not in self._raw:
                yield Foreign("markup", found)
        if without_invisible(text) != text:
            yield Foreign("an invisible character", "")

    def redacted(self, text: str) -> str:
        """Return the text with an ellipsis in place of unspoken addresses and markup."""
        for foreign in self.foreign_matter(text):
            text = text.replace(foreign.written, "\u2026") if foreign.written else without_invisible(text)
        return "" if any(self.foreign_matter(text)) else text

    def _places(self, segment_ids: Iterable[str]) -> list[int]:
        return sorted({self._place[id_] for id_ in segment_ids if id_ in self._place})

    def _stretches_of(self, segment_ids: tuple[str, ...]) -> "list[_Stretch]":
        # Consecutive places have the same difference to their index.
        runs = groupby(enumerate(self._places(segment_ids)), key=lambda pair: pair[1] - pair[0])
        return [self._stretch([place for _, place in run]) for _, run in runs]

    def _stretch(self, places: Sequence[int]) -> "_Stretch":
        return _Stretch(
            _spaced(token for place in places for token in self._verbatim[place]),
            [token for place in places for token in self._masked[place]],
        )


class Joined:
    """Tokens joined without spaces. Finds whole tokens in any spacing: "git hub" as GitHub."""

    def __init__(self, said: Iterable[str]) -> None:
        listed = list(said)
        self._text = "".join(listed)
        self._edges = {0, *accumulate(map(len, listed))}

    def holds(self, squeezed: str) -> bool:
        at = self._text.find(squeezed) if squeezed else -1
        while at >= 0:
            # Only whole tokens count: "hub" is not in "github".
            if at in self._edges and at + len(squeezed) in self._edges:
                return True
            at = self._text.find(squeezed, at + 1)
        return False


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Consecutive spoken words: the tokens with spaces around them, and the tokens with the last word of each
    sentence masked.

    The mask is needed because a denial at the end of a sentence does not deny the next one.
    """

    text: str
    masked: list[str]

    def holds(self, wanted: Sequence[str]) -> bool:
        """Return whether the phrase occurs without a denial right before it."""
        phrase = _spaced(wanted)
        at = self.text.find(phrase)
        before = counted = 0
        while at >= 0:
            # The number of spaces before a place is the number of tokens before it.
            before, counted = before + self.text.count(" ", counted, at), at
            if not before or self.masked[before - 1] not in _NEGATIONS:
                return True
            at = self.text.find(phrase, at + 1)
        return False


def _without_last_words(text: str) -> str:
    return _LAST_WORD.sub(lambda match: "x" * len(match[0]), text)


def _spaced(words: Iterable[str]) -> str:
    return f" {' '.join(words)} "


def _squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
