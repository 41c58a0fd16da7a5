"""How long a transcript can be, told in words."""

import pytest

from clueso.domain.transcript import CHARACTERS_MAX, TEXT_MAX, WORDS_MAX, Segment, check_length
from clueso.errors import TranscriptTooLong

TEN_HOURS_OF_FAST_SPEECH = 10 * 60 * 300 * 6
"""Characters: minutes, words in each (auctioneers speak no faster for long), letters of a word and its space."""


def said(length: int) -> list[Segment]:
    whole, rest = divmod(length, TEXT_MAX)
    return [Segment("", 0, 1, "x" * TEXT_MAX)] * whole + [Segment("", 0, 1, "x" * rest)]


def test_ten_hours_of_fast_speech_fit() -> None:
    check_length(said(TEN_HOURS_OF_FAST_SPEECH))
    assert TEN_HOURS_OF_FAST_SPEECH * 1.5 < CHARACTERS_MAX


def test_what_is_longer_is_refused_in_words() -> None:
    check_length(said(CHARACTERS_MAX))
    with pytest.raises(TranscriptTooLong, match=r"2,000,001 characters were written down, and 2,000,000 are"):
        check_length(said(CHARACTERS_MAX + 1))
    assert not TranscriptTooLong.retryable


def test_so_are_more_words_than_anybody_says() -> None:
    words = [Segment("", 0, 1, "a " * 1_000)] * (WORDS_MAX // 1_000)
    check_length(words)
    with pytest.raises(TranscriptTooLong, match=r"300,001 words were written down, and 300,000 are"):
        check_length([*words, Segment("", 0, 1, "a")])
