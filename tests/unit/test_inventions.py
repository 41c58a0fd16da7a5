"""What nobody told is taken out of a document, or its head says so; what was told stays."""

import pytest

from clueso.domain.checking.claims import Claim
from clueso.domain.checking.doubts import NEVER_SAID, SAID_ELSEWHERE, SOUNDS_ALIKE, caution, warnings
from clueso.domain.checking.heard import Heard
from clueso.domain.checking.inventions import sentences, warnings_of, without_inventions
from clueso.domain.checking.numbers import values
from clueso.domain.checking.said import Said
from clueso.domain.documents.documents import DocumentKind, Warning
from clueso.domain.transcript import Segment
from clueso.domain.words.wording import tokens
from tests.bodies import body_of
from tests.planted import DOUBTFUL, INVENTED, TALKS, TRUE, Row

OPENING = {
    "en": "This is how it begins.",
    "de": "So beginnt es.",
    "fr": "C'est le début.",
    "es": "Así empieza todo.",
    "it": "Ecco come comincia.",
    "nl": "Zo begint het.",
    "pt": "Assim começa.",
}


def segments_of(language: str) -> tuple[Segment, ...]:
    return tuple(
        Segment(f"s{number}", number * 5000, number * 5000 + 4900, text)
        for number, text in enumerate(TALKS[language], start=1)
    )


def settled(row: Row) -> tuple[str, str, list[Claim]]:
    """The text of a section that says a good sentence and the row's, and what the document says at its head."""
    segments = segments_of(row.language)
    heard = Heard(segments, spoken=row.language)
    section = {"heading": "H", "text": f"{OPENING[row.language]} {row.text}", "segment_ids": ["s1"]}
    body = body_of(DocumentKind.ARTICLE, {"sections": [section]})
    left, taken = without_inventions(body, heard, language=row.language)
    assert left is not None
    text = left.sections[0].text
    if any(Said(segments).foreign_matter(text)):  # addresses are refused with their part
        text = OPENING[row.language]
    head = caution(warnings(left, heard, language=row.language)) or ""
    return text, head, taken


@pytest.mark.parametrize("row", INVENTED, ids=lambda row: row.name)
def test_an_invention_is_taken_out_with_its_sentence_alone(row: Row) -> None:
    text, _, _ = settled(row)

    assert text == OPENING[row.language]


@pytest.mark.parametrize("row", DOUBTFUL, ids=lambda row: row.name)
def test_what_may_be_an_invention_is_told_at_the_head(row: Row) -> None:
    text, head, _ = settled(row)

    assert row.text in text
    assert head.startswith("The recording never says \u201c")


@pytest.mark.parametrize("row", TRUE, ids=lambda row: row.name)
def test_what_was_told_stays_and_raises_no_caution(row: Row) -> None:
    text, head, taken = settled(row)

    assert row.text in text
    assert taken == []
    assert head == "" or row.name in ("en: step", "en: own count")


LONG = "We met Dr. Weber on March 15. He left. It cost 3.5 euros! \u201cGood.\u201d Then it ended"


def test_sentences_end_at_no_abbreviation_and_lose_nothing() -> None:
    found = sentences(LONG, "en")

    assert "".join(found) == LONG
    assert [sentence.strip() for sentence in found] == [
        "We met Dr. Weber on March 15.",
        "He left.",
        "It cost 3.5 euros!",
        "\u201cGood.\u201d",
        "Then it ended",
    ]


def test_a_reader_is_told_how_much_was_left_out_and_nothing_of_what_it_was() -> None:
    _, _, taken = settled(Row("", "en", "Jonathan pays $48,000 or $49,000 on March 15 at 9 Elm Street."))

    [warning] = warnings_of(taken)

    assert (warning.pointer, warning.text) == ("", "")
    assert warning.reason == (
        "Left out with what was said of them, because the recording never says them: 1 date, 1 address, 2 amounts "
        "and 1 name."
    )


def test_of_many_doubtful_words_the_first_are_told_at_the_head() -> None:
    words = [Warning("/lead", f"W{number}", NEVER_SAID) for number in range(15)]

    found = caution([*words, *words])

    assert found is not None
    assert found == caution(words)
    assert found.startswith("The recording never says \u201cW0\u201d, ")
    assert "\u201cW11\u201d and 3 more. Check" in found


def test_what_was_said_elsewhere_or_otherwise_is_no_reason_for_caution() -> None:
    assert caution([Warning("/lead", "W", SAID_ELSEWHERE), Warning("/lead", "W", SOUNDS_ALIKE)]) is None


@pytest.mark.parametrize(
    ("language", "said", "value"),
    [
        ("de", "zweitausendf\u00fcnfhundert", 2500),
        ("de", "dreiundzwanzigsten", 23),
        ("de", "eins komma f\u00fcnf", 1.5),
        ("fr", "quatre vingt dix neuf", 99),
        ("fr", "soixante et onze", 71),
        ("fr", "deux mille vingt six", 2026),
        ("es", "treinta y uno", 31),
        ("es", "dos mil veintis\u00e9is", 2026),
        ("es", "quinientos dos", 502),
        ("it", "ventotto", 28),
        ("it", "duemilaventisei", 2026),
        ("nl", "twee\u00ebntwintig", 22),
        ("pt", "duzentos e cinquenta e tr\u00eas", 253),
        ("pt", "mil e duzentos", 1200),
        ("en", "twelve euros and a half", 12.5),
        ("en", "25 thousand", 25_000),
        ("en", "one point five million", 1_500_000),
        ("de", "1,5 millionen", 1_500_000),
    ],
)
def test_numbers_of_each_language_have_a_value(language: str, said: str, value: float) -> None:
    assert value in values(tokens(said), language)
