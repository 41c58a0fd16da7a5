"""Corrections are offered where a screen spells a name or label in another way than the recogniser.

The texts are Whisper base's of films of clicks, the lines RapidOCR's of their screens.
"""

from clueso.domain.seen.offers import offers
from tests.seen_screens import INVOICES, OVERVIEW, Read, said, screen

BOX = (0.4, 0.6, 0.1, 0.04)


def offered(*texts: str, seen: tuple[Read, ...] = (), language: str = "en") -> list[tuple[str, str, int]]:
    segments = [said(f"s{at}", at * 3_000, at * 3_000 + 2_500, text) for at, text in enumerate(texts)]
    screens = [screen(0, 3_000, OVERVIEW), screen(3_200, 60_000, (*INVOICES, *seen))]
    return [(one.heard, one.written, one.count) for one in offers(segments, screens, language)]


def test_a_name_is_offered_for_what_sounds_like_it_most_frequent_first() -> None:
    names = (("Quillnest", BOX), ("Sent to Corvane", BOX))
    texts = ("Hi, this is a guide to Quillness.", "Give it to Corvine.", "Now Corvine has it.")

    assert offered(*texts, seen=names) == [("Corvine", "Corvane", 2), ("Quillness", "Quillnest", 1)]


def test_a_label_is_offered_for_ordinary_words_only_in_the_place_of_a_controls_name() -> None:
    assert offered("Click the expert button.") == [("expert", "Export", 1)]
    assert offered("Our expert has recent customs.") == []


def test_the_case_of_a_label_is_nothing_to_correct_but_that_of_a_name_is() -> None:
    assert offered("click export", "welcome to borealis") == [("borealis", "Borealis", 1)]


def test_a_name_that_is_heard_right_is_not_offered() -> None:
    assert offered("Welcome to Borealis.", "Borealis's settings") == []


def test_each_offer_names_the_screen_that_proves_it() -> None:
    screens = [screen(0, 3_000, OVERVIEW), screen(3_200, 9_000, INVOICES), screen(9_200, 20_000, INVOICES)]

    [offer] = offers([said("s1", 9_500, 11_000, "Click the expert button.")], screens, "en")

    assert (offer.at_ms, offer.key) == (11_000, "screen-9200.jpg")


def test_without_screens_nothing_is_offered() -> None:
    assert offers([said("s1", 0, 1_000, "Welcome to Bory Alice.")], [], "en") == []


def test_text_in_another_language_is_not_compared() -> None:
    assert offered("Klicken Sie auf Export und Corvine", seen=(("Corvane", BOX),), language="ja") == []
