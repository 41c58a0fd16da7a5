"""Segments are sentences, whatever a recogniser cuts."""

from clueso.domain.hearing.sentences import LONGEST_MS, PAUSE_MS, in_sentences
from clueso.domain.transcript import Segment, Span, Word

WORD_MS = 300


def heard(*texts: str, pause_ms: int = 0, word_ms: int = WORD_MS) -> list[Segment]:
    """Segments whose words follow each other at an even pace, with a pause before each segment but the first."""
    segments: list[Segment] = []
    at_ms = 0
    for text in texts:
        at_ms += pause_ms if segments else 0
        words = []
        for word in text.split():
            words.append(Word(at_ms, at_ms + word_ms, f" {word}", 0.9))
            at_ms += word_ms
        segments.append(Segment("", words[0].start_ms, words[-1].end_ms, f" {text}", tuple(words)))
    return segments


def sentences(segments: list[Segment], language: str = "en") -> list[Segment]:
    """Where there is speech in the segments and nowhere else."""
    speech = [Span(segment.start_ms, segment.end_ms) for segment in segments]
    return in_sentences(segments, speech, language=language)


def texts(segments: list[Segment], language: str = "en") -> list[str]:
    return [segment.text.strip() for segment in sentences(segments, language)]


def test_a_sentence_that_was_cut_in_two_is_one() -> None:
    segments = heard("We talk about the", "summer party. Let's start with the", "new website.")

    assert texts(segments) == ["We talk about the summer party.", "Let's start with the new website."]


def test_a_short_segment_is_divided_where_a_sentence_ends() -> None:
    assert texts(heard("Done. Thank you for watching.")) == ["Done.", "Thank you for watching."]


def test_no_title_is_torn_from_its_name() -> None:
    segments = heard("Dr.", "Smith told Mr.", "Jones that the U.S.", "team pays. It was late.")

    assert texts(segments) == ["Dr. Smith told Mr. Jones that the U.S. team pays.", "It was late."]


def test_text_that_goes_on_in_lower_case_stays_with_what_it_goes_on_from() -> None:
    assert texts(heard("He wrote it.", "and then she read it.", pause_ms=5_000)) == [
        "He wrote it. and then she read it."
    ]


def test_where_nothing_has_capitals_the_full_stop_tells() -> None:
    assert texts(heard("open the", "door. then close it. it is", "late.")) == [
        "open the door.",
        "then close it.",
        "it is late.",
    ]


def test_text_without_a_full_stop_ends_where_a_pause_is_long() -> None:
    assert len(texts(heard("Open the door", "Come in", pause_ms=PAUSE_MS))) == 2
    assert len(texts(heard("Open the door", "John", pause_ms=PAUSE_MS - 1))) == 1


def test_each_word_stays_once_in_order_and_the_times_are_those_of_the_words() -> None:
    segments = heard("One two three. Four", "five six.", "Seven.", pause_ms=200)

    found = sentences(segments)

    words = [word for segment in segments for word in segment.words]
    assert [word for segment in found for word in segment.words] == words
    assert [(segment.start_ms, segment.end_ms) for segment in found] == [
        (segment.words[0].start_ms, segment.words[-1].end_ms) for segment in found
    ]


def test_what_is_a_sentence_already_stays_as_it_is() -> None:
    segments = heard("One two three.", "Four five six.")

    assert sentences(segments) == segments
    again = heard("One. Two three", "four. Five.")
    assert sentences(sentences(again)) == sentences(again)


def test_a_sentence_without_end_is_divided_where_the_pause_or_the_comma_is() -> None:
    halves = ["and so on " * 20 + "and now,", "we go on " * 20]

    found = sentences(heard(*halves, pause_ms=500))

    assert [segment.text.strip() for segment in found] == [half.strip() for half in halves]
    assert all(segment.end_ms - segment.start_ms <= LONGEST_MS for segment in found)


