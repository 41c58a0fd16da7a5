"""Checks that a document contains only what its recording says: citations, times, quotes."""

from collections.abc import Collection, Iterator, Sequence

from clueso.domain.checking.said import Said
from clueso.domain.documents.kinds.body import Body, Illustrated, Part, Timed, Violation
from clueso.domain.documents.parts import Placed, heads, parts
from clueso.domain.documents.times import cited_span
from clueso.domain.transcript import Segment, Span
from clueso.domain.words.wording import tokens

QUOTE_MIN_TOKENS = 2
TEXT_MAX = 100_000
"""Most characters in one text of a part."""


def check(
    body: Body, segments: Sequence[Segment], *, within: Span, said: Said | None = None
) -> list[Violation]:
    """Return the violations in a body that was written from `segments`, a stretch `within` the recording.

    `within` is `Span(0, duration_ms)` for a whole transcript. `said` is `Said(segments)`, where the caller has
    it already.
    """
    rules = _Rules(segments, within, said or Said(segments), quotes=body.verbatim)
    found = [violation for placed in parts(body) for violation in rules.broken_by(placed)]
    found += [violation for pointer, text in heads(body) for violation in rules.foreign_in(pointer, text)]
    return [*found, *body.broken(within)]


class _Rules:
    """The rules for one part and one stretch of a transcript."""

    def __init__(
        self, segments: Sequence[Segment], within: Span, said: Said, *, quotes: Collection[str]
    ) -> None:
        self.said = said
        self._by_id = {segment.id: segment for segment in segments}
        self._within = within
        self._quotes = quotes

    def broken_by(self, placed: Placed[Part]) -> Iterator[Violation]:
        yield from self._citations(placed)
        if isinstance(placed.part, Timed):
            yield from self._times(placed.pointer, placed.part)
        if placed.member in self._quotes:
            yield from self._quote(placed)
        for pointer, text in placed.texts():
            if not text.strip():
                yield Violation(pointer, "it is empty")
            yield from self.foreign_in(pointer, text)

    def foreign_in(self, pointer: str, text: str) -> Iterator[Violation]:
        if len(text) > TEXT_MAX:
            yield Violation(pointer, "it is longer than anybody reads")
            return
        for foreign in self.said.foreign_matter(text):
            yield Violation(pointer, f"it has {foreign.what} that was never said", foreign.written)

    def _citations(self, placed: Placed[Part]) -> Iterator[Violation]:
        pointer = f"{placed.pointer}/segment_ids"
        if not placed.part.segment_ids:
            yield Violation(pointer, "it cites no segment")
        for index, id_ in enumerate(placed.part.segment_ids):
            if id_ not in self._by_id:
                yield Violation(f"{pointer}/{index}", f"segment {id_} is not in the transcript")

    def _times(self, pointer: str, part: Timed) -> Iterator[Violation]:
        if not self._within.start_ms <= part.start_ms <= part.end_ms <= self._within.end_ms:
            yield Violation(f"{pointer}/start_ms", "its times lie outside the recording")
        cited = cited_span(part.segment_ids, self._by_id, self._within)
        if part.start_ms > cited.end_ms or part.end_ms < cited.start_ms:
            yield Violation(f"{pointer}/start_ms", "its times lie outside the segments that it cites")
        if not part.may_cite_later and self._cites_later(part):
            yield Violation(f"{pointer}/segment_ids", "it cites segments that come after its end")
        picture = part.picture if isinstance(part, Illustrated) else None
        if picture and not 0 <= picture.at_ms <= self._within.end_ms:
            yield Violation(f"{pointer}/picture/at_ms", "its picture lies outside the recording")

    def _cites_later(self, part: Timed) -> bool:
        cited = (self._by_id[id_] for id_ in part.segment_ids if id_ in self._by_id)
        latest = max((segment.start_ms for segment in cited), default=0)
        return min(latest, self._within.end_ms - 1) >= part.end_ms

    def _quote(self, placed: Placed[Part]) -> Iterator[Violation]:
        for pointer, text in placed.texts():
            if len(tokens(text)) < QUOTE_MIN_TOKENS:
                yield Violation(pointer, "a single word is no quote")
            elif not self.said.holds(text, placed.part.segment_ids):
                if self.said.holds(text):
                    yield Violation(pointer, "it was said, but not in the segments that it cites")
                else:
                    detail = "it was not said in these words, or is torn from a denial"
                    yield Violation(pointer, detail, advice="quote word for word")
