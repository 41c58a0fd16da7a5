"""The figures of `make eval`: what they count, and when they are broken."""

import json
from dataclasses import replace
from typing import Any

import pytest

from clueso.domain.documents.documents import Coverage, DocumentKind, Generator
from clueso.domain.documents.kinds.guide import Guide
from clueso.domain.ports.writer import Draft
from clueso.domain.transcript import Segment, Span
from scripts.eval import SAMPLES, samples
from scripts.figures import Figure, Outcome, distance, figures
from tests.bodies import body_of

SCRIPT: list[dict[str, Any]] = [
    {
        "heading": f"Part {number}",
        "step": number > 0,
        "start_ms": number * 10_000,
        "end_ms": (number + 1) * 10_000,
        "text": f"word {number}",
    }
    for number in range(3)
]
SEGMENTS = tuple(
    Segment(f"s{n}", n * 10_000 + 500, n * 10_000 + 9_000, f"word {n}") for n in range(len(SCRIPT))
)


def step(slide: int, at_ms: int | None = None) -> dict[str, Any]:
    segment = SEGMENTS[slide]
    times = {"start_ms": segment.start_ms, "end_ms": segment.end_ms}
    picture = {"at_ms": segment.end_ms - 400 if at_ms is None else at_ms}
    return {"heading": "H", "text": segment.text, "segment_ids": [segment.id], "picture": picture} | times


def summary(decisions: tuple[int, ...] = ()) -> dict[str, Any]:
    said = [{"text": SEGMENTS[n].text, "segment_ids": [SEGMENTS[n].id]} for n in (0, *decisions)]
    return {"point": said[0], "key_points": [], "decisions": said[1:], "action_items": [], "quotes": []}


def outcome(*steps: dict[str, Any]) -> Outcome:
    chapters = [{"title": "word", "summary": "word", "start_ms": 0, "end_ms": 30_000, "segment_ids": ["s0"]}]
    bodies: dict[DocumentKind, dict[str, Any]] = {
        DocumentKind.GUIDE: {
            "title": "T",
            "goal": "G.",
            "prerequisites": [],
            "steps": list(steps),
            "troubleshooting": [],
        },
        DocumentKind.CHAPTERS: {"chapters": chapters},
        DocumentKind.SUMMARY: summary(),
    }
    made = Generator("extractive", "", "")
    drafts = {kind: Draft(body_of(kind, body), Coverage(3, 3), (), made) for kind, body in bodies.items()}
    return Outcome(SCRIPT, SEGMENTS, 30_000, drafts, pictures=len(steps))


def broken(found: Outcome) -> set[str]:
    return {figure.name for figure in figures(found) if not figure.holds}


def test_a_guide_of_every_step_with_pictures_of_them_breaks_nothing() -> None:
    assert broken(outcome(step(1), step(2))) == set()


def test_a_missing_step_breaks_the_recall() -> None:
    assert broken(outcome(step(1))) == {"steps of the script that the guide has"}


def test_steps_out_of_order_are_seen() -> None:
    assert broken(outcome(step(2), step(1))) == {"pairs of steps in order"}


def test_a_picture_of_another_slide_is_seen() -> None:
    assert broken(outcome(step(1), step(2, at_ms=5_000))) == {"pictures within their slide"}


def test_a_part_that_cites_nothing_is_not_grounded() -> None:
    assert broken(outcome(step(1), step(2) | {"segment_ids": []})) >= {"grounded share of parts"}


def test_other_words_than_were_spoken_are_counted() -> None:
    found = outcome(step(1), step(2))
    other = replace(SEGMENTS[0], text="some quite other words")

    assert "word error rate" in broken(replace(found, segments=(other, *SEGMENTS[1:])))


@pytest.mark.parametrize(
    ("expected", "found", "count"),
    [("a b c", "a b c", 0), ("a b c", "a c", 1), ("", "a", 1), ("a b", "b a", 2)],
)
def test_the_distance_counts_words(expected: str, found: str, count: int) -> None:
    assert distance(expected.split(), found.split()) == count


def test_a_step_belongs_to_the_stretch_of_most_of_its_time() -> None:
    assert outcome(step(1)).stretch_of(Span(9_000, 14_000)) == 1


def of_a_meeting(decisions: tuple[int, ...]) -> Outcome:
    """A recording without steps and video: two topics, a decision in the second stretch, no guide."""
    script = [
        stretch | {"step": False, "heading": "A" if n < 2 else "B", "decision": n == 1}
        for n, stretch in enumerate(SCRIPT)
    ]
    found = outcome(step(1) | {"picture": None})
    found.drafts[DocumentKind.SUMMARY] = replace(
        found.drafts[DocumentKind.SUMMARY], body=body_of(DocumentKind.SUMMARY, summary(decisions))
    )
    del found.drafts[DocumentKind.GUIDE]
    return replace(found, script=script, pictures=None)


def test_a_decision_that_is_missed_or_made_up_is_seen() -> None:
    missed = "decisions of the script that are found"
    made_up = "decisions found that are in the script"

    assert missed in broken(of_a_meeting(()))
    assert not {missed, made_up} & broken(of_a_meeting((1,)))
    assert made_up in broken(of_a_meeting((1, 2)))


def test_a_recording_without_steps_is_not_asked_for_any() -> None:
    assert not any("step" in figure.name for figure in figures(of_a_meeting((1,))))


def test_a_guide_where_nobody_instructs_is_seen() -> None:
    name = "guides where nobody instructs"
    found = of_a_meeting((1,))
    assert name not in broken(found)

    found.drafts[DocumentKind.GUIDE] = outcome(step(1)).drafts[DocumentKind.GUIDE]
    assert name in broken(replace(found, pictures=1))


def test_a_guide_that_is_missing_has_no_steps_of_the_script() -> None:
    found = outcome()
    del found.drafts[DocumentKind.GUIDE]

    assert broken(found) == {"steps of the script that the guide has"}


def test_a_topic_without_a_chapter_is_seen() -> None:
    assert "mean distance of topics to a chapter" in broken(of_a_meeting((1,)))


def test_a_guide_that_speaks_of_pictures_nobody_took_is_seen() -> None:
    found = of_a_meeting((1,))
    guide = outcome(step(1) | {"picture": None}).drafts[DocumentKind.GUIDE]
    assert isinstance(guide.body, Guide)
    steps = tuple(replace(step, text="See the picture.") for step in guide.body.steps)
    found.drafts[DocumentKind.GUIDE] = replace(guide, body=replace(guide.body, steps=steps))

    assert "pictures where there is no video" in broken(found)


def test_every_sample_has_its_recording_and_its_script() -> None:
    names = [path.name for path in samples(SAMPLES)]

    assert names == ["backup.mp4", "meeting.m4a", "tour.mp4"]
    for path in samples(SAMPLES):
        script = json.loads(path.with_suffix(".json").read_text())
        assert path.with_suffix(".txt").read_text().splitlines() == [stretch["text"] for stretch in script]
        assert all(stretch["start_ms"] < stretch["end_ms"] for stretch in script)


def test_bounds_hold_at_their_value() -> None:
    assert Figure("f", 1, 1).holds
    assert Figure("f", 0, 0, is_lower_bound=False).holds
    assert not Figure("f", 0.99, 1).holds
