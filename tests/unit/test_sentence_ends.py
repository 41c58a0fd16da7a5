"""Where a sentence ends, in the languages and scripts that people speak and write."""

# ruff: noqa: RUF001 -- the signs of several scripts are meant

import pytest

from clueso.domain.words.sentence_ends import PAUSE_MS, ends_sentence, has_end_sign, sentences_in
from tests.sentence_cases import CASES

UNSPACED = {"zh", "ja"}


@pytest.mark.parametrize(
    ("language", "case"), CASES, ids=[f"{language}-{n}" for n, (language, _) in enumerate(CASES)]
)
def test_a_text_is_divided_where_its_sentences_end(language: str, case: str) -> None:
    sentences = case.split("|")
    text = ("" if language in UNSPACED else " ").join(sentences)

    assert list(sentences_in(text, language=language)) == sentences


@pytest.mark.parametrize(
    ("word", "following", "language"),
    [
        (" U.S.", " Army", "en"),
        (" 5.", " Danach", "de"),
        (" usw.", " Peter", "de"),
        (" EE.UU.", " Mañana", "es"),
        (" п.", " Хорошо", "ru"),
    ],
)
def test_a_pause_tells_where_the_sign_does_not(word: str, following: str, language: str) -> None:
    assert not ends_sentence(word, following, language=language, pause_ms=PAUSE_MS - 1)
    assert ends_sentence(word, following, language=language, pause_ms=PAUSE_MS)


@pytest.mark.parametrize("word", [" Dr.", " Mr.", " St.", " Prof."])
def test_no_pause_tears_a_title_from_its_name(word: str) -> None:
    assert not ends_sentence(word, " Smith", language="en", pause_ms=60_000)


def test_no_pause_ends_a_sentence_that_goes_on_in_lower_case() -> None:
    assert not ends_sentence(" end.", " and", language="en", pause_ms=60_000)


@pytest.mark.parametrize(
    "text", ["Done.", 'He said "done."', "¿Qué?", "終わり。", "है।", "ہے۔", "حالك؟", "« Ah ! »"]
)
def test_a_sentence_ends_in_many_scripts_and_within_quotes(text: str) -> None:
    assert has_end_sign(text)


@pytest.mark.parametrize("text", ["", "and", "one,", "1.5"])
def test_what_has_no_end_sign_ends_no_sentence(text: str) -> None:
    assert not has_end_sign(text)
    assert not ends_sentence(text, " And", language="en", pause_ms=5_000)
