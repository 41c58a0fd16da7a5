"""What was said: the words of a transcript, asked for by phrase, number and address."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from clueso.domain.transcript import Segment
from clueso.domain.wording import comparable, tokens

_ADDRESS = re.compile(
    r"(?:https?|ftp|file|data|javascript|mailto):[^\s<>\"'`]+|\bwww\.[^\s<>\"'`]+|[\w.+-]+@[\w-]+\.[\w.-]+"
    r"|\b(?:[a-z0-9-]+\.)+(?:com|org|net|io|dev|app|ai|co|edu|gov|info|example|test|uk|de|fr|eu|us|xyz)\b(?:/[^\s<>\"'`]*)?",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"<[a-z/!?][^>]*>|!?\[[^\]]*\]\([^)]*\)|!\[|\]\(|&(?:#\w+|[a-z]+);", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_SPOKEN_SIGNS = {"dot", "slash", "colon", "at", "http", "https", "www", "dash", "hyphen", "underscore"}


def addresses(text: str) -> list[str]:
    """The URLs, domains and mail addresses in a text, without the punctuation that follows them."""
    return [match.rstrip(".,;:!?)]") for match in _ADDRESS.findall(text)]


def without_controls(text: str) -> str:
    """The text without characters that show nothing or turn the direction of what follows."""
    return _CONTROL.sub("", text)


class Said:
    """The words of some segments. `segment_ids` in a call narrows it to those, unknown ids passed over."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._segments = segments
        self._place = {segment.id: index for index, segment in enumerate(segments)}
        self._all = comparable(" ".join(segment.text for segment in segments))
        self._raw = " ".join(" ".join(segment.text for segment in segments).split())

    def holds(self, phrase: str, segment_ids: Iterable[str] | None = None) -> bool:
        """Whether the phrase was said word for word, in segments that follow each other."""
        wanted = comparable(phrase)
        if not wanted.strip():
            return False
        return any(wanted in stretch for stretch in self._stretches(segment_ids))

    def words(self, segment_ids: Iterable[str] | None = None) -> list[str]:
        return [token for stretch in self._stretches(segment_ids) for token in stretch.split()]

    def foreign_matter(self, text: str) -> Iterator[str]:
        """What no text about this recording should hold unless the speaker said it: addresses, markup,
        control characters; each in words."""
        for address in addresses(text):
            if not self._holds_address(address):
                yield f"the address {address}"
        for markup in _MARKUP.findall(" ".join(text.split())):
            if not self._holds_markup(markup):
                yield f"the markup {markup}"
        if _CONTROL.search(text):
            yield "a control character"

    def _holds_markup(self, markup: str) -> bool:
        """Whether the signs of the markup and its words stand in the transcript itself."""
        signs = set(re.sub(r"[\w\s]", "", markup))
        return signs <= set(self._raw) and (not tokens(markup) or self.holds(markup))

    def _holds_address(self, address: str) -> bool:
        spelled = [token for token in tokens(address) if token not in _SPOKEN_SIGNS]
        spoken = [token for token in self._all.split() if token not in _SPOKEN_SIGNS]
        return f" {' '.join(spelled)} " in f" {' '.join(spoken)} "

    def _stretches(self, segment_ids: Iterable[str] | None) -> Iterator[str]:
        if segment_ids is None:
            yield self._all
            return
        places = sorted({self._place[id_] for id_ in segment_ids if id_ in self._place})
        for _, run in groupby(enumerate(places), key=lambda pair: pair[1] - pair[0]):
            yield comparable(" ".join(self._segments[place].text for _, place in run))
