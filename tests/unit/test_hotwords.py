"""The vocabulary as a hint for recognisers."""

from clueso.transcription.hotwords import hotwords


def test_words_are_told_in_their_order_as_far_as_there_is_room() -> None:
    assert hotwords(["Clueso", "Kubernetes", "RQ"], room=12, size=len) == "Clueso, RQ"


def test_no_word_is_cut() -> None:
    assert hotwords(["Kubernetes"], room=9, size=len) == ""


def test_no_special_token_gets_in() -> None:
    assert "<|" not in hotwords(["<|endoftext|>", "<<||nospeech|>", "fine"], room=100, size=len)


def test_an_empty_word_adds_nothing() -> None:
    assert hotwords(["", " ", "Clueso", "<|"], room=100, size=len) == "Clueso"
