"""What a person has corrected: names and terms, whatever else was done to the transcript."""

from collections.abc import Callable, Sequence
from itertools import count
from typing import Any

import pytest

from clueso.domain.editing import corrections as domain
from clueso.domain.editing.corrections import Correction
from clueso.domain.editing.edits import apply
from clueso.domain.editing.operations import (
    Delete,
    Merge,
    Operation,
    RenameSpeaker,
    ReplaceAll,
    SetSpeaker,
    SetText,
    SetTimes,
    Split,
)
from clueso.domain.transcript import Segment, Word

HEARD = (
    "Welcome to the clue so course.",
    "Open the settings of clue so now.",
    "We ask jason for the keys.",
    "Good bye.",
)


def said(number: int, text: str) -> Segment:
    start_ms = number * 4000
    words = tuple(
        Word(start_ms + at * 400, start_ms + at * 400 + 400, word, 0.5)
        for at, word in enumerate(text.split())
    )
    return Segment(f"s{number}", start_ms, start_ms + 3500, text, words)


def corrected(
    *operations: Operation, heard: Sequence[str] = HEARD, language: str = "en", **options: Any
) -> list[Correction]:
    """What is offered after these edits."""
    then = [said(number, text) for number, text in enumerate(heard)]
    change = apply(then, operations, new_ids())
    now = list(change.segments)
    same = {segment.id for segment in then} & {
        segment.id for segment in now if segment.text in {old.text for old in then if old.id == segment.id}
    }
    return domain.corrections(
        [segment for segment in then if segment.id not in same],
        [segment for segment in now if segment.id not in same],
        language=language,
        elsewhere="\n".join(segment.text for segment in now),
        **options,
    )


def new_ids() -> Callable[[], str]:
    numbers = count()
    return lambda: f"new{next(numbers)}"


def of_line(heard: str, written: str, *, language: str = "en") -> list[tuple[str, str]]:
    found = corrected(SetText("s0", written), heard=[heard, "Good bye."], language=language)
    return [(correction.heard, correction.written) for correction in found]


def test_what_was_replaced_everywhere_is_offered_with_its_count() -> None:
    found = corrected(ReplaceAll("clue so", "Clueso"), SetText("s2", "We ask JSON for the keys."))

    assert found == [Correction("clue so", "Clueso", 2), Correction("jason", "JSON", 1)]


@pytest.mark.parametrize(
    ("heard", "written", "offered"),
    [
        ("press the cube flow button", "press the Kubeflow button", ("cube flow", "Kubeflow")),
        ("we use engine x here", "we use NGINX here", ("engine x", "NGINX")),
        ("it runs on h 264 video", "it runs on H264 video", ("h 264", "H264")),
        ("Ask ada love lace about it.", "Ask Ada Lovelace about it.", ("love lace", "Lovelace")),
        ("We met doctor okonko today.", "We met Dr. Okonkwo today.", ("doctor okonko", "Okonkwo")),
        ("he works at bank off america", "he works at Bank of America", None),
        ("so the get hub page", "so the GitHub page", ("get hub", "GitHub")),
        ("so the github page", "so the GitHub page", ("github", "GitHub")),
        ("this is clue so's page", "this is Clueso's page", ("clue so's", "Clueso")),
        ("Clue so is here.", "Clueso is here.", ("Clue so", "Clueso")),
        ("then we go and clue so", "then we go in Clueso", ("clue so", "Clueso")),
        ("we write c plus plus", "we write C++", ("c plus plus", "C++")),
        ("say \u201cclue so\u201d twice", "say \u201cClueso\u201d twice", ("clue so", "Clueso")),
    ],
)
def test_names_and_terms_are_offered(heard: str, written: str, offered: tuple[str, str] | None) -> None:
    assert of_line(heard, written)[: 1 if offered else 0] == ([offered] if offered else [])


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        ("we go there. then we rest", "We go there. Then we rest."),  # case and punctuation
        ("We know there house.", "We know their house."),  # common words
        ("Guess right now.", "Yes right now."),  # the first word of a sentence has a capital anyway
        ("The clue so page opens.", "The page opens."),  # a deletion
        ("The page opens.", "The Clueso page opens."),  # an insertion
        ("we meet on sunday", "we meet on Monday"),  # what every recogniser knows
        ("there are too of them", "there are 22 of them"),
        ("on the furst day", "on the 1st day"),
        ("it is vary good", "it is VERY good"),
        ("it is truly great", "it is IMPORTANT really"),
        ("log in to the page", "login to the page"),  # once, and in small letters
        ("and I think so", "and that I'm sure"),
        (
            "Well what I wanted to say is that it works.",
            "In short, Ada Lovelace and Charles Babbage made Clueso work.",
        ),
    ],
)
def test_what_a_vocabulary_cannot_use_is_not_offered(heard: str, written: str) -> None:
    assert of_line(heard, written) == []


