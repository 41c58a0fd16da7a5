"""What a reader is told to check."""

import pytest

from clueso.domain.checking.doubts import NEVER_SAID, NEVER_SAID_SO, SAID_ELSEWHERE, warnings
from clueso.domain.checking.heard import Heard
from clueso.domain.checking.numbers import values
from clueso.domain.documents.documents import DocumentKind
from clueso.domain.transcript import Segment
from tests.bodies import body_of

SEGMENTS = (
    Segment("a", 0, 5000, "Open the settings page of the acme console and pick the thirty first of January."),
    Segment("b", 5000, 9000, "The p d f export costs nineteen dollars, ask git hub or Maria's team."),
)


def doubts(text: str, *, cited: str = "a", language: str = "en") -> list[tuple[str, str]]:
    section = {"heading": "H", "text": text, "segment_ids": [cited]}
    body = body_of(DocumentKind.ARTICLE, {"sections": [section]})
    return [(w.text, w.reason) for w in warnings(body, Heard(SEGMENTS, spoken=language), language=language)]


@pytest.mark.parametrize(
    "text",
    [
        "Open the Settings page in the Acme Console.",
        "Pick January 31.",
        "Pick the thirty first.",
        "First, open it. Then wait.",
        "I open the page.",
    ],
)
def test_what_was_said_raises_no_doubt_in_whatever_spelling(text: str) -> None:
    assert doubts(text) == []


@pytest.mark.parametrize(
    ("text", "doubtful"),
    [
        ("Open the Preferences page.", "Preferences"),
        ("Wait 45 seconds.", "45"),
        ("There are seven settings.", "seven"),
        ("Choose \u201cSave as draft\u201d now.", "Save as draft"),
        ("It exports XLSX files.", "XLSX"),
        ("See acme.example for more.", "acme.example"),
    ],
)
def test_names_numbers_labels_and_addresses_that_nobody_said_are_doubtful(text: str, doubtful: str) -> None:
    reason = NEVER_SAID_SO if "\u201c" in text else NEVER_SAID
    assert (doubtful, reason) in doubts(text)


TALK = (
    Segment(
        "a",
        0,
        5000,
        "So at nine thirty we ship version three dot five dot one of claw so to forty-two teams.",
    ),
    Segment(
        "b",
        5000,
        9000,
        "It is 1,500 euros, or 2.5 percent, so twenty one. Hit save as draft in the members tab.",
    ),
    Segment(
        "c",
        9000,
        9900,
        "Open localhost 3000 or acme dot com, then main dot py. O'Brien's team start it in 2024.",
    ),
)


def doubts_of_talk(text: str, *, language: str = "en") -> list[str]:
    body = body_of(DocumentKind.ARTICLE, {"lead": text})
    return [w.text for w in warnings(body, Heard(TALK, spoken=language), language=language)]


@pytest.mark.parametrize(
    "text",
    [
        "At 9:30 we ship version 3.5.1 to 42 teams.",
        "We ship it to forty-two teams, i.e. to forty two of them.",
        "It costs 1500 euros, 1,500 euros, or one thousand five hundred.",
        "It costs 2.5%, or 2,5 %, so 21, and twenty-one for the team.",
        "Choose \u201cSave as draft\u201d in the \u2018Members\u2019 tab.",
        "Choose 'Save as draft', \"Members tab\" or \u300csave\u300d.",
        "Open http://localhost:3000 or https://acme.com, then main.py.",
        "Open `main.py`, \u201cacme.com\u201d or \u201cacme.com, then main.py\u201d.",
        "The O\u2019Brien team started in 2024. It's theirs.",
        "Open The Members Tab And Choose Wisely",
        "One of them: Start there. \u201cThen go on.\u201d",
        "I'd say OK, I'm ready.",
    ],
)
def test_harmless_words_raise_no_doubt(text: str) -> None:
    assert [doubt for doubt in doubts_of_talk(text) if doubt != "Then go on"] == []


