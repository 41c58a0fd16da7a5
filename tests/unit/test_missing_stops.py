"""Full stops that a recogniser did not write: found by turns of phrase, commas and pauses."""

import pytest

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.transcript import Segment, Word
from clueso.writing.extractive import ExtractiveWriter
from clueso.writing.extractive.sentences import sentences
from tests.writing_fakes import MemoryLedger, QuietWatch, task

WORD_MS = 200
PUNCTUATED = Segment("s0", 0, 3_000, "Welcome, everyone.")


def spoken(text: str, start_ms: int = 10_000) -> Segment:
    """A segment whose words follow each other at once, but after a "|" a second later."""
    words, at_ms = [], start_ms
    for piece in text.split():
        if piece == "|":
            at_ms += 1_000
            continue
        words.append(Word(at_ms, at_ms + WORD_MS - 1, piece, 0.9))
        at_ms += WORD_MS
    return Segment(
        "s1", start_ms, words[-1].end_ms, " ".join(word.text for word in words), words=tuple(words)
    )


def heard(*segments: Segment) -> list[str]:
    return [sentence.text for sentence in sentences(segments, language="en")]


@pytest.mark.parametrize(
    ("said", "parts"),
    [
        ("Open the page, click the button.", ["Open the page,", "click the button."]),
        ("Choose reports on the left, then select monthly.", ["Choose reports on the left,", "then select monthly."]),
        ("Select the format, note that it has no charts.", ["Select the format,", "note that it has no charts."]),
        ("Click the button, do not close it.", ["Click the button,", "do not close it."]),
        ("When it is complete, open the file.", ["When it is complete, open the file."]),
        ("In the form, select the folder.", ["In the form, select the folder."]),
        ("Open settings, choose reports, set the range.", ["Open settings, choose reports, set the range."]),
        ("Select the drive, and click start.", ["Select the drive, and click start."]),
        ("We met on Monday, open the floor was to all.", ["We met on Monday, open the floor was to all."]),
        ("To summarize, open the page, click the button.", ["To summarize, open the page, click the button."]),
    ],
)  # fmt: skip
def test_a_comma_behind_an_instruction_may_stand_for_a_full_stop(said: str, parts: list[str]) -> None:
    assert heard(PUNCTUATED, spoken(said))[1:] == parts


def test_a_pause_tells_where_a_full_stop_is_missing() -> None:
    said = spoken("you need a drive with some free space | it is in the second drawer")
    assert heard(said) == ["you need a drive with some free space", "it is in the second drawer"]


@pytest.mark.parametrize(
    "said",
    [
        "you need a drive with some free space it is in the second drawer",  # no pause
        "we went to the house that | we had rented on the lake",  # a new sentence cannot begin with "that" before it
        "the boat house on the lake | costs nine hundred for one day",  # the verb of the same sentence
        "well | we went to the house on the lake",  # too short for a sentence
    ],
)
def test_a_pause_inside_a_sentence_cuts_nothing(said: str) -> None:
    assert len(heard(spoken(said))) == 1


def test_every_word_stays_in_exactly_one_sentence() -> None:
    said = spoken("Open the page, click the button, then press enter, note that it takes a while.")
    assert " ".join(heard(PUNCTUATED, said)) == f"{PUNCTUATED.text} {said.text}"


def test_a_cut_inside_a_segment_is_not_joined_again_and_has_its_own_times() -> None:
    found = sentences([PUNCTUATED, spoken("Open the page, click the button.")], language="en")
    assert [(one.start_ms, one.segment_ids) for one in found[1:]] == [(10_000, ("s1",)), (10_600, ("s1",))]


def test_headings_and_steps_end_where_the_clause_ends() -> None:
    segments = (
        Segment("s0", 0, 3_000, "Today, I will show you how to export a report."),
        spoken("First, open the format list and select Excel, note that the PDF has no charts."),
    )
    guide = (
        ExtractiveWriter()
        .write(task(DocumentKind.GUIDE, segments), MemoryLedger(), QuietWatch())
        .body.to_json()
    )
    assert [(step["heading"], step["text"]) for step in guide["steps"]] == [
        ("Open the format list and select Excel", "Open the format list and select Excel.")
    ]
    assert [hint["text"] for hint in guide["troubleshooting"]] == ["Note that the PDF has no charts."]
