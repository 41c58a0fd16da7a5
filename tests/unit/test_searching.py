"""The rules of search: queries, passages, ranking, snippets."""

from threading import Thread

import pytest

from clueso.domain.searching.passages import LONGEST, WORDS, Piece, passages, stems_of
from clueso.domain.searching.query import read
from clueso.domain.searching.ranking import Bag, Scale
from clueso.domain.searching.snippets import snippet
from clueso.domain.searching.words import stem, tokens


def phrases(typed: str, *languages: str) -> list[list[str]]:
    """The wanted clauses, each as its phrases."""
    return [
        [" ".join(term.text for term in phrase) for phrase in clause.phrases]
        for clause in read(typed, languages).wanted
    ]


def test_a_token_knows_its_place_in_the_text() -> None:
    text = "Ada's café, 検索 now"

    assert [text[token.start : token.end] for token in tokens(text)] == ["Ada's", "café", "検索", "索", "now"]


def test_a_word_of_two_scripts_is_divided_between_them() -> None:
    assert [token.text for token in tokens("SQLite検索DB")] == ["sqlite", "検索", "索", "db"]


@pytest.mark.parametrize("language", ["en", "en-GB", "EN"])
def test_a_language_with_a_region_has_the_same_stems(language: str) -> None:
    assert stem("inviting", language) == "invit"


def test_a_language_without_rules_keeps_its_words() -> None:
    assert (stem("inviting", ""), stem("inviting", "haw")) == ("inviting", "inviting")


def test_stems_are_the_same_in_several_threads() -> None:
    words = [f"{word}{ending}" for word in ("invit", "search", "runn", "hous") for ending in ("ing", "es")]
    words = [f"{word}{number}" for word in words for number in range(500)] + words * 500
    alone = [stem.__wrapped__(word, "en") for word in words]
    found: list[list[str]] = []

    threads = [
        Thread(target=lambda: found.append([stem.__wrapped__(word, "en") for word in words]))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [alone] * 4


def test_a_word_is_wanted_in_the_forms_of_all_languages() -> None:
    assert phrases("Häuser", "de", "en") == [["hauser", "haus"]]


def test_quotes_and_parts_of_a_word_are_phrases() -> None:
    assert phrases('"reset the password" node.js') == [["reset the password"], ["node js"]]


def test_an_open_quote_reaches_to_the_end() -> None:
    assert phrases('"reset the password') == [["reset the password"]]


def test_or_joins_its_neighbours() -> None:
    assert phrases("a1 OR b1 c1") == [["a1", "b1"], ["c1"]]
    assert phrases("OR a1 or") == [["a1"], ["or"]]


def test_a_frequent_word_is_demanded_only_alone_or_in_quotes() -> None:
    assert [clause.is_common for clause in read("the printer", ["en"]).wanted] == [True, False]
    assert [clause.is_common for clause in read('"the" printer', ["en"]).wanted] == [False, False]
    assert len(read("the who", ["en"]).demanded) == 2


def test_a_single_character_finds_the_pairs_that_begin_with_it() -> None:
    (clause,) = read("検", []).wanted

    assert [(term.text, term.is_begun) for term in clause.phrases[0]] == [("検", True)]


def test_a_passage_ends_with_the_piece_that_fills_it() -> None:
    pieces = [Piece(f"s{at}", at, "one two three four five six seven") for at in range(30)]

    found = list(passages(pieces))

    assert [len(passage.stems) for passage in found] == [84, 84, 42]
    assert [piece for passage in found for piece in passage.pieces] == pieces


def test_a_passage_has_one_language() -> None:
    found = list(passages([Piece("a", 0, "Hello", language="en"), Piece("b", 1, "Hallo", language="de")]))

    assert [(passage.language, passage.text) for passage in found] == [("en", "Hello"), ("de", "Hallo")]


def test_the_parts_of_a_passage_are_found_in_its_text() -> None:
    (passage,) = passages([Piece("a", 0, "Hello there."), Piece("b", 1, "..."), Piece("c", 2, "Again.")])

    assert passage.parts == [["a", 0, 0], ["c", 2, 13]]
    assert passage.text[13:] == "Again."


def test_a_long_piece_becomes_several_with_all_its_words() -> None:
    text = " ".join(f"word{number}" for number in range(LONGEST + 50))

    found = list(passages([Piece("a", 0, text)]))

    assert [len(passage.stems) for passage in found] == [WORDS, WORDS, 50]
    assert " ".join(passage.text for passage in found) == text


def test_a_rare_word_weighs_more_than_a_frequent_one() -> None:
    query = read("rare usual", [])
    bags = [Bag.of(["usual"]), Bag.of(["usual"]), Bag.of(["usual"]), Bag.of(["rare"])]
    scale = Scale.of(query, bags)

    assert scale.score(bags[3]) > scale.score(bags[0]) > scale.score(Bag.of(["other"])) == 0


def test_the_forms_of_a_word_count_as_one_word() -> None:
    query = read("houses", ["en", "de"])

    assert len(query.groups) == 1


def test_a_snippet_is_short_and_marks_its_words() -> None:
    text = "Nothing here. " * 40 + "Then invite people. " + "And more of it. " * 40

    found = snippet(text, "en", read("inviting", ["en"]).terms)

    assert len(found.text) <= 240
    assert found.text.startswith("\u2026") and found.text.endswith("\u2026")
    assert [found.text[start:end] for start, end in found.highlights] == ["invite"]


def test_a_snippet_of_a_short_text_is_the_text() -> None:
    assert snippet("Invite people.", "en", read("x", []).terms).text == "Invite people."


def test_stems_leave_out_signs() -> None:
    assert stems_of("Well, Anna's \u2026 done!", "en") == ["well", "anna", "done"]
