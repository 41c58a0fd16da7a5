"""The figures of a recording's documents, measured against its script."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from clueso.domain.captions import cues
from clueso.domain.checking import grounding
from clueso.domain.documents.documents import DocumentKind
from clueso.domain.documents.parts import parts
from clueso.domain.documents.times import cited_span
from clueso.domain.pages.markdown import render
from clueso.domain.ports.writer import Draft
from clueso.domain.transcript import Segment, Span
from clueso.domain.words.wording import tokens
from scripts.supported import supported

PICTURE_WORDS = frozenset({"picture", "pictures", "screenshot", "screenshots"})
LISTED = {
    "prerequisite": (DocumentKind.GUIDE, "prerequisites"),
    "aside": (DocumentKind.GUIDE, "troubleshooting"),
    "decision": (DocumentKind.SUMMARY, "decisions"),
    "action_item": (DocumentKind.SUMMARY, "action_items"),
}
"""For each mark of a stretch, the kind of document and the list in its body that should contain it."""

Stretch = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and its bound."""

    name: str
    value: float
    bound: float
    is_lower_bound: bool = True
    unit: str = ""

    @property
    def holds(self) -> bool:
        return self.value >= self.bound if self.is_lower_bound else self.value <= self.bound

    def __str__(self) -> str:
        sign = "≥" if self.is_lower_bound else "≤"
        state = "ok" if self.holds else "BROKEN"
        return f"  {self.name:<48} {self.value:>8.3g} {self.unit:<3} ({sign} {self.bound:g}) {state}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The pipeline's results for a sample, and the script of the sample.

    `pictures` is the number of pictures taken for the guide, None without video. `given` are texts that the
    writer got beside the segments.
    """

    script: list[Stretch]
    segments: tuple[Segment, ...]
    duration_ms: int
    drafts: dict[DocumentKind, Draft]
    pictures: int | None
    given: tuple[str, ...] = ()

    def body(self, kind: DocumentKind) -> dict[str, Any]:
        return self.drafts[kind].body.to_json()

    def stretch_of(self, span: Span) -> int:
        """Return the index of the stretch with the longest overlap with a span."""

        def overlap_ms(number: int) -> int:
            stretch = self.script[number]
            return int(min(span.end_ms, stretch["end_ms"]) - max(span.start_ms, stretch["start_ms"]))

        return max(range(len(self.script)), key=overlap_ms)

    def topic_starts(self) -> list[int]:
        """Return the start of each topic in ms.

        Neighbouring stretches with the same heading are one topic.
        """
        return [0] + [
            here["start_ms"] for last, here in pairwise(self.script) if here["heading"] != last["heading"]
        ]


def figures(outcome: Outcome) -> Iterator[Figure]:
    """Yield the figures that apply to a sample, each with its threshold."""
    spoken = tokens(" ".join(stretch["text"] for stretch in outcome.script))
    heard = tokens(" ".join(segment.text for segment in outcome.segments))
    yield Figure("word error rate", distance(spoken, heard) / len(spoken), 0.35, is_lower_bound=False)
    yield Figure("grounded share of parts", grounded_share(outcome), 1)
    yield Figure("coverage", coverage(outcome), 1)
    yield from support_figures(outcome)
    if any(stretch.get("step") for stretch in outcome.script):
        yield from step_figures(outcome)
    else:
        guides = int(DocumentKind.GUIDE in outcome.drafts)
        yield Figure("guides where nobody instructs", guides, 0, is_lower_bound=False)
    if DocumentKind.GUIDE in outcome.drafts:
        yield from picture_figures(outcome)
    for mark in LISTED:
        yield from listed_figures(outcome, mark)
    yield from chapter_figures(outcome)
    broken = cues.check(cues.shape(outcome.segments))
    yield Figure("caption rule violations", len(broken), 0, is_lower_bound=False)


def grounded_share(outcome: Outcome) -> float:
    within = Span(0, outcome.duration_ms)
    total = sound = 0
    for draft in outcome.drafts.values():
        broken = grounding.check(draft.body, outcome.segments, within=within)
        for part in parts(draft.body):
            total += 1
            sound += not any(f"{violation.pointer}/".startswith(f"{part.pointer}/") for violation in broken)
    return sound / total


def support_figures(outcome: Outcome) -> Iterator[Figure]:
    """Yield the share of each document's texts that the cited segments support."""
    for kind, draft in outcome.drafts.items():
        share = supported(draft.body, outcome.segments, given=outcome.given).share
        yield Figure(f"supported share of the {kind.value}", share, 1)


