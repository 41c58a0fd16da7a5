"""The figures of `make eval`: what they count, and when they are broken."""

from dataclasses import replace
from typing import Any

import pytest

from clueso.domain.documents import Coverage, DocumentKind, Generator
from clueso.domain.ports import Draft
from clueso.domain.transcript import Segment
from scripts.eval import Figure, Outcome, distance, figures, slide_of

SLIDES: list[dict[str, Any]] = [
    {
        "step": number > 0,
        "start_ms": number * 10_000,
        "end_ms": (number + 1) * 10_000,
        "text": f"word {number}",
    }
    for number in range(3)
]
SEGMENTS = tuple(
    Segment(f"s{n}", n * 10_000 + 500, n * 10_000 + 9_000, f"word {n}") for n in range(len(SLIDES))
)


def step(slide: int, at_ms: int | None = None) -> dict[str, Any]:
    segment = SEGMENTS[slide]
    times = {"start_ms": segment.start_ms, "end_ms": segment.end_ms}
    picture = {"at_ms": segment.end_ms - 400 if at_ms is None else at_ms}
    return {"heading": "H", "text": segment.text, "segment_ids": [segment.id], "picture": picture} | times


def outcome(*steps: dict[str, Any]) -> Outcome:
    chapters = [{"title": "word", "summary": "word", "start_ms": 0, "end_ms": 30_000, "segment_ids": ["s0"]}]
    bodies: dict[DocumentKind, dict[str, Any]] = {
        DocumentKind.GUIDE: {"prerequisites": [], "steps": list(steps), "troubleshooting": []},
        DocumentKind.CHAPTERS: {"chapters": chapters},
    }
    made = Generator("extractive", "", "")
    drafts = {kind: Draft(body, Coverage(3, 3), (), made) for kind, body in bodies.items()}
    return Outcome(SLIDES, SEGMENTS, 30_000, drafts, pictures=len(steps))


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


def test_a_step_belongs_to_the_slide_of_most_of_its_time() -> None:
    assert slide_of({"start_ms": 9_000, "end_ms": 14_000}, SLIDES) == 1


def test_bounds_hold_at_their_value() -> None:
    assert Figure("f", 1, 1).holds
    assert Figure("f", 0, 0, is_lower_bound=False).holds
    assert not Figure("f", 0.99, 1).holds
