"""Tags are equal and titles are sorted as people read them."""

import pytest

from clueso.domain.searching.labels import LONGEST_TAG_KEY, LONGEST_TITLE_KEY, tag_key, title_key


@pytest.mark.parametrize(
    ("one", "other"),
    [("Café", "CAFE\u0301"), ("Straße", "STRASSE"), ("Product  demo ", "product demo"), ("Ёлка", "елка")],
)
def test_spellings_of_one_tag_have_one_key(one: str, other: str) -> None:
    assert tag_key(one) == tag_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Кий", "Кии"), ("C", "C++"), ("demo", "demos"), ("\u0301", "\u0300")]
)
def test_other_tags_have_other_keys(one: str, other: str) -> None:
    assert tag_key(one) != tag_key(other) != ""


def test_titles_are_sorted_without_case_and_accents_and_by_their_numbers() -> None:
    titles = ["Zebra", "Part 10", "äpfel", "part 2", "Apfelmus", "Part 2b"]

    assert sorted(titles, key=title_key) == ["äpfel", "Apfelmus", "part 2", "Part 2b", "Part 10", "Zebra"]


def test_keys_fit_into_their_columns() -> None:
    assert len(tag_key("ﷺ" * 50)) <= LONGEST_TAG_KEY
    assert len(title_key("1 " * 120)) <= LONGEST_TITLE_KEY