def test_an_hour_without_a_full_stop_is_divided_too() -> None:
    found = sentences(heard(*["well and then we go on"] * 2_000))

    assert all(0 < segment.end_ms - segment.start_ms <= LONGEST_MS for segment in found)
    assert sum(len(segment.words) for segment in found) == 12_000


def test_writing_without_spaces_and_full_stops_is_divided_at_a_space() -> None:
    """Whisper gives the signs of Thai as words of their own, marks and vowels too."""
    text = "ขั้นตอนต่อไปให้คลิกปุ่มบันทึก เพื่อเก็บเอกสารของคุณไว้ในโฟลเดอร์ที่เลือกแล้ว"
    signs = [sign for sign in text if not sign.isspace()]
    words = tuple(Word(at * 600, at * 600 + 600, sign, 0.9) for at, sign in enumerate(signs))

    assert texts([Segment("", 0, words[-1].end_ms, text, words)], "th") == text.split()


def test_odd_times_are_no_trouble() -> None:
    words = (*(Word(10**9, 0, f" word{n}", 0.9) for n in range(5_000)), Word(0, 10**12, " end", 0.9))
    segment = Segment("", 0, 10**12, "".join(word.text for word in words), words)

    found = in_sentences([segment], [Span(0, 10**12)], language="en")

    assert [word for segment in found for word in segment.words] == list(words)


def test_no_sentence_goes_on_over_speech_that_has_no_words() -> None:
    segments = heard("We go to the", "garden now.", pause_ms=3_000)
    end_ms = segments[-1].end_ms

    assert len(in_sentences(segments, [Span(0, end_ms)], language="en")) == 2
    assert len(in_sentences(segments, [Span(0, 1_300), Span(4_000, end_ms)], language="en")) == 1


def test_what_was_invented_stays_apart_and_as_it_is() -> None:
    segments = heard(
        "We go to the", "the the the the the the the the the the the the the the the", "garden now."
    )
    loop = segments[1]

    found = sentences(segments)

    assert [segment.text for segment in found if segment == loop] == [loop.text]
    assert [segment.text.strip() for segment in found if segment != loop] == ["We go to the", "garden now."]


def test_segments_without_words_are_put_together_and_divided_too() -> None:
    segments = [Segment("", 0, 2_000, "We open the"), Segment("", 2_000, 5_000, "page. Then we close it.")]

    found = sentences(segments)

    assert [(segment.text, segment.words) for segment in found] == [
        ("We open the page.", ()),
        ("Then we close it.", ()),
    ]
    assert found[0].end_ms == found[1].start_ms


def test_a_segment_whose_words_do_not_spell_its_text_stays_whole() -> None:
    segment = Segment("", 0, 900, "One. Two.", (Word(0, 400, "Eins.", 0.9), Word(400, 900, "Zwei.", 0.9)))

    assert sentences([segment]) == [segment]


def test_speakers_stay_apart() -> None:
    first, second = heard("I go to the", "garden now.")
    first = Segment("", first.start_ms, first.end_ms, first.text, first.words, "Ann")

    assert len(sentences([first, second])) == 2


def test_writing_without_spaces_is_put_together_without_any() -> None:
    first = [Word(at * 200, at * 200 + 200, sign, 0.9) for at, sign in enumerate("今日は天気が")]
    second = [
        Word(at * 200 + 1_200, at * 200 + 1_400, sign, 0.9)
        for at, sign in enumerate("いい。散歩しましょう。")
    ]
    segments = [
        Segment("", words[0].start_ms, words[-1].end_ms, "".join(word.text for word in words), tuple(words))
        for words in (first, second)
    ]

    assert texts(segments, "ja") == ["今日は天気がいい。", "散歩しましょう。"]


def test_a_sign_by_itself_belongs_to_the_word_before_it() -> None:
    assert texts(heard("Comment allez-vous", "? Bien !", "Merci."), "fr") == [
        "Comment allez-vous ?",
        "Bien !",
        "Merci.",
    ]
