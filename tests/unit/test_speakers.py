"""Speakers: what they are called, and who is who once some were merged."""

import pytest

from clueso.domain.editing.speakers import Speaker, Speakers

ADA = Speaker("a", 1, "Ada", voice=1)
UNNAMED = Speaker("b", 2, voice=0)
BOTH = Speakers([UNNAMED, ADA])


def test_speakers_come_in_the_order_of_their_first_words() -> None:
    assert [speaker.id for speaker in BOTH] == ["a", "b"]


def test_somebody_without_a_name_is_called_by_number() -> None:
    assert (BOTH.shown("a"), BOTH.shown("b")) == ("Ada", "Speaker 2")
    assert (BOTH.called("Ada"), BOTH.called("Speaker 2"), BOTH.called("Speaker 1")) == (ADA, UNNAMED, None)


@pytest.mark.parametrize("id_", [None, "x"])
def test_nobody_is_shown_where_nobody_is_known(id_: str | None) -> None:
    assert BOTH.shown(id_) is None


def test_a_new_one_gets_the_next_number() -> None:
    assert BOTH.with_new("c", "Bob").get("c") == Speaker("c", 3, "Bob")


def test_one_who_was_merged_is_the_other() -> None:
    merged = BOTH.with_new("c", "Bob").merged("a", "b").merged("b", "c")

    assert [merged.shown(id_) for id_ in "abc"] == ["Bob", "Bob", "Bob"]
    assert merged.of_voice(1) == merged.get("c")
    assert (merged.present("a"), merged.called("Ada")) == (None, None)


def test_an_earlier_state_takes_back_names_and_merges() -> None:
    before = {speaker.id: speaker.state for speaker in BOTH}

    later = BOTH.with_name("a", "Eve").merged("a", "b").with_new("c", "Bob")

    assert [later.as_in(before).shown(id_) for id_ in "abc"] == ["Ada", "Speaker 2", "Bob"]


def test_what_was_altered_can_be_told() -> None:
    later = BOTH.with_new("c", "Bob").with_name("b", "Eve")

    assert [speaker.id for speaker in later.changed_since(BOTH)] == ["b", "c"]
    assert BOTH.changed_since(BOTH) == []