def coverage(outcome: Outcome) -> float:
    """Return the lowest coverage of the documents: the share of segments that the writer read."""
    told = [draft.coverage for draft in outcome.drafts.values()]
    return min(one.segments_read / one.segments_total for one in told)


def step_figures(outcome: Outcome) -> Iterator[Figure]:
    known = {number for number, stretch in enumerate(outcome.script) if stretch.get("step")}
    found = [number for number in map(outcome.stretch_of, _step_spans(outcome)) if number in known]
    yield Figure("steps of the script that the guide has", len(set(found)) / len(known), 0.8)
    in_order = sum(before <= after for before, after in pairwise(found))
    yield Figure("pairs of steps in order", in_order / (len(found) - 1) if len(found) > 1 else 1, 1)


def picture_figures(outcome: Outcome) -> Iterator[Figure]:
    """Yield the share of the guide's pictures that lie within their slide, and the share that was taken.

    Without video, count the pictures, and the words about pictures that nobody said; both must be 0.
    """
    steps = outcome.body(DocumentKind.GUIDE)["steps"]
    if outcome.pictures is None:
        said = set(tokens(" ".join(segment.text for segment in outcome.segments)))
        told = tokens(render(outcome.drafts[DocumentKind.GUIDE].body, title=""))
        spoken_of = sum(word in PICTURE_WORDS - said for word in told)
        shown = sum(step["picture"] is not None for step in steps)
        yield Figure("pictures where there is no video", shown + spoken_of, 0, is_lower_bound=False)
        return
    slides = [outcome.script[outcome.stretch_of(span)] for span in _step_spans(outcome)]
    within = sum(
        slide["start_ms"] <= step["picture"]["at_ms"] < slide["end_ms"]
        for slide, step in zip(slides, steps, strict=True)
    )
    yield Figure("pictures within their slide", within / len(steps), 1)
    yield Figure("pictures taken of those asked for", outcome.pictures / len(steps), 1)


def _step_spans(outcome: Outcome) -> list[Span]:
    if DocumentKind.GUIDE not in outcome.drafts:
        return []
    return [Span(step["start_ms"], step["end_ms"]) for step in outcome.body(DocumentKind.GUIDE)["steps"]]


def listed_figures(outcome: Outcome, mark: str) -> Iterator[Figure]:
    """Yield recall and precision of the list that a document has for a mark.

    Recall is the share of the marked stretches in it, precision the share of its entries with the mark.
    """
    kind, member = LISTED[mark]
    by_id = {segment.id: segment for segment in outcome.segments}
    within = Span(0, outcome.duration_ms)
    listed = [part["segment_ids"] for part in outcome.body(kind)[member]] if kind in outcome.drafts else []
    found = [outcome.stretch_of(cited_span(ids, by_id, within)) for ids in listed]
    known = {number for number, stretch in enumerate(outcome.script) if stretch.get(mark)}
    name = member.replace("_", " ")
    if known:
        yield Figure(f"{name} of the script that are found", len(known & set(found)) / len(known), 0.8)
    if found:
        right = sum(number in known for number in found) / len(found)
        yield Figure(f"{name} found that are in the script", right, 0.8)


def chapter_figures(outcome: Outcome) -> Iterator[Figure]:
    """Yield the mean distance from each chapter to the nearest topic.

    Where a topic has more than one stretch, also yield the one from each topic to the nearest chapter.
    """
    begun = [chapter["start_ms"] for chapter in outcome.body(DocumentKind.CHAPTERS)["chapters"]]
    known = outcome.topic_starts()
    yield _distance_s("mean distance of chapter boundaries", begun[1:], known)
    if len(known) < len(outcome.script):
        yield _distance_s("mean distance of topics to a chapter", known[1:], begun)


def _distance_s(name: str, starts: Sequence[int], others: Sequence[int]) -> Figure:
    far = [min(abs(start - other) for other in others) for start in starts]
    mean_s = sum(far) / len(far) / 1000 if far else 0.0
    return Figure(name, mean_s, 3, is_lower_bound=False, unit="s")


def distance(expected: Sequence[str], found: Sequence[str]) -> int:
    """Return the Levenshtein distance, counted in words."""
    row = list(range(len(found) + 1))
    for count, word in enumerate(expected, 1):
        before, row = row, [count]
        for index, other in enumerate(found):
            row.append(min(before[index + 1] + 1, row[index] + 1, before[index] + (word != other)))
    return row[-1]
