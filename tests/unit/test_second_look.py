"""The second look at speech for which a recogniser gave no words."""

from collections.abc import Sequence

from clueso.domain.transcript import Segment, Span, Word
from clueso.transcription.second_look import look_again

SPEECH = [Span(0, 10_000)]


def said(text: str, start_ms: int, end_ms: int) -> Segment:
    """A segment as Whisper gives it: its words share its time and keep the space before them."""
    texts = text.split()
    each = (end_ms - start_ms) // len(texts)
    words = tuple(
        Word(start_ms + each * at, start_ms + each * (at + 1), f" {word}", 0.9)
        for at, word in enumerate(texts)
    )
    return Segment("", start_ms, end_ms, f" {text}", words)


class Ear:
    """Hears the same whatever it is given, and notes what that was."""

    def __init__(self, *segments: Segment) -> None:
        self.asked: list[Span] = []
        self._segments = segments

    def __call__(self, stretch: Span) -> Sequence[Segment]:
        self.asked.append(stretch)
        return self._segments


def texts(segments: Sequence[Segment]) -> list[str]:
    return [segment.text.strip() for segment in segments]


def test_what_has_words_throughout_is_not_heard_again() -> None:
    heard = [said("one two three four five six seven eight nine ten", 0, 9_000)]
    ear = Ear(said("never", 0, 1_000))

    assert look_again(heard, SPEECH, ear) == heard
    assert ear.asked == []


def test_a_gap_is_heard_by_itself_and_its_words_come_between_the_others() -> None:
    heard = [said("Open the page.", 0, 3_000), said("Click save.", 7_000, 10_000)]
    ear = Ear(said("Choose a name.", 3_200, 6_800))

    assert texts(look_again(heard, SPEECH, ear)) == ["Open the page.", "Choose a name.", "Click save."]
    assert ear.asked == [Span(2_800, 7_200)]


def test_no_more_is_heard_than_where_somebody_speaks() -> None:
    ear = Ear()

    look_again([said("Open the page.", 0, 3_000)], [Span(0, 6_000)], ear)

    assert ear.asked == [Span(2_800, 6_000)]


def test_a_sentence_with_a_pause_that_was_left_out_is_heard_as_a_whole() -> None:
    ear = Ear(said("This is the second person.", 3_200, 6_800))

    look_again([said("Open the page.", 0, 3_000)], [Span(0, 4_800), Span(5_000, 10_000)], ear)

    assert ear.asked == [Span(2_800, 10_000)]


def test_gaps_with_a_word_between_them_are_heard_one_by_one() -> None:
    ear = Ear()

    look_again([said("Open", 0, 1_000), said("save", 4_800, 5_300)], SPEECH, ear)

    assert ear.asked == [Span(800, 5_000), Span(5_100, 10_000)]


def test_a_segment_with_a_gap_inside_is_divided_there() -> None:
    before, after = said("Open the page.", 0, 3_000), said("Click save.", 7_000, 10_000)
    heard = [Segment("", 0, 10_000, before.text + after.text, before.words + after.words)]

    found = look_again(heard, SPEECH, Ear(said("Choose a name.", 3_200, 6_800)))

    assert texts(found) == ["Open the page.", "Choose a name.", "Click save."]
    assert [(segment.start_ms, segment.end_ms) for segment in found] == [
        (0, 3_000),
        (3_200, 6_800),
        (7_000, 10_000),
    ]
    assert [len(segment.words) for segment in found] == [3, 3, 2]


def test_the_words_around_a_gap_are_not_said_twice() -> None:
    heard = [said("Open the page.", 0, 3_000), said("Click save.", 7_000, 10_000)]

    found = look_again(heard, SPEECH, Ear(said("Page. Choose a name. Click", 2_800, 7_200)))

    assert texts(found) == ["Open the page.", "Choose a name.", "Click save."]


def test_a_gap_in_which_only_its_neighbour_is_heard_stays_empty() -> None:
    heard = [said("Open the page.", 0, 3_000)]

    assert texts(look_again(heard, SPEECH, Ear(said("page", 2_800, 3_000)))) == ["Open the page."]


def test_a_gap_in_which_nothing_is_heard_stays_empty() -> None:
    heard = [said("Open the page.", 0, 3_000)]

    assert look_again(heard, SPEECH, Ear()) == heard


def test_a_loop_counts_as_no_words_and_gives_way_to_what_is_heard_there() -> None:
    heard = [said("Open the page.", 0, 3_000), said("thank you " * 20, 3_000, 10_000)]

    found = look_again(heard, SPEECH, Ear(said("Choose a name and click save.", 3_100, 9_900)))

    assert texts(found) == ["Open the page.", "Choose a name and click save."]


def test_a_loop_under_which_nothing_is_heard_stays_for_join_to_report() -> None:
    heard = [said("Open the page.", 0, 3_000), said("thank you " * 20, 3_000, 10_000)]

    assert texts(look_again(heard, SPEECH, Ear())) == texts(heard)


def test_segments_without_words_are_taken_by_their_times() -> None:
    heard = [Segment("", 0, 3_000, "Open the page."), Segment("", 7_000, 10_000, "Click save.")]

    found = look_again(heard, SPEECH, Ear(Segment("", 3_000, 7_000, "Choose a name.")))

    assert texts(found) == ["Open the page.", "Choose a name.", "Click save."]


def test_a_word_that_is_stretched_over_a_gap_ends_where_the_gap_begins() -> None:
    words = (Word(0, 8_000, " Open", 0.9), Word(8_000, 9_000, " save.", 0.9))

    found = look_again(
        [Segment("", 0, 9_000, " Open save.", words)], SPEECH, Ear(said("it and", 1_200, 7_800))
    )

    assert texts(found) == ["Open", "it and", "save."]
    assert [(segment.start_ms, segment.end_ms) for segment in found] == [
        (0, 1_000),
        (1_200, 7_800),
        (8_000, 9_000),
    ]
