"""How good the documents are, in figures: the samples whose script is known, through the real pieces.

    python -m scripts.eval

A sample is `samples/<name>.mp4` with `<name>.json` beside it: its slides in order, each with `heading`,
`step` (whether the reader does something there), `start_ms`, `end_ms` and the `text` that is spoken.
Exit status 1 when a figure is beyond its threshold.
"""

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from clueso.config import Settings
from clueso.domain import cues, grounding
from clueso.domain.documents import DocumentKind
from clueso.domain.hallucination import clean
from clueso.domain.parts import parts
from clueso.domain.ports import Draft, Hints, Reply, WritingTask
from clueso.domain.transcript import Segment, Span
from clueso.domain.wording import tokens
from clueso.toolbox import Toolbox

SAMPLES = Path(__file__).parents[1] / "samples"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and the bound that it must keep."""

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
        return f"  {self.name:<44} {self.value:>8.3g} {self.unit:<3} ({sign} {self.bound:g}) {state}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the pieces made of a sample, and what is known of it."""

    slides: list[dict[str, Any]]
    segments: tuple[Segment, ...]
    duration_ms: int
    drafts: dict[DocumentKind, Draft]
    pictures: int


class Quiet:
    """A Watch over work that nobody stops."""

    def __init__(self) -> None:
        self._readable, self._open_end = os.pipe()

    def check(self) -> None:
        return None

    def fileno(self) -> int:
        return self._readable

    def progress(self, fraction: float) -> None:
        del fraction


class NoLedger:
    """A ledger for writers that cost nothing."""

    def paid(self, part: str, prompt: str, model: str, send: Callable[[str], Reply]) -> Reply:
        raise AssertionError(f"{model} was to be paid for {part}: {prompt[:80]} ({send})")


def made(sample: Path, tools: Toolbox, folder: Path) -> Outcome:
    """Listen to a sample and write every kind of document about it."""
    watch = Quiet()
    info = tools.media.probe(sample, watch)
    chunks = tools.media.extract(sample, folder, watch)
    heard: list[Segment] = []
    for chunk in chunks:
        speech = [Span(span.start_ms - chunk.start_ms, span.end_ms - chunk.start_ms) for span in chunk.speech]
        found = tools.transcriber.transcribe(chunk.path, speech, Hints(language="en"), watch)
        heard += [_placed(segment, chunk.number, chunk.start_ms) for segment in found.segments]
    kept, _ = clean(heard, [span for chunk in chunks for span in chunk.speech])
    segments = tuple(kept)
    drafts = {}
    for kind in DocumentKind:
        task = WritingTask(kind, segments, "en", sample.stem, info.duration_ms, info.has_video)
        drafts[kind] = tools.writer.write(task, NoLedger(), watch)
    moments = [step["picture"]["at_ms"] for step in drafts[DocumentKind.GUIDE].body["steps"]]
    taken = tools.media.pictures(sample, moments, folder, watch)
    slides = json.loads(sample.with_suffix(".json").read_text())
    return Outcome(slides, segments, info.duration_ms, drafts, len(taken))


def _placed(segment: Segment, chunk: int, start_ms: int) -> Segment:
    words = tuple(
        replace(word, start_ms=word.start_ms + start_ms, end_ms=word.end_ms + start_ms)
        for word in segment.words
    )
    return replace(
        segment,
        id=f"s{chunk}-{segment.id}",
        start_ms=segment.start_ms + start_ms,
        end_ms=segment.end_ms + start_ms,
        words=words,
    )


