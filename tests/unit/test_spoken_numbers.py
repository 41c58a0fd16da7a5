"""Numbers that people say in words are found where a document writes them in digits."""

import pytest

from clueso.domain.checking.amounts import numbers
from clueso.domain.checking.dates import Date, SaidDates
from clueso.domain.checking.numbers import digits, values, was_said
from clueso.domain.words.wording import tokens


def is_said(spoken: str, written: str, language: str) -> bool:
    said = values(tokens(spoken), language)
    return all(was_said(number, means, said) for number, means in digits(written).items())


@pytest.mark.parametrize(
    ("language", "spoken", "written"),
    [
        ("de", "Es sind dreiundzwanzig.", "23"),
        ("fr", "Il y en a vingt.", "20"),
        ("es", "Hay veintidós.", "22"),
        ("es", "Hay veintidos.", "22"),  # a recogniser may lose the accent
        ("it", "Sono ventitré.", "23"),
        ("nl", "Het zijn er drieëntwintig.", "23"),
        ("pt", "São mil e três.", "1003"),
        ("en", "There are twenty three.", "23"),
        ("de", "eintausendelf", "1011"),
    ],
)
def test_cardinals(language: str, spoken: str, written: str) -> None:
    assert is_said(spoken, written, language)


@pytest.mark.parametrize(
    ("language", "spoken", "written"),
    [
        ("de", "am dreiundfünfzigsten Tag", "53"),
        ("fr", "la vingt-troisième fois", "23"),
        ("fr", "le second jour", "2"),
        ("es", "el vigésimo tercero", "23"),
        ("es", "el segundo", "2"),
        ("it", "il ventitreesimo", "23"),
        ("nl", "de drieëntwintigste", "23"),
        ("pt", "a vigésima terceira", "23"),
        ("en", "the twenty third", "23"),
    ],
)
def test_ordinals(language: str, spoken: str, written: str) -> None:
    assert is_said(spoken, written, language)


@pytest.mark.parametrize(
    ("language", "spoken", "written"),
    [
        ("de", "zwölf Komma null fünf", "12,05"),
        ("de", "zwei Komma fünf Millionen", "2,5 Millionen"),
        ("fr", "deux virgule cinq millions", "2,5 millions"),
        ("es", "dos coma cinco millones", "2,5 millones"),
        ("it", "due virgola cinque milioni", "2,5 milioni"),
        ("nl", "twee komma vijf miljoen", "2,5 miljoen"),
        ("pt", "dois vírgula cinco milhões", "2,5 milhões"),
        ("en", "two point five million", "2.5 million"),
    ],
)
def test_decimals(language: str, spoken: str, written: str) -> None:
    assert is_said(spoken, written, language)


@pytest.mark.parametrize(
    ("language", "spoken", "written"),
    [
        ("en", "two and a half million users", "2.5 million"),
        ("en", "two and a half million users", "2,500,000"),
        ("en", "a million and a half", "1.5 million"),
        ("en", "half a million", "500,000"),
        ("en", "two and a half hours", "2.5"),
        ("de", "zweieinhalb Millionen", "2,5 Millionen"),
        ("de", "anderthalb Millionen", "1.500.000"),
        ("de", "eine halbe Million", "500.000"),
        ("fr", "deux millions et demi", "2,5 millions"),
        ("fr", "un demi million", "500 000"),
        ("es", "dos millones y medio", "2,5 millones"),
        ("es", "medio millón", "500.000"),
        ("it", "due milioni e mezzo", "2,5 milioni"),
        ("nl", "tweeënhalf miljoen", "2,5 miljoen"),
        ("nl", "twee en een half miljoen", "2,5 miljoen"),
        ("nl", "anderhalf miljoen", "1,5 miljoen"),
        ("pt", "dois milhões e meio", "2,5 milhões"),
    ],
)
def test_halves(language: str, spoken: str, written: str) -> None:
    assert is_said(spoken, written, language)


@pytest.mark.parametrize(
    ("language", "spoken", "written"),
    [
        ("en", "at half past nine", "9:30"),
        ("en", "at quarter past nine", "9:15"),
        ("en", "at a quarter to ten", "9:45"),
        ("en", "at twenty to ten", "9:40"),
        ("en", "at a quarter to one", "12:45"),
        ("en", "at twenty-five to ten", "9:35"),
        ("en", "at five to ten people arrived", "9:55"),
        ("en", "It was five to ten in the morning.", "9:55"),
        ("en", "three minutes to ten", "9:57"),
        ("de", "drei vor zehn", "9:57"),
        ("de", "um halb zehn", "9:30"),
        ("de", "um Viertel vor zehn", "9:45"),
        ("de", "um drei viertel zehn", "9:45"),
        ("de", "um viertel zehn", "9:15"),
        ("de", "um zwanzig vor zehn", "9:40"),
        ("fr", "à neuf heures et demie", "9:30"),
        ("fr", "à dix heures moins le quart", "9:45"),
        ("fr", "à dix heures moins vingt", "9:40"),
        ("es", "a las nueve y media", "9:30"),
        ("es", "a las diez menos cuarto", "9:45"),
        ("it", "alle nove e mezza", "9:30"),
        ("it", "alle dieci meno un quarto", "9:45"),
        ("nl", "om half tien", "9:30"),
        ("nl", "om kwart voor tien", "9:45"),
        ("pt", "às nove e meia", "9:30"),
        ("pt", "às quinze para as dez", "9:45"),
    ],
)
def test_times_of_day(language: str, spoken: str, written: str) -> None:
    assert is_said(spoken, written, language)


@pytest.mark.parametrize(
    ("language", "spoken", "written"),
    [
        ("en", "two and a half million users", "3.5 million"),
        ("en", "at half past nine", "8:30"),
        ("en", "a quarter to ten", "8:45"),
        ("de", "dreiundzwanzig", "32"),
        ("de", "um halb zehn", "8:30"),
        ("fr", "vingt", "21"),
        ("fr", "deux millions et demi", "3,5 millions"),
        ("nl", "om kwart voor tien", "8:45"),
        ("en", "five to ten people", "9:55"),
        ("en", "about five to ten people", "55"),
        ("en", "5 to 10 people", "9:55"),
        ("en", "ten to twenty percent", "19:50"),
        ("en", "nine of ten users", "9:51"),
        ("en", "open from five to ten", "9:55"),
        ("en", "open nine to five", "4:51"),
        ("pt", "de cinco para dez pessoas", "9:55"),
        ("de", "vor zehn Jahren", "59"),
        ("de", "zehn Kunden vor fünf Jahren", "4:50"),
        ("nl", "voor tien jaar", "59"),
    ],
)
def test_other_numbers_are_not_said(language: str, spoken: str, written: str) -> None:
    assert not is_said(spoken, written, language)


def test_a_range_is_said_with_both_of_its_numbers() -> None:
    assert is_said("five to ten people", "5 to 10", "en")


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "it", "nl", "pt"])
@pytest.mark.parametrize(
    "text",
    [
        "mil" * 600,
        "tausend" * 600,
        "mil " * 1000,
        "9" * 6000,
        "9" * 6000 + ":30",
        "1." * 3000,
        "123 " * 1000,
        "hundred thousand million " * 100,
        "9" * 400 + " may 5",
        "9" * 6000 + ".5 may",
        "quarter to ten " * 100,
    ],
    ids=lambda text: text[:12],
)
def test_endless_numbers_harm_nobody(language: str, text: str) -> None:
    said = tokens(text)

    assert is_said(text, text, language)
    list(numbers(text, language))
    SaidDates(said, language).hold(Date("May 5", frozenset({(5, 5)})))
