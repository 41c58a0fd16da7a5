"""Measure chapters and summaries of meetings for which people wrote topics and evidence, and count their guides.

python -m scripts.meetings FOLDER

A meeting is two files of the QMSum data set: `<name>.json` (`meeting_transcripts`: turns with `speaker` and
`content`; `topic_list`: topics with the turns that they span) and `<name>.evidence.json` (per sentence of
people's summary, the turns that it rests on). The texts have no times: a word takes 350 ms. The exit status
is 1 when a figure is beyond its threshold.
"""

import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import mean
from typing import Any

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.ports.writer import WritingTask
from clueso.domain.transcript import Segment
from clueso.domain.words.questions import is_question
from clueso.domain.words.sentence_ends import sentences_in
from clueso.domain.words.wording import tokens
from clueso.errors import NoInstructions
from clueso.writing.extractive.writer import ExtractiveWriter
from jobs.unhurried import Unhurried
from scripts.eval import NoLedger
from scripts.figures import Figure

WORD_MS, PAUSE_MS = 350, 150
NEAR = 1.5
"""A number of chapters within this factor of people's number is near it."""
CITING = ("key_points", "decisions", "action_items", "quotes")
_REMARK = re.compile(r"\{[^}]*\}")
_LOOSE_SIGN = re.compile(r"\s+([,.?!])")


@dataclass(frozen=True, slots=True)
class Meeting:
    """A transcript, one segment per sentence, and what people found in it.

    `turn_of` is the number of a segment's turn; `starts` are the turns with which people's topics begin,
    without the first; `evidence` are the turns that their summary rests on.
    """

    name: str
    segments: tuple[Segment, ...]
    turn_of: dict[str, int]
    turn_count: int
    starts: tuple[int, ...]
    evidence: frozenset[int]


@dataclass(frozen=True, slots=True)
class Measured:
    """What the writer made of a meeting, beside what people did."""

    chapters: int
    topics: int
    pk: float
    pk_uncut: float
    hits: float
    chance: float
    questions: int
    has_guide: bool


def meetings(folder: Path) -> Iterator[Meeting]:
    """Yield the meetings of a folder that have evidence, by name."""
    for path in sorted(folder.glob("*.evidence.json")):
        plain = path.with_name(path.name.replace(".evidence", ""))
        yield meeting(plain.stem, *(json.loads(file.read_text(encoding="utf-8")) for file in (plain, path)))


def meeting(name: str, told: dict[str, Any], evidence: dict[str, Any]) -> Meeting:
    """Return a meeting from the contents of its two files."""
    segments: list[Segment] = []
    turn_of: dict[str, int] = {}
    at_ms = 0
    for number, turn in enumerate(told["meeting_transcripts"]):
        content = _LOOSE_SIGN.sub(r"\1", _REMARK.sub(" ", turn["content"]))
        for text in filter(tokens, sentences_in(" ".join(content.split()), language="en")):
            id_, end_ms = f"s{len(segments)}", at_ms + WORD_MS * len(text.split())
            segments.append(Segment(id_, at_ms, end_ms, text, (), turn["speaker"]))
            turn_of[id_] = number
            at_ms = end_ms + PAUSE_MS
    starts = {int(span[0]) for topic in told["topic_list"] for span in topic["relevant_text_span"]} - {0}
    return Meeting(
        name,
        tuple(segments),
        turn_of,
        len(told["meeting_transcripts"]),
        tuple(sorted(starts)),
        frozenset(_evidence(evidence["qmsum"]["general_query_list"])),
    )


def _evidence(queries: Sequence[dict[str, Any]]) -> Iterator[int]:
    for query in queries:
        for found in query["evidence"]:
            for one in found if isinstance(found, list) else [found]:
                if isinstance(one, dict) and one.get("turn_index") is not None:
                    yield int(one["turn_index"])


