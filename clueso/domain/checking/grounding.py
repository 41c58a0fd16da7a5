"""Checks that a document says nothing that its recording does not: citations, times, quotes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from clueso.domain.checking.said import Said
from clueso.domain.documents import Body, DocumentKind
from clueso.domain.parts import TIMED, Part, heads, parts
from clueso.domain.times import cited_span
from clueso.domain.transcript import Segment, Span
from clueso.domain.words.wording import tokens

CHAPTER_MIN_MS = 10_000
"""The shortest chapter; video platforms ask for the same."""

QUOTE_MIN_TOKENS = 2
TEXT_MAX = 100_000
"""Characters in one text of a part."""


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that a body breaks: `pointer` (RFC 6901) to the place, `detail` in words for anybody; `found`,
    what does not belong there, and `advice` are for the one who mends it alone."""

    pointer: str
    detail: str
    found: str = ""
    advice: str = ""


def check(kind: DocumentKind, body: Body, segments: Sequence[Segment], *, within: Span) -> list[Violation]:
    """What is wrong with a body that was written from `segments`, a stretch `within` the recording.

    `within` is `Span(0, duration_ms)` for a whole transcript. The body has its schema's shape.
    """
    rules = _Rules(segments, within)
    found = [violation for part in parts(kind, body) for violation in rules.broken_by(part)]
    found += [violation for pointer, text in heads(body) for violation in rules.foreign_in(pointer, text)]
    if kind is DocumentKind.CHAPTERS:
        found += _chapters_broken(body, within)
    if kind is DocumentKind.SCRIPT:
        found += _lines_broken(body)
    return found


class _Rules:
    """The rules for one part, against one stretch of a transcript."""

    def __init__(self, segments: Sequence[Segment], within: Span) -> None:
        self.said = Said(segments)
        self._by_id = {segment.id: segment for segment in segments}
        self._within = within

    def broken_by(self, part: Part) -> Iterator[Violation]:
        yield from self._citations(part)
        if part.member in TIMED:
            yield from self._times(part)
        if part.member == "quotes":
            yield from self._quote(part)
        for pointer, text in part.texts():
            if not text.strip():
                yield Violation(pointer, "it is empty")
            yield from self.foreign_in(pointer, text)

    def foreign_in(self, pointer: str, text: str) -> Iterator[Violation]:
        if len(text) > TEXT_MAX:
            yield Violation(pointer, "it is longer than anybody reads")
            return
        for foreign in self.said.foreign_matter(text):
            yield Violation(pointer, f"it has {foreign.what} that was never said", foreign.written)

    def _citations(self, part: Part) -> Iterator[Violation]:
        if not part.segment_ids:
            yield Violation(f"{part.pointer}/segment_ids", "it cites no segment")
        for index, id_ in enumerate(part.segment_ids):
            if id_ not in self._by_id:
                yield Violation(
                    f"{part.pointer}/segment_ids/{index}", f"segment {id_} is not in the transcript"
                )

    def _times(self, part: Part) -> Iterator[Violation]:
        start_ms, end_ms = part.value["start_ms"], part.value["end_ms"]
        if not self._within.start_ms <= start_ms <= end_ms <= self._within.end_ms:
            yield Violation(f"{part.pointer}/start_ms", "its times lie outside the recording")
        cited = cited_span(part.segment_ids, self._by_id, self._within)
        if start_ms > cited.end_ms or end_ms < cited.start_ms:
            yield Violation(f"{part.pointer}/start_ms", "its times lie outside the segments that it cites")
        if part.member == "chapters" and self._cites_later(part):
            yield Violation(f"{part.pointer}/segment_ids", "it cites segments that come after its end")
        picture = part.value.get("picture")
        if picture and not 0 <= picture["at_ms"] <= self._within.end_ms:
            yield Violation(f"{part.pointer}/picture/at_ms", "its picture lies outside the recording")

    def _cites_later(self, chapter: Part) -> bool:
        cited = (self._by_id[id_] for id_ in chapter.segment_ids if id_ in self._by_id)
        latest = max((segment.start_ms for segment in cited), default=0)
        end_ms: int = chapter.value["end_ms"]
        return min(latest, self._within.end_ms - 1) >= end_ms

    def _quote(self, part: Part) -> Iterator[Violation]:
        text = part.value["text"]
        if len(tokens(text)) < QUOTE_MIN_TOKENS:
            yield Violation(f"{part.pointer}/text", "a single word is no quote")
            return
        if self.said.holds(text, part.segment_ids):
            return
        pointer = f"{part.pointer}/text"
        if self.said.holds(text):
            yield Violation(pointer, "it was said, but not in the segments that it cites")
        else:
            detail = "it was not said in these words, or is torn from a denial"
            yield Violation(pointer, detail, advice="quote word for word")


def _chapters_broken(body: Body, within: Span) -> Iterator[Violation]:
    chapters = body["chapters"]
    if chapters and chapters[0]["start_ms"] != within.start_ms:
        yield Violation("/chapters/0/start_ms", "the first chapter does not begin at the beginning")
    for index, (before, chapter) in enumerate(pairwise(chapters), start=1):
        if chapter["start_ms"] <= before["start_ms"]:
            yield Violation(f"/chapters/{index}/start_ms", "it begins no later than the chapter before it")
        elif chapter["start_ms"] < before["end_ms"]:
            yield Violation(f"/chapters/{index}/start_ms", "it overlaps the chapter before it")
    if len(chapters) < 2:
        return
    for index, chapter in enumerate(chapters):
        if 0 <= chapter["end_ms"] - chapter["start_ms"] < CHAPTER_MIN_MS:
            detail = "it is shorter than 10 seconds"
            yield Violation(f"/chapters/{index}", detail, advice="join it to its neighbour")


def _lines_broken(body: Body) -> Iterator[Violation]:
    for index, (before, line) in enumerate(pairwise(body["lines"]), start=1):
        if line["start_ms"] < before["start_ms"]:
            yield Violation(f"/lines/{index}/start_ms", "it begins before the line before it")