def figures(outcome: Outcome) -> Iterator[Figure]:
    """The figures of a sample, each with its threshold."""
    spoken = tokens(" ".join(slide["text"] for slide in outcome.slides))
    heard = tokens(" ".join(segment.text for segment in outcome.segments))
    yield Figure("word error rate", distance(spoken, heard) / len(spoken), 0.35, is_lower_bound=False)
    yield Figure("grounded share of parts", grounded_share(outcome), 1)
    yield Figure("coverage", coverage(outcome), 1)
    yield from guide_figures(outcome)
    yield Figure(
        "mean distance of chapter boundaries", boundary_distance_s(outcome), 3, is_lower_bound=False, unit="s"
    )
    broken = cues.check(cues.shape(outcome.segments))
    yield Figure("caption rule violations", len(broken), 0, is_lower_bound=False)


def grounded_share(outcome: Outcome) -> float:
    within = Span(0, outcome.duration_ms)
    total = sound = 0
    for kind, draft in outcome.drafts.items():
        broken = grounding.check(kind, draft.body, outcome.segments, within=within)
        for part in parts(kind, draft.body):
            total += 1
            sound += not any(f"{violation.pointer}/".startswith(f"{part.pointer}/") for violation in broken)
    return sound / total


def coverage(outcome: Outcome) -> float:
    """The lowest of all documents."""
    told = [draft.coverage for draft in outcome.drafts.values()]
    return min(one.segments_read / one.segments_total for one in told)


def guide_figures(outcome: Outcome) -> Iterator[Figure]:
    steps = outcome.drafts[DocumentKind.GUIDE].body["steps"]
    matched = [(slide_of(step, outcome.slides), step) for step in steps]
    known = [number for number, slide in enumerate(outcome.slides) if slide["step"]]
    found = [number for number, _ in matched if number in known]
    recall = len(set(found)) / len(known)
    yield Figure("steps of the script that the guide has", recall, 0.8)
    in_order = sum(before <= after for before, after in pairwise(found))
    yield Figure("pairs of steps in order", in_order / (len(found) - 1) if len(found) > 1 else 1, 1)
    within = sum(
        outcome.slides[number]["start_ms"] <= step["picture"]["at_ms"] < outcome.slides[number]["end_ms"]
        for number, step in matched
    )
    yield Figure("pictures within their slide", within / len(matched), 1)
    yield Figure("pictures taken of those asked for", outcome.pictures / len(steps), 1)


def slide_of(step: dict[str, Any], slides: list[dict[str, Any]]) -> int:
    """The number of the slide during which most of the step is spoken."""

    def overlap_ms(number: int) -> int:
        slide = slides[number]
        return int(min(step["end_ms"], slide["end_ms"]) - max(step["start_ms"], slide["start_ms"]))

    return max(range(len(slides)), key=overlap_ms)


def boundary_distance_s(outcome: Outcome) -> float:
    """From each chapter's beginning but the first to the nearest beginning of a slide, on average."""
    begun = [chapter["start_ms"] for chapter in outcome.drafts[DocumentKind.CHAPTERS].body["chapters"][1:]]
    known = [slide["start_ms"] for slide in outcome.slides]
    far = [min(abs(start - other) for other in known) for start in begun]
    return sum(far) / len(far) / 1000 if far else 0.0


def distance(expected: list[str], found: list[str]) -> int:
    """Levenshtein's, over words."""
    row = list(range(len(found) + 1))
    for count, word in enumerate(expected, 1):
        before, row = row, [count]
        for index, other in enumerate(found):
            row.append(min(before[index + 1] + 1, row[index] + 1, before[index] + (word != other)))
    return row[-1]


def main() -> int:
    holds = True
    for sample in sorted(path for path in SAMPLES.glob("*.mp4") if path.with_suffix(".json").exists()):
        with tempfile.TemporaryDirectory(prefix="clueso-eval-") as name:
            env = {"DATA_DIR": name, "TRANSCRIBER": "sphinx", "WRITER": "extractive"}
            outcome = made(sample, Toolbox(Settings.from_env(env)), Path(name))
        print(f"{sample.name}: {len(outcome.slides)} slides, {len(outcome.segments)} segments")  # noqa: T201
        for figure in figures(outcome):
            holds &= figure.holds
            print(figure)  # noqa: T201
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
