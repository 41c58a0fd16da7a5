"""Which segments a stretch replaces when it is heard again, and who is said to speak in it."""

import time
from dataclasses import replace

import pytest

from clueso.domain.hearing.rehearing import Stretch, stretch_of, with_speakers
from clueso.domain.transcript import Segment, Span

TRIES = 4
STEEP = 8
"""Between 4, by which a linear cost grows, and 16, by which a quadratic one does."""
ROW = [
    Segment("a", 0, 10_000, "One.", (), "Anna", None, "p1"),
    Segment("b", 10_500, 20_000, "Two.", (), "Ben", None, "p2"),
    Segment("c", 24_000, 30_000, "Three.", (), "Anna", None, "p1"),
]


def test_whole_segments_are_replaced_whose_middle_lies_in_the_stretch() -> None:
    assert stretch_of(ROW, Span(12_000, 18_000)) == Stretch(Span(10_500, 20_000), ("b",))
    assert stretch_of(ROW, Span(4_000, 18_000)) == Stretch(Span(0, 20_000), ("a", "b"))


def test_no_word_of_a_neighbour_is_heard_twice() -> None:
    assert stretch_of(ROW, Span(8_000, 26_000)) == Stretch(Span(10_000, 24_000), ("b",))


def test_a_gap_is_heard_between_its_neighbours() -> None:
    assert stretch_of(ROW, Span(20_500, 23_000)) == Stretch(Span(20_500, 23_000), ())


def test_a_new_segment_is_said_by_whoever_spoke_for_the_longest_then() -> None:
    heard = [Segment("", 8_000, 11_000, "Eins."), Segment("", 12_000, 19_000, "Zwei.")]

    assert [(s.speaker, s.speaker_id) for s in with_speakers(heard, ROW)] == [("Anna", "p1"), ("Ben", "p2")]


def test_where_nobody_spoke_before_nobody_is_said_to_speak() -> None:
    assert with_speakers([Segment("", 0, 1_000, "Eins.")], [])[0].speaker is None


@pytest.mark.parametrize(
    ("span", "speaker"),
    [
        (Span(20_100, 21_000), "Ben"),  # in the pause behind his words
        (Span(23_000, 23_500), "Anna"),  # before hers
        (Span(21_000, 23_000), "Ben"),  # as near to both
        (Span(40_000, 41_000), "Anna"),
        (Span(0, 30_000), "Anna"),
    ],
)
def test_in_a_pause_whoever_is_nearest_speaks(span: Span, speaker: str) -> None:
    (segment,) = with_speakers([Segment("", span.start_ms, span.end_ms, "Eins.")], ROW)

    assert segment.speaker == speaker


def test_somebody_who_speaks_over_others_is_found_below_them() -> None:
    row = [
        Segment("long", 0, 60_000, "All along.", (), "Anna"),
        *(replace(one, speaker="Ben") for one in ROW),
    ]

    (segment,) = with_speakers([Segment("", 50_000, 51_000, "Eins.")], row)

    assert segment.speaker == "Anna"


def test_four_times_as_many_segments_take_about_four_times_as_long() -> None:
    """Each compared with each, those of ten hours took 40 s."""
    short = max(cost_s(2_500) for _ in range(TRIES))

    assert any(cost_s(10_000) < STEEP * short for _ in range(TRIES))


def cost_s(count: int) -> float:
    """The CPU time of finding the speakers of so many segments. Each has another speaker than its neighbours."""
    row = [Segment(str(at), at * 3600, at * 3600 + 3400, "One.", (), str(at)) for at in range(count)]
    heard = [Segment("", one.start_ms + 200, one.end_ms + 200, "Eins.") for one in row]
    begun = time.thread_time()
    found = with_speakers(heard, row)
    spent_s = time.thread_time() - begun
    assert [segment.speaker for segment in found] == [one.speaker for one in row]
    return spent_s
