"""Which segments a stretch replaces when it is heard again, and who is said to speak in it."""

from clueso.domain.rehearing import Stretch, stretch_of, with_speakers
from clueso.domain.transcript import Segment, Span

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
