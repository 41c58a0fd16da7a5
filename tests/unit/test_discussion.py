"""Chapters and summaries of people who talk with each other."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.documents.kinds.chapters import Chapters
from clueso.domain.documents.kinds.summary import Summary
from clueso.domain.transcript import Segment
from clueso.writing.extractive import discussion
from clueso.writing.extractive.kinds import body
from clueso.writing.extractive.material import Material
from clueso.writing.extractive.sentences import Sentence, sentences
from clueso.writing.extractive.talk import is_action_item
from tests.writing_fakes import task

REPORTS = {
    "Ada": "Okay, the battery lasts nine hours with the new charger. The charger needs a smaller socket, and "
    "the socket needs a cover. Without the cover water reaches the battery. A bigger battery would weigh forty "
    "grams more, and the charger would need a fan. So the battery and the charger stay as they are today.",
    "Ben": "Right, the customers in the survey want bright colours. Yellow was the favourite of young customers, "
    "and grey the favourite of nobody. In the survey the colours mattered more than the price. Customers would pay "
    "two euros more for bright colours. The survey reached four hundred customers in three countries.",
    "Cem": "So the factory in Turin can begin in March. The workers there know the moulds, and the moulds are paid. "
    "A second factory would cost us new moulds and new workers. The lorries from Turin need two days. "
    "The factory asks for half of the money before March.",
}
ASKED = "But would the customers pay for a second charger, a bigger battery and a cover of the socket?"


def said(turns: Iterable[tuple[str | None, str]]) -> list[Segment]:
    """Return a transcript with a second between sentences, and none longer between topics."""
    found: list[Segment] = []
    at_ms = 0
    for speaker, text in turns:
        for one in sentences([Segment("", 0, 1, text)], language="en"):
            end_ms = at_ms + 900 * one.word_count
            found.append(Segment(f"s{len(found)}", at_ms, end_ms, one.text, (), speaker))
            at_ms = end_ms + 1000
    return found


def reports() -> list[Segment]:
    """Return three reports, each followed by what the others throw in."""
    names = list(REPORTS)
    turns: list[tuple[str | None, str]] = []
    for name, report in REPORTS.items():
        first, second = (other for other in names if other != name)
        turns += [(name, report)]
        for _ in range(3):
            turns += [(first, "Mm-hmm."), (second, "Yeah, okay."), (name, "Yes, that is so.")]
        turns += [(second, ASKED), (name, "Maybe.")]
    return said(turns)


def material(kind: DocumentKind, segments: list[Segment], *, language: str = "en") -> Material:
    return Material.of(task(kind, tuple(segments), language=language))


def heard(*parts: tuple[str | None, int]) -> list[Sentence]:
    return [Sentence("word " * words, 0, 1, ("a",), 0, speaker) for speaker, words in parts]


@pytest.mark.parametrize("language", ["en", "fi"])
def test_chapters_begin_where_somebody_takes_the_floor_with_another_subject(language: str) -> None:
    segments = reports()
    made = body(DocumentKind.CHAPTERS, material(DocumentKind.CHAPTERS, segments, language=language))
    assert isinstance(made, Chapters)

    speakers = {segment.id: segment for segment in segments}
    begun = [speakers[chapter.segment_ids[0]] for chapter in made.chapters]
    assert [(segment.speaker, segment.text.split()[0]) for segment in begun] == [
        ("Ada", "Okay,"),
        ("Ben", "Right,"),
        ("Cem", "So"),
    ]


def test_the_agenda_of_whoever_leads_the_discussion_begins_its_chapters() -> None:
    segments = said(
        [
            ("Ada", "Good morning everybody. Let's start with the charger."),
            ("Ben", "It lasts nine hours with the new battery, and the socket needs a cover against water."),
            ("Cem", "Then we take the cover."),
            ("Ada", "The second topic is the survey."),
            ("Cem", "Four hundred customers answered it, and the bright colours were everybody's favourite."),
            ("Ben", "Yellow, I hear."),
            ("Ada", "Okay, moving on to the factory."),
            ("Ben", "The workers in Turin know the moulds, and the lorries need two days from there."),
            ("Cem", "The moulds are paid as well."),
        ]
    )
    made = body(DocumentKind.CHAPTERS, material(DocumentKind.CHAPTERS, segments))
    assert isinstance(made, Chapters)

    assert [chapter.title for chapter in made.chapters] == ["Charger", "Survey", "Factory"]


def test_a_question_is_no_part_of_a_summary_and_neither_is_a_nod() -> None:
    made = body(DocumentKind.SUMMARY, material(DocumentKind.SUMMARY, reports()))
    assert isinstance(made, Summary)

    told = [made.point, *made.key_points, *made.quotes]
    spoken = {text for report in REPORTS.values() for text in report.replace("?", ".").split()}
    assert all(set(part.text.split()[1:]) <= spoken for part in told)
    assert not any("?" in part.text for part in told)


def test_only_questions_are_still_a_summary() -> None:
    segments = said([("Ada", "What does the charger cost?"), ("Ben", "Who pays for the charger?")])
    made = body(DocumentKind.SUMMARY, material(DocumentKind.SUMMARY, segments))

    assert isinstance(made, Summary)
    assert made.point.text


@pytest.mark.parametrize(
    ("parts", "is_one"),
    [
        ([("Ada", 60), ("Ben", 40)], True),
        ([("Ada", 100), ("Ben", 10)], False),
        ([("Ada", 100)], False),
        ([(None, 100), ("Ada", 20)], False),
        ([(None, 100)], False),
    ],
)
def test_a_discussion_has_more_than_one_speaker_of_weight(
    parts: list[tuple[str | None, int]], is_one: bool
) -> None:
    assert discussion.is_discussion(heard(*parts)) == is_one


def test_the_windows_around_a_gap_hold_the_same_words_as_when_counted_anew() -> None:
    segments = [replace(one, id=f"{n}-{one.id}") for n in range(12) for one in reports()]
    found = sentences(segments, language="en")
    terms = [tuple(one.text.lower().split()) for one in found]
    pairs = [
        (dict(before.terms), dict(after.terms), before.word_count, after.word_count)
        for before, after in discussion._windows(found, terms, 100)
    ]

    for index, (before, after, before_count, after_count) in enumerate(pairs):
        left = _nearest(found[:index][::-1])
        right = _nearest(found[index:])
        assert (before_count, after_count) == (_words(left), _words(right))
        assert before == _counted(left)
        assert after == _counted(right)


def _nearest(found: list[Sentence]) -> list[Sentence]:
    chosen: list[Sentence] = []
    for one in found:
        if _words(chosen) >= 100:
            break
        chosen.append(one)
    return chosen


def _words(found: list[Sentence]) -> int:
    return sum(one.word_count for one in found)


def _counted(found: list[Sentence]) -> dict[str, int]:
    words = [word for one in found for word in one.text.lower().split()]
    return {word: words.count(word) for word in words}


@pytest.mark.parametrize(
    ("text", "is_task"),
    [
        ("Peter, can you please write a plan for the evening hours?", True),
        ("Okay, could you send me the figures?", True),
        ("I will send the figures by the end of the week.", True),
        ("We should finish before the next meeting.", True),
        ("Peter can you please write a plan for the evening hours.", True),
        ("What can you please write there.", False),
        ("You can you can embed a microphone here.", False),
        ("Would you prefer a screen?", False),
        ("Could you please repeat that?", False),
        ("Could you write that down?", False),
        ("It should be easy to use by being small.", False),
        ("Do you think we should decide it today?", False),
    ],
)
def test_a_task_is_work_with_a_date_or_a_request_for_work(text: str, is_task: bool) -> None:
    assert is_action_item(text) == is_task
