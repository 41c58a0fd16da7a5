"""Support for a whole document: which of its texts the cited segments do not say, and where they are said."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from clueso.domain.checking.content import Spoken
from clueso.domain.checking.heard import Heard
from clueso.domain.checking.resting import resting_on
from clueso.domain.checking.support import Lack, unsupported
from clueso.domain.documents.kinds.body import TITLES, Body, Illustrated, Part, Timed, Violation
from clueso.domain.documents.parts import B, Placed, head_sources, heads, parts, with_parts
from clueso.domain.transcript import Segment

NEIGHBOURS = 3
"""Segments on each side of a citation among which the right one is looked for."""
CLEARER = 0.3
"""How much more of a step's words another citation must hold, if the step's own one holds enough of them."""
TELLING = 2
"""Content words of a heading that alone tell which segment a step rests on."""
CHAPTER_LOOKED_AT = 200
"""Segments of a chapter among which those that support it are looked for."""


class Support:
    """What the texts of a document in `language` are compared with: `segments` of a `heard` recording."""

    def __init__(self, segments: Sequence[Segment], heard: Heard, *, language: str) -> None:
        self.segments = segments
        self.heard = heard
        self.language = language
        self._place = {segment.id: place for place, segment in enumerate(segments)}

    @property
    def is_translated(self) -> bool:
        return self.language[:2] != self.heard.spoken[:2]

    def lacks(self, body: Body) -> Iterator[Violation]:
        """Yield the texts that are not supported, in reading order. A part with an unknown citation and a
        quote have checks of their own. A head without a citation may rest on the whole.
        """
        cited = head_sources(body)
        for pointer, text in heads(body):
            if lack := self.lack(text, self.named(cited[pointer]) or self.segments):
                yield Violation(pointer, lack.detail, lack.found)
        for placed in compared(body):
            if self._places(placed.part):
                for pointer, text in texts_of(placed):
                    if lack := self.lack(text, self.cited(placed.part), place_of(placed, pointer)):
                        yield Violation(pointer, lack.detail, lack.found)

    def lack(self, text: str, cited: Sequence[Segment], place: str = "") -> Lack | None:
        """Return why these segments do not support a text, None if they do."""
        compared = self.heard.compared
        known = (text, tuple(segment.id for segment in cited), place, self.language)
        if known not in compared:
            compared[known] = unsupported(text, cited, language=self.language, place=place, heard=self.heard)
        lack: Lack | None = compared[known]
        return lack

    def cited(self, part: Part) -> list[Segment]:
        """Return the segments that a part cites, those that exist."""
        return self.named(part.segment_ids)

    def named(self, ids: Iterable[str]) -> list[Segment]:
        """Return the segments with these ids, those that exist."""
        return [self.segments[self._place[id_]] for id_ in ids if id_ in self._place]

    def resting(self, text: str) -> tuple[str, ...]:
        """Return the ids of the few segments that support a text; none if it needs more, or is translated."""
        found = () if self.is_translated else resting_on(text, self.segments, self.language)
        return found if found and not self.lack(text, self.named(found)) else ()

    def recited(self, body: B) -> B:
        """Return the body with each part that cites its neighbour citing what it rests on, where that is
        clear.
        """
        if self.is_translated:
            return body
        better = {
            placed.part: self._with(placed.part, found)
            for placed in compared(body)
            if (places := self._places(placed.part)) and (found := self._better(placed, places))
        }
        return with_parts(body, lambda part: better.get(part, part)) if better else body

    def _places(self, part: Part) -> list[int]:
        """Return the places of the cited segments; none if one of them does not exist."""
        if not all(id_ in self._place for id_ in part.segment_ids):
            return []
        return sorted({self._place[id_] for id_ in part.segment_ids})

    def _with(self, part: Part, places: Sequence[int]) -> Part:
        return replace(part, segment_ids=tuple(self.segments[place].id for place in places))

    def _better(self, placed: Placed[Part], places: list[int]) -> list[int] | None:
        """Return the places of a better citation, None if there is none."""
        stands = self._stands(placed, places)
        if stands and not isinstance(placed.part, Illustrated):
            return None
        least = self._share(placed, places) + (CLEARER if stands else 0)
        found = [
            (share, candidate)
            for candidate in self._candidates(placed.part, places)
            if (share := self._share(placed, candidate)) >= least and self._stands(placed, candidate)
        ]
        # Of equals the first, which is the nearest.
        if found:
            return max(found, key=lambda pair: pair[0])[1]
        return None if stands else self._by_title(placed, places)

    def _by_title(self, placed: Placed[Part], places: list[int]) -> list[int] | None:
        """Return where every word of a step's heading was said, if its own citation does not say the heading:
        then the step is that one, and only its text is wrong.
        """
        title = next((text for pointer, text in texts_of(placed) if pointer.rpartition("/")[2] in TITLES), "")
        if not isinstance(placed.part, Illustrated) or not self._lack_at(title, places):
            return None
        return next(
            (found for found in self._candidates(placed.part, places) if self._says_all(title, found)), None
        )

    def _lack_at(self, text: str, places: Sequence[int]) -> Lack | None:
        return self.lack(text, [self.segments[place] for place in places])

    def _says_all(self, text: str, places: Sequence[int]) -> bool:
        missing, total = Spoken((self.segments[place].text for place in places), self.language).lacks(text)
        return total >= TELLING and not missing and not self._lack_at(text, places)

    def _candidates(self, part: Part, places: list[int]) -> Iterator[list[int]]:
        """Yield other citations, the nearest first."""
        if isinstance(part, Timed) and not part.may_cite_later:
            # A chapter begins with the first segment that it cites, which therefore stays.
            first = places[0]
            inside = range(first + 1, min(len(self.segments), first + CHAPTER_LOOKED_AT))
            yield from (
                sorted({*places, place}) for place in inside if self.segments[place].start_ms < part.end_ms
            )
            return
        for by in range(1, NEIGHBOURS + 1):
            for moved in ([place + by for place in places], [place - by for place in places]):
                if moved[0] >= 0 and moved[-1] < len(self.segments):
                    yield moved
        if places[-1] + 1 < len(self.segments):
            yield [*places, places[-1] + 1]
        if places[0]:
            yield [places[0] - 1, *places]

    def _stands(self, placed: Placed[Part], places: Sequence[int]) -> bool:
        cited = [self.segments[place] for place in places]
        return not any(self.lack(text, cited, place_of(placed, pointer)) for pointer, text in _needed(placed))

    def _share(self, placed: Placed[Part], places: Sequence[int]) -> float:
        """Return the share of a part's content words in the segments at these places."""
        said = Spoken((self.segments[place].text for place in places), self.language)
        missing, total = said.lacks(" ".join(text for _, text in _needed(placed)))
        return 1 - len(missing) / total if total else 1.0


def compared(body: Body) -> Iterator[Placed[Part]]:
    """Yield the parts whose texts are compared with what they cite: all but the quotes."""
    return (placed for placed in parts(body) if placed.member not in body.verbatim)


def texts_of(placed: Placed[Part]) -> Iterator[tuple[str, str]]:
    """Yield the texts of a part with their pointers, without the name of a person, which has its own check."""
    person = f"{placed.pointer}/{placed.part.person}"
    return ((pointer, text) for pointer, text in placed.texts() if pointer != person)


def _needed(placed: Placed[Part]) -> Iterator[tuple[str, str]]:
    """Yield the texts by which the right citation is known: an invented result stands nowhere."""
    return ((pointer, text) for pointer, text in texts_of(placed) if not may_lack(placed, pointer))


def may_lack(placed: Placed[Part], pointer: str) -> bool:
    """Return whether a part stands without this text, as a step does without its result."""
    return pointer.rpartition("/")[2] in placed.part.may_lack


def place_of(placed: Placed[Part], pointer: str) -> str:
    """Return what a text is for, in the words of `support`: the field for a part's text, else its list."""
    name = pointer.rpartition("/")[2]
    return name if name in placed.part.may_lack else placed.member