def measured(of: Meeting) -> Measured:
    summary, chapters = (_written(of, kind) for kind in (DocumentKind.SUMMARY, DocumentKind.CHAPTERS))
    begun = [of.turn_of[chapter["segment_ids"][0]] for chapter in chapters["chapters"][1:]]
    parts = [summary["point"], *(part for name in CITING for part in summary[name])]
    cited = [of.turn_of[id_] in of.evidence for part in parts for id_ in part["segment_ids"]]
    return Measured(
        chapters=len(chapters["chapters"]),
        topics=len(of.starts) + 1,
        pk=pk(of.starts, begun, of.turn_count),
        pk_uncut=pk(of.starts, [], of.turn_count),
        hits=mean(cited),
        chance=mean(turn in of.evidence for turn in of.turn_of.values()),
        questions=sum(is_question(part["text"], language="en") for part in summary["key_points"]),
        has_guide=_gets_guide(of),
    )


def _gets_guide(of: Meeting) -> bool:
    try:
        _written(of, DocumentKind.GUIDE)
    except NoInstructions:
        return False
    return True


def _written(of: Meeting, kind: DocumentKind) -> dict[str, Any]:
    end_ms = of.segments[-1].end_ms + PAUSE_MS
    task = WritingTask(
        kind, of.segments, "en", "", end_ms, has_video=False, working_title=of.name, is_ordered=False
    )
    return ExtractiveWriter().write(task, NoLedger(), Unhurried()).body.to_json()


def pk(known: Sequence[int], found: Sequence[int], count: int) -> float:
    """Return how often two units, half a topic apart, are together in one division and apart in the other.

    After Beeferman, Berger and Lafferty, "Statistical Models for Text Segmentation" (1999): 0 for the same
    division. `known` and `found` are the units, of `count`, with which topics begin.
    """
    apart = max(2, count // (2 * (len(known) + 1)))
    ours, theirs = _topic_of_each(found, count), _topic_of_each(known, count)
    wrong = [
        (ours[first] == ours[first + apart]) != (theirs[first] == theirs[first + apart])
        for first in range(count - apart)
    ]
    return mean(wrong) if wrong else 0.0


def _topic_of_each(starts: Sequence[int], count: int) -> list[int]:
    bounds = sorted({0, count, *starts})
    return [number for number, (first, end) in enumerate(pairwise(bounds)) for _ in range(first, end)]


def figures(found: Sequence[Measured]) -> Iterator[Figure]:
    """Yield the figures of some meetings, each with its threshold."""
    factors = [max(one.chapters / one.topics, one.topics / one.chapters) for one in found]
    near = mean(factor <= NEAR for factor in factors)
    yield Figure("chapters beside people's, mean factor", mean(factors), NEAR, is_lower_bound=False)
    yield Figure("meetings with as many chapters, within 1.5", near, 0.7)
    yield Figure("Pk of chapters", mean(one.pk for one in found), 0.4, is_lower_bound=False)
    yield Figure("what a summary cites that people's rest on", mean(one.hits for one in found), 0.3)
    questions = sum(one.questions for one in found)
    yield Figure("key points that are questions", questions, 0, is_lower_bound=False)
    guides = mean(one.has_guide for one in found)
    yield Figure("meetings that get a guide", guides, 0.1, is_lower_bound=False)


def main(folder: str) -> int:
    found = []
    for one in meetings(Path(folder)):
        made = measured(one)
        found.append(made)
        print(  # noqa: T201
            f"{one.name}: {made.chapters} chapters ({made.topics}), Pk {made.pk:.2f} ({made.pk_uncut:.2f} uncut), "
            f"evidence {made.hits:.2f} ({made.chance:.2f} by chance)"
        )
    if not found:
        print(f"No meetings in {folder}.", file=sys.stderr)  # noqa: T201
        return 1
    holds = True
    for figure in figures(found):
        holds &= figure.holds
        print(figure)  # noqa: T201
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
