"""What every recogniser owes its caller."""

from clueso.domain.transcript import TEXT_MAX, Segment, Word
from clueso.transcription.languages import code_of
from clueso.transcription.segments import cut, well_formed


def test_segments_are_numbered_in_order_of_time() -> None:
    late, early = Segment("x", 500, 900, "late"), Segment("y", 0, 400, "early")

    assert well_formed([late, early], 1_000) == (
        Segment("1", 0, 400, "early"),
        Segment("2", 500, 900, "late"),
    )


def test_text_is_stripped_and_segments_without_any_go() -> None:
    assert well_formed([Segment("", 0, 10, "  "), Segment("", 5, 9, " Hi ")], 100) == (
        Segment("1", 5, 9, "Hi"),
    )


def test_what_sticks_out_of_the_chunk_is_moved_inside() -> None:
    words = (Word(-50, 40, " Hi", 0.5), Word(950, 1_200, "you ", 1.2))

    (segment,) = well_formed([Segment("", -50, 1_200, "Hi you", words)], 1_000)

    assert segment == Segment("1", 0, 1_000, "Hi you", (Word(0, 40, "Hi", 0.5), Word(950, 1_000, "you", 1.0)))


def test_a_segment_lasts_at_least_a_millisecond() -> None:
    (segment,) = well_formed([Segment("", 1_000, 1_000, "Hi")], 1_000)

    assert (segment.start_ms, segment.end_ms) == (999, 1_000)


def test_a_segment_that_is_too_long_for_one_is_cut_at_equal_times() -> None:
    long = Segment("", 0, 3_000, "x" * (2 * TEXT_MAX) + " " + "y" * (TEXT_MAX - 1), speaker="Ada")

    parts = well_formed([long], 3_000)

    assert [len(part.text) for part in parts] == [TEXT_MAX, TEXT_MAX, TEXT_MAX - 1]
    assert [(part.start_ms, part.end_ms) for part in parts] == [(0, 1_000), (1_000, 2_000), (2_000, 3_000)]
    assert {part.speaker for part in parts} == {"Ada"}


def test_a_row_is_cut_between_neighbours() -> None:
    assert list(cut([1, 2, 5, 6, 9], lambda one, other: other - one > 1)) == [[1, 2], [5, 6], [9]]
    assert list(cut([], lambda one, other: True)) == []


def test_a_language_is_known_by_name_and_by_code() -> None:
    assert [code_of(told) for told in ("English", "fr", "haitian creole", "klingon")] == [
        "en",
        "fr",
        "ht",
        None,
    ]