def test_a_first_word_counts_as_a_name_where_it_has_its_capital_inside_a_sentence_too() -> None:
    once = SetText("s0", "Kluso is here.")
    heard = ["Close so is here.", "We know clothes.", "Good bye."]

    assert corrected(once, heard=heard[:1]) == []
    assert corrected(once, SetText("s1", "We know Kluso."), heard=heard) == [
        Correction("Close so", "Kluso", 2),
    ]


def test_a_term_in_small_letters_is_offered_once_it_was_heard_in_pieces_twice() -> None:
    heard = ["run cube cuttle first", "then cube cuttle again"]

    assert corrected(ReplaceAll("cube cuttle", "kubectl"), heard=heard) == [
        Correction("cube cuttle", "kubectl", 2)
    ]
    assert corrected(SetText("s0", "run kubectl first"), heard=heard) == []


def test_where_every_noun_has_a_capital_it_says_nothing() -> None:
    assert of_line("Das ist das Fester hier.", "Das ist das Fenster hier.", language="de") == []
    assert of_line("Das ist die GEHMA hier.", "Das ist die GEMA hier.", language="de") == [("GEHMA", "GEMA")]
    assert of_line("Das ist Klu so hier.", "Das ist Clueso hier.", language="de") == [("Klu so", "Clueso")]


@pytest.mark.parametrize(
    "operations",
    [
        [Split("s0", 1000)],
        [Merge("s0")],
        [Merge("s0"), Merge("s0"), Split("s0", 3000)],
        [Delete("s1")],
        [Delete("s0"), Merge("s1")],
        [SetSpeaker("s0", "A"), RenameSpeaker("A", "Ada Lovelace")],
        [SetTimes("s0", 100, 3000), SetTimes("s1", 4100, 7000)],
        [SetText("s0", "Welcome to the Clueso course."), SetText("s0", HEARD[0])],
    ],
)
def test_work_on_the_form_offers_nothing(operations: list[Operation]) -> None:
    assert corrected(*operations) == []


@pytest.mark.parametrize(
    "form",
    [
        [Split("s0", 1000)],
        [Split("s1", 5000)],
        [Merge("s0")],
        [Merge("s0"), Merge("s0"), Split("s0", 6500)],
        [SetTimes("s0", 100, 3000)],
        [Delete("s3"), SetSpeaker("s0", "A")],
    ],
)
@pytest.mark.parametrize("form_first", [True, False])
def test_work_on_the_form_hides_no_correction(form: list[Operation], form_first: bool) -> None:
    correction: list[Operation] = [ReplaceAll("clue so", "Clueso")]

    operations = form + correction if form_first else correction + form

    assert corrected(*operations) == [Correction("clue so", "Clueso", 2)]


def test_what_the_vocabulary_holds_already_is_not_offered() -> None:
    assert corrected(ReplaceAll("clue so", "Clueso"), known=["Okonkwo", "clueso"]) == []


def test_a_term_too_long_for_the_vocabulary_is_not_offered() -> None:
    assert of_line("we call it a thing", f"we call it a {'Wort' * 21}") == []
