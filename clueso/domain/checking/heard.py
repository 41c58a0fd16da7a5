"""Decides whether a recording contains the claims of a text, in any spelling."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Any

from clueso.domain.checking.amounts import SaidAmounts, counting
from clueso.domain.checking.claims import Claim, Sort
from clueso.domain.checking.dates import SaidDates
from clueso.domain.checking.foreign import addresses, file_names
from clueso.domain.checking.number_words import COUNTED
from clueso.domain.checking.numbers import Value, digit_string, digits, spelled, values, was_said
from clueso.domain.checking.said import PARTS_KEPT, Joined, Said
from clueso.domain.checking.sounds import Sounds
from clueso.domain.transcript import Segment
from clueso.domain.words.wording import tokens

BESIDE = 3
"""Most tokens between the name of a street and its number: "number twelve of the Baker Street"."""

SPELLED_DIGITS = 5
"""Digits of a number that may be spoken one by one or in pairs, such as a part number: "eleven eight three
five". A shorter row of digits occurs by chance.
"""


class Heard:
    """All words of a recording, in the language `spoken`.

    `given` are the texts that a person gave the writer: a title, instructions, vocabulary. `seen` are the words
    on the screens beside each segment, by its id: they are evidence for names and labels, not for numbers.
    """

    def __init__(
        self,
        segments: Sequence[Segment],
        *,
        spoken: str,
        given: Iterable[str] = (),
        seen: Mapping[str, frozenset[str]] = MappingProxyType({}),
    ) -> None:
        self.spoken = spoken
        self.said = Said(segments)
        self.given = tuple(given)
        self.seen = seen
        self.compared: dict[Hashable, Any] = {}
        """Results of `supported_bodies`: the same text is compared in its section, after it and in the whole."""
        self._given = {_stem(token) for text in self.given for token in tokens(text)}
        speakers = dict.fromkeys(segment.speaker for segment in segments if segment.speaker)
        self._speakers = [token for speaker in speakers for token in tokens(speaker)]
        self._segments = segments
        self.everything = self._words([*self.said.words(), *self.seen_beside(seen)])
        self.cited = lru_cache(PARTS_KEPT)(
            lambda ids: self._words([*self.said.words(ids), *self.seen_beside(ids)])
        )

    def _words(self, said: list[str]) -> "HeardWords":
        return HeardWords([*said, *self._speakers], self)

    def seen_beside(self, ids: Iterable[str]) -> list[str]:
        """Return the words on the screens beside these segments, in alphabetical order."""
        return sorted(frozenset().union(*(self.seen.get(id_, frozenset()) for id_ in ids)))

    def is_invented(self, claim: Claim) -> bool:
        """Return whether a claim is certainly a fact without a source.

        Its sources are the recording, in any wording, and the texts that the person gave. Numbers and dates
        are only judged in a language whose number words are known. Names are only judged if the text is in
        the language of the recording: a translation may name things differently.
        """
        if not claim.is_certain or self.everything.holds(claim) or self.was_given(claim):
            return False
        if claim.sort is Sort.NAME:
            return claim.language[:2] == self.spoken[:2] and not self.sounds_alike(claim)
        return self.spoken[:2] in COUNTED or claim.sort in (Sort.ADDRESS, Sort.PHONE)

    def sounds_alike(self, claim: Claim) -> bool:
        """Return whether a name that was not spoken sounds like words that were."""
        return claim.sort is Sort.NAME and self._sounds.hold("".join(tokens(claim.text)))

    def was_given(self, claim: Claim) -> bool:
        """Return whether a person gave the writer all words of a claim."""
        words = [_stem(token) for token in tokens(claim.text)]
        return bool(words) and all(word in self._given for word in words)

    @cached_property
    def amounts(self) -> SaidAmounts:
        counted = [token for segment in self._segments for token in counting(segment.text)]
        return SaidAmounts(counted, self.spoken)

    @cached_property
    def _sounds(self) -> Sounds:
        return Sounds(self.said.words())


class HeardWords:
    """Spoken words, in the forms in which a writer may write them."""

    def __init__(self, words: list[str], heard: Heard) -> None:
        self._said = words
        self._heard = heard
        self._read: dict[int, frozenset[Value]] = {}

    def holds(self, claim: Claim) -> bool:
        match claim.sort:
            case Sort.ADDRESS:
                return self._holds_address(claim)
            case Sort.DATE:
                return claim.date is not None and self._dates.hold(claim.date)
            case Sort.PHONE:
                return "".join(filter(str.isdecimal, claim.text)) in self._digits
            case Sort.NUMBER:
                return self._holds_number(claim)
            case Sort.LABEL if not self._numbers(claim):
                return self._holds_phrase(claim.text) or self._holds_as_spelled(claim)
            case _:
                return self._holds_words(claim) or self._holds_as_spelled(claim)

    def _holds_number(self, claim: Claim) -> bool:
        means = set(claim.means)
        is_said = (
            was_said(claim.text, means, self._values)
            or self._holds_as_spelled(claim)
            or (len(claim.text) >= SPELLED_DIGITS and claim.text.isdecimal() and claim.text in self._digits)
        )
        return is_said and all(
            was_said(claim.text, means, beside) or (bool(beside) and _is_fraction(means))
            for beside in map(self._heard.amounts.said_with, claim.units)
        )

    def _holds_words(self, claim: Claim) -> bool:
        numbers = self._numbers(claim)
        in_words = {token for number in numbers for token in number.split()}
        words = (token for token in tokens(claim.text) if token not in in_words)
        return all(was_said(number, means, self._values) for number, means in numbers.items()) and all(
            _stem(word) in self._words for word in words
        )

    def _holds_address(self, claim: Claim) -> bool:
        """Return whether an address was spoken. For a street, its words must be spoken, with its number
        beside one of them.
        """
        if addresses(claim.text) or file_names(claim.text):
            return self._heard.said.holds_address(claim.text)
        numbers, listed = self._numbers(claim), tokens(claim.text)
        places = [place for token in set(listed) - numbers.keys() for place in self._places.get(token, ())]
        return self._holds_words(claim) and all(
            any(means & self._numbers_beside(place) for place in places) for means in numbers.values()
        )

    def _numbers_beside(self, place: int) -> frozenset[Value]:
        """Return the numbers spoken around a place. Cached, because many claims may ask for the same
        place.
        """
        if place not in self._read:
            around = self._said[max(0, place - BESIDE) : place + BESIDE + 1]
            self._read[place] = frozenset(values(around, self._heard.spoken))
        return self._read[place]

    def _holds_phrase(self, label: str) -> bool:
        return f" {' '.join(_stem(token) for token in tokens(label))} " in self._phrases

    def _holds_as_spelled(self, claim: Claim) -> bool:
        """Return whether the claim was spoken in other spacing: "p d f" for PDF, "git hub" for GitHub."""
        return self._joined.holds("".join(tokens(claim.text)))

    def _numbers(self, claim: Claim) -> dict[str, set[Value]]:
        return digits(claim.text) | spelled(claim.text, claim.language)

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        """The places of each token."""
        places: dict[str, list[int]] = defaultdict(list)
        for place, token in enumerate(self._said):
            places[token].append(place)
        return places

    @cached_property
    def _words(self) -> set[str]:
        return {_stem(token) for token in self._said}

    @cached_property
    def _phrases(self) -> str:
        return f" {' '.join(_stem(token) for token in self._said)} "

    @cached_property
    def _joined(self) -> Joined:
        return Joined(self._said)

    @cached_property
    def _values(self) -> set[Value]:
        return values(self._said, self._heard.spoken)

    @cached_property
    def _digits(self) -> str:
        return digit_string(self._said, self._heard.spoken)

    @cached_property
    def _dates(self) -> SaidDates:
        return SaidDates(self._said, self._heard.spoken)


def _is_fraction(means: set[Value]) -> bool:
    """Return whether a number is a fraction: so special that every occurrence means the same."""
    return any(isinstance(value, float) and value % 1 > 0 for value in means)


def _stem(token: str) -> str:
    return token[:-1] if len(token) > 3 and token.endswith("s") else token