@pytest.mark.parametrize(
    ("text", "doubtful"),
    [
        ("Write to Clueso.", "Clueso"),  # a house term that the speaker never said like this
        ("Choose \u201cDraft as save\u201d.", "Draft as save"),
        ("Choose 'Tab members'.", "Tab members"),
        ("Choose \u300c\u4fdd\u5b58\u300d.", "\u4fdd\u5b58"),
        ("The ART of it.", "ART"),  # "start" is another word
        ("At 9:45 we ship.", "9:45"),
        ("Version 3.6.1 is out.", "3.6.1"),
        ("It costs 15 euros.", "15"),
        ("It went to forty-three teams.", "forty three"),
        ("It took a hundred days.", "hundred"),
        ("Open setup.exe now.", "setup.exe"),
        ("Open https://acme.org now.", "https://acme.org"),
    ],
)
def test_what_only_looks_like_what_was_said_is_doubtful(text: str, doubtful: str) -> None:
    assert doubtful in doubts_of_talk(text)


def test_a_quoted_address_is_doubtful_once() -> None:
    assert doubts_of_talk("Open `setup.exe` or \u201cevil.example\u201d.") == ["evil.example", "setup.exe"]


def test_an_address_is_doubtful_once() -> None:
    assert doubts_of_talk("See https://Evil.example/Path/7 there.") == ["https://Evil.example/Path/7"]


def test_what_was_said_elsewhere_is_told_apart() -> None:
    found = doubts("Ask Maria about the PDF of Zoe.")
    assert found == [("Maria", SAID_ELSEWHERE), ("PDF", SAID_ELSEWHERE), ("Zoe", NEVER_SAID)]


def test_letters_said_one_by_one_and_words_said_apart_are_the_same_name() -> None:
    assert doubts("The PDF export and GitHub belong to Maria.", cited="b") == []


def test_capital_nouns_of_german_are_no_names() -> None:
    assert doubts("Danach öffnet sich die Übersicht.", language="de") == []


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("thirty first", 31.0),
        ("nineteen ninety nine", 1999.0),
        ("two thousand and twenty four", 2024.0),
        ("four zero four", 404.0),
        ("one point five", 1.5),
        ("three hundred and sixty", 360.0),
        ("two hundred and fifty thousand three hundred and five", 250_305.0),
        ("one million", 1_000_000.0),
        ("a thousand", 1000.0),
        ("1,000", 1000.0),
        ("9:30", "9:30"),
        ("9:30", 30.0),
        ("three dot five", 3.5),
        ("2,5", 2.5),
        ("1,000.5", 1000.5),
    ],
)
def test_numbers_in_words_have_a_value(said: str, value: float | str) -> None:
    assert value in values(said.split())


@pytest.mark.parametrize(
    ("said", "spoken", "text", "language", "doubtful"),
    [
        (
            "It costs one point five million, or nineteen dollars.",
            "en",
            "Es kostet 1,5 oder 19 Dollar.",
            "de",
            [],
        ),
        ("It has one thousand five hundred pages.", "en", "Es hat 1.500 Seiten.", "de", []),
        ("Wait for seven days.", "en", "Warten Sie sieben Tage.", "de", []),
        ("Wait for seven days.", "en", "Warten Sie zwei Tage, h\u00f6chstens 8.", "de", ["8", "zwei"]),
        ("Press invite.", "en", "Klicken Sie auf \u201einvite\u201c.", "de", []),
        ("Press invite.", "en", "Klicken Sie auf \u201eEinladen\u201c im PDF.", "de", ["Einladen", "PDF"]),
        ("Export it as p d f.", "en", "Die PDF-Datei per E-Mail-Adresse als XML-Datei.", "de", ["XML"]),
        ("Wir warten drei Tage mit Maria.", "de", "We wait three days, 3, with Maria.", "en", []),
        ("Wir warten drei Tage mit Maria.", "de", "We wait four days with Zoe.", "en", ["Zoe", "four"]),
        ("Es sind 1.500 Seiten.", "de", "It has 1,500 pages.", "en", []),
        ("On attend trois jours.", "fr", "Wir warten drei Tage.", "de", []),
    ],
)
def test_in_a_translation_numbers_labels_and_acronyms_are_compared(
    said: str, spoken: str, text: str, language: str, doubtful: list[str]
) -> None:
    section = {"heading": "H", "text": text, "segment_ids": ["a"]}
    body = body_of(DocumentKind.ARTICLE, {"sections": [section]})
    segments = (Segment("a", 0, 5000, said),)

    found = warnings(body, Heard(segments, spoken=spoken or language), language=language)

    assert sorted(warning.text for warning in found) == doubtful


@pytest.mark.parametrize(
    ("said", "value"), [("two and four", 6.0), ("one two three", 6.0), ("three point five one", 9.0)]
)
def test_numbers_beside_each_other_are_not_added(said: str, value: float | str) -> None:
    assert value not in values(said.split())
