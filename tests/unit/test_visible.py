"""What stays of a name, and what nobody saw of it."""
# ruff: noqa: RUF001

from typing import NamedTuple

import pytest

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.documents.parts import with_visible_titles
from clueso.domain.words.visible import visible
from tests.bodies import body_of


class Row(NamedTuple):
    name: str
    text: str
    seen: str


HIDDEN = (
    Row("right-to-left override", "invoice\u202egpj.exe", "invoicegpj.exe"),
    Row("left-to-right override", "a\u202db", "ab"),
    Row("embeddings", "a\u202ab\u202bc\u202cd", "abcd"),
    Row("isolates", "a\u2066b\u2067c\u2068d\u2069e", "abcde"),
    Row("marks of direction", "a\u200eb\u200fc\u061cd", "abcd"),
    Row("zero-width space", "pay\u200bpal", "paypal"),
    Row("joiner in Latin", "pay\u200dpal", "paypal"),
    Row("non-joiner in Latin", "Auf\u200clage", "Auflage"),
    Row("joiner in Cyrillic", "а\u200dб", "аб"),
    Row("joiner between Latin and Arabic", "a\u200dب", "aب"),
    Row("word joiner", "a\u2060b", "ab"),
    Row("byte order mark", "\ufeffa", "a"),
    Row("soft hyphen", "a\u00adb", "ab"),
    Row("invisible operators", "a\u2061\u2062\u2063\u2064b", "ab"),
    Row("shaping controls", "a\u206a\u206fb", "ab"),
    Row("annotation", "a\ufff9b\ufffac\ufffbd", "abcd"),
    Row("tags", "a\U000e0001\U000e0041\U000e007fb", "ab"),
    Row("tags behind a flag", "\U0001f3f4\U000e0067\U000e0062\U000e007f", "\U0001f3f4"),
    Row("selectors that carry words", "a\ufe00\ufe01\ufe02\U000e0100b", "a\ufe00b"),
    Row("a selector behind nothing", "\ufe0fa", "a"),
    Row("a selector behind a blank", "a \ufe0fb", "a b"),
    Row("Hangul fillers", "a\u115f\u1160\u3164\uffa0b", "ab"),
    Row("Khmer vowels that are not drawn", "a\u17b4\u17b5b", "ab"),
    Row("grapheme joiner", "a\u034fb", "ab"),
    Row("blank of Braille", "a\u2800b", "ab"),
    Row("Mongolian vowel separator", "a\u180eb", "ab"),
    Row("controls", "a\0b\x1bc\x7fd\x85e", "abcde"),
    Row("ends of lines and paragraphs", "a\u2028b\u2029c", "abc"),
    Row("private use", "a\ue000\U000f0000b", "ab"),
    Row("no characters", "a\ufffe\uffff\ufdd0\U0001ffffb", "ab"),
    Row("half of a character", "a\ud800b", "ab"),
    Row("joiners alone", "\u200d\u200c", ""),
    Row("joiners around a word", "\u200dنام\u200c", "نام"),
    Row("joiners in a row", "می\u200c\u200c\u200cخواهم", "می\u200cخواهم"),
)
KEPT = (
    Row("nothing", "", ""),
    Row("plain words", "Q3 review (final), 100 %", ""),
    Row("accents", "Größe, naïve, İstanbul, Ω, Жук", ""),
    Row("accents of their own", "e\u0301 u\u0308 \u30cf\u309a", "\xe9 \xfc \u30d1"),
    Row("an accent behind what nobody sees", "e\u200b\u0301", "\xe9"),
    Row("a letter of one sign that is written as two", "\u0958", "\u0915\u093c"),
    Row("Persian", "می\u200cخواهم", ""),
    Row("Hindi", "क्\u200dष, क्\u200cष", ""),
    Row("Sinhala", "ක්\u200dර", ""),
    Row("Malayalam at the end of a word", "അവന്\u200d വന്നു", ""),
    Row("Hebrew with points", "שָׁלוֹם", ""),
    Row("Arabic with a number sign", "\u0600\u0661", ""),
    Row("Chinese", "会议记录", ""),
    Row("a form of a Chinese character", "葛\U000e0100城", ""),
    Row("Mongolian", "ᠮᠠ\u180bᠨ", ""),
    Row("a family", "\U0001f468\u200d\U0001f469\u200d\U0001f467", ""),
    Row("a profession with a tone", "\U0001f469\U0001f3fd\u200d\U0001f680", ""),
    Row("a heart in flames", "\u2764\ufe0f\u200d\U0001f525", ""),
    Row("a flag", "\U0001f1e9\U0001f1ea", ""),
    Row("a key", "1\ufe0f\u20e3", ""),
    Row("an emoji of next year", "\U0001faef", ""),
    Row("no-break space", "10\u00a0%", ""),
    Row("lines", "one\ntwo\tthree", ""),
)


@pytest.mark.parametrize("row", HIDDEN, ids=lambda row: row.name)
def test_what_nobody_sees_goes(row: Row) -> None:
    assert visible(row.text) == row.seen
    assert visible(visible(row.text)) == row.seen


@pytest.mark.parametrize("row", KEPT, ids=lambda row: row.name)
def test_what_writing_needs_stays(row: Row) -> None:
    assert visible(row.text) == (row.seen or row.text)


def test_of_a_document_the_titles_are_seen_whole_and_the_text_is_as_it_was() -> None:
    hidden = "a\u202eb"
    step = {"heading": hidden, "text": hidden}

    shown = with_visible_titles(
        body_of(DocumentKind.GUIDE, {"title": hidden, "goal": hidden, "steps": [step]})
    )

    seen = {"title": "ab", "goal": hidden, "steps": [step | {"heading": "ab"}]}
    assert shown == body_of(DocumentKind.GUIDE, seen)
