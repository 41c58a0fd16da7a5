"""A splice: what it does, what it refuses, and which words keep their times."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clueso.domain.editing.operations import Passage, SetText, Splice
from clueso.domain.transcript import TEXT_MAX, Segment, Word
from clueso.domain.words.wording import tokens
from tests.unit.edited_talk import DURATION_MS, TALK, by_id, edit, problem, spoken

OPEN, CLICK, _ = TALK


def passage(id_: str, start_ms: int, end_ms: int, text: str, **speaker: Any) -> Passage:
    return Passage(id_, text, start_ms, end_ms, **speaker or {"keeps_speaker": True})


def splice(remove: str, *insert: Passage) -> Splice:
    return Splice(tuple(remove.split()), insert)


# What it does ----------------------------------------------------------------------------------------


def test_a_passage_is_cut_and_typed_in_at_once() -> None:
    """What the editor of the page does when somebody types and then presses Enter."""
    yes = Segment("a", 0, 400, "Yes", (Word(0, 400, "Yes", 0.5),))

    change = edit(
        splice("a", passage("a", 0, 200, "Yes"), passage("new-1", 200, 400, "we can")), segments=(yes,)
    )

    assert [(one.id, one.text) for one in change.segments] == [("a", "Yes"), ("new-1", "we can")]
    assert (change.changed, change.removed) == (("a", "new-1"), ())


def test_words_keep_their_times_when_the_border_between_two_passages_moves() -> None:
    first, second = edit(
        splice(
            "a b", passage("a", 0, 800, "Open the"), passage("b", 800, 2800, "members page. Click invite.")
        )
    ).segments[:2]

    assert (*first.words, *second.words) == (*OPEN.words, *CLICK.words)


def test_words_that_are_new_take_the_time_of_those_that_they_replace_in_their_own_passage() -> None:
    first, second = edit(
        splice("a b", passage("a", 0, 1600, "Open this."), passage("b", 2000, 2800, "Now click invite."))
    ).segments[:2]

    assert first.words == (OPEN.words[0], Word(400, 1600, "this.", 1.0))
    assert [(word.text, word.start_ms, word.end_ms) for word in second.words] == [
        ("Now", 2000, 2200),
        ("click", 2200, 2400),
        ("invite.", 2400, 2800),
    ]


def test_words_that_stick_out_of_their_new_passage_are_cut_off() -> None:
    [first, *_] = edit(splice("a", passage("a", 100, 1500, OPEN.text))).segments

    assert [(word.start_ms, word.end_ms) for word in first.words] == [
        (100, 400),
        (400, 800),
        (800, 1200),
        (1200, 1500),
    ]


def test_a_word_that_is_said_outside_its_new_passage_gets_a_time_in_it() -> None:
    first, second = edit(
        splice("a b", passage("a", 0, 1600, "Open"), passage("b", 2000, 2800, "page. Click invite."))
    ).segments[:2]

    assert first.words == OPEN.words[:1]
    assert all(2000 <= word.start_ms < word.end_ms <= 2800 for word in second.words)


def test_without_an_insert_passages_go() -> None:
    change = edit(splice("a b"))

    assert ([one.id for one in change.segments], change.removed) == (["c"], ("a", "b"))


def test_without_a_remove_passages_go_into_the_gap_where_their_times_put_them() -> None:
    change = edit(splice("", passage("n", 1600, 1800, "And then"), passage("m", 1800, 2000, "you")))

    assert [one.id for one in change.segments] == ["a", "n", "m", "b", "c"]
    assert [word.text for word in by_id(change)["n"].words] == ["And", "then"]
    assert by_id(change)["n"].speaker is None


def test_what_a_splice_took_out_another_puts_back_under_its_id() -> None:
    change = edit(splice("b"), splice("", passage("b", 2000, 2800, CLICK.text, speaker="S2")))

    assert [(one.id, one.text, one.speaker) for one in change.segments] == [
        (one.id, one.text, one.speaker) for one in TALK
    ]


def test_a_passage_that_reads_as_before_is_not_changed() -> None:
    change = edit(splice("a b", passage("a", 0, 1600, OPEN.text), passage("b", 2000, 2800, "Press invite.")))

    assert (change.changed, change.segments[0]) == (("b",), OPEN)


def test_passages_without_words_get_none() -> None:
    bare = (Segment("a", 0, 1000, "one two"),)

    change = edit(splice("a", passage("a", 0, 500, "one"), passage("n", 500, 1000, "two")), segments=bare)

    assert [one.words for one in change.segments] == [(), ()]


def test_the_language_is_that_of_what_was_there() -> None:
    two = (Segment("a", 0, 1000, "one two", language="en"), Segment("b", 1000, 2000, "drei", language="de"))

    change = edit(
        splice("a b", passage("a", 0, 900, "one"), passage("n", 900, 2000, "zwei drei")), segments=two
    )

    assert [one.language for one in change.segments] == ["en", "de"]


@pytest.mark.parametrize(
    ("speaker", "shown"),
    [
        ({}, ["S1", "S1"]),
        ({"speaker": "Ada"}, ["S1", "Ada"]),
        ({"speaker": "S2"}, ["S1", "S2"]),
        ({"speaker_id": "S2"}, ["S1", "S2"]),
        ({"speaker": None}, ["S1", None]),
    ],
)
def test_a_passage_names_who_speaks_or_leaves_it_as_it_was(speaker: Any, shown: list[str | None]) -> None:
    change = edit(
        splice("a", passage("a", 0, 800, "Open the"), passage("n", 800, 1600, "members page.", **speaker))
    )

    assert [one.speaker for one in change.segments[:2]] == shown


def test_a_term_that_is_put_in_says_what_was_heard_across_a_border() -> None:
    words = (Word(0, 400, "Open", 0.9), Word(400, 800, "Clue", 0.5, maybe="Clueso"))
    one = Segment("a", 0, 1200, "Open Clue now", (*words, Word(800, 1200, "now", 0.9)))

    first, second = edit(
        splice("a", passage("a", 0, 400, "Open"), passage("n", 400, 1200, "Clueso now")), segments=(one,)
    ).segments

    assert second.words[0] == Word(400, 800, "Clueso", 1.0, heard="Clue")
    assert first.words == words[:1]


def long_talk(texts: list[str]) -> tuple[Segment, ...]:
    """A passage of one second for each text, each with words."""
    return tuple(
        Segment(f"s{at}", at * 1000, at * 1000 + 1000, text, tuple(words_of(text, at * 1000)))
        for at, text in enumerate(texts)
    )


def words_of(text: str, start_ms: int) -> Iterator[Word]:
    for at, word in enumerate(text.split()):
        yield Word(start_ms + at * 50, start_ms + at * 50 + 40, word, 0.5)


LONG_TALKS = {
    "of words said once": [" ".join(f"w{at}x{word}" for word in range(15)) for at in range(60)],
    "of one word": [" ".join(["la"] * 15) for _ in range(60)],
    "of lines said twice": [" ".join(f"w{at % 30}x{word}" for word in range(15)) for at in range(60)],
}


@pytest.mark.parametrize("talk", LONG_TALKS)
def test_words_beside_two_corrections_of_a_long_stretch_keep_their_times(talk: str) -> None:
    segments = long_talk(LONG_TALKS[talk])
    passages = [passage(one.id, one.start_ms, one.end_ms, one.text) for one in segments]
    for at in (0, 59):
        passages[at] = replace(passages[at], text=passages[at].text.replace(" ", " Grafana ", 1))

    change = edit(splice(" ".join(one.id for one in segments), *passages), segments=segments)

    assert change.changed == ("s0", "s59")
    for at in (0, 59):
        first, new, *others = change.segments[at].words
        assert (first.start_ms, new.text, tuple(others)) == (at * 1000, "Grafana", segments[at].words[1:])


def test_words_of_a_long_stretch_keep_their_times_in_passages_with_new_ids() -> None:
    """What a paste of a whole stretch, or its undoing, does."""
    segments = long_talk(LONG_TALKS["of words said once"])
    passages = [passage(f"new-{one.id}", one.start_ms, one.end_ms, one.text) for one in segments]
    for at in (0, 30, 59):
        passages[at] = replace(passages[at], text=f"{passages[at].text} Grafana")

    change = edit(splice(" ".join(one.id for one in segments), *passages), segments=segments)

    for before, after in zip(segments, change.segments, strict=True):
        assert after.words[:15] == before.words


# What it refuses -------------------------------------------------------------------------------------

HERE = passage("n", 2000, 2800, "Now.")


@pytest.mark.parametrize(
    ("operation", "pointer", "detail"),
    [
        (splice(""), "remove", "Name passages to remove, or passages to insert."),
        (splice("b x", HERE), "remove/1", "This passage is not in the transcript any more."),
        (
            splice("a c", HERE),
            "remove",
            "These passages must be neighbours, each named once, in their order.",
        ),
        (
            splice("b a", HERE),
            "remove",
            "These passages must be neighbours, each named once, in their order.",
        ),
        (
            splice("b b", HERE),
            "remove",
            "These passages must be neighbours, each named once, in their order.",
        ),
        (splice("a b c"), "remove", "These are the only passages; a transcript keeps at least one."),
        (
            splice("b", passage("c", 2000, 2800, "Now.")),
            "insert/0/id",
            "Another passage of the transcript has this id.",
        ),
        (
            splice("b", passage("n", 2000, 2400, "Click"), passage("n", 2400, 2800, "it.")),
            "insert/1/id",
            "Each passage needs an id of its own.",
        ),
        (
            splice("b", passage("b", 2000, 2800, " ")),
            "insert/0/text",
            "A passage needs a text. Delete the passage to remove it.",
        ),
        (
            splice("b", passage("b", 2000, 2800, "x" * (TEXT_MAX + 1))),
            "insert/0/text",
            "A passage can have at most 4,000 characters.",
        ),
        (
            splice("b", passage("b", 2000, 2000, "x")),
            "insert/0/end_ms",
            "A passage must end after it begins.",
        ),
        (
            splice("b", passage("b", 1500, 2800, "x")),
            "insert/0/start_ms",
            "The passage before ends at 00:01.",
        ),
        (splice("b", passage("b", 2000, 4100, "x")), "insert/0/end_ms", "The passage after begins at 00:04."),
        (
            splice("b", passage("b", 2000, 2500, "x"), passage("n", 2400, 2800, "y")),
            "insert/1/start_ms",
            "The passage before ends at 00:02.",
        ),
        (
            splice("c", passage("c", 4000, DURATION_MS + 1, "x")),
            "insert/0/end_ms",
            "The recording ends at 01:40.",
        ),
        (splice("", passage("n", 1000, 2000, "x")), "insert/0/start_ms", "The passage before ends at 00:01."),
        (splice("", passage("n", 1700, 2100, "x")), "insert/0/end_ms", "The passage after begins at 00:02."),
        (
            splice("b", passage("b", 2000, 2800, "x", speaker_id="S9")),
            "insert/0/speaker_id",
            "This speaker is not in the transcript any more.",
        ),
    ],
)
def test_what_cannot_be_is_refused_in_clear_words(operation: Splice, pointer: str, detail: str) -> None:
    assert problem(operation) == (f"/operations/0/{pointer}", detail)


def test_an_overlap_that_a_recogniser_left_may_stay_within_a_stretch() -> None:
    overlapping = (Segment("a", 0, 1200, "one"), Segment("b", 1000, 2000, "two"))
    same = (passage("a", 0, 1200, "won"), passage("b", 1000, 2000, "two"))
    wider = (passage("a", 0, 1300, "won"), passage("b", 1000, 2000, "two"))

    assert edit(splice("a b", *same), segments=overlapping).changed == ("a",)
    assert problem(splice("a b", *wider), segments=overlapping)[0] == "/operations/0/insert/1/start_ms"


# What holds after any splice -------------------------------------------------------------------------


@st.composite
def stretches(draw: st.DrawFn) -> tuple[tuple[Segment, ...], tuple[Segment, ...]]:
    """A transcript whose segments all have words, and a run of them."""
    segments = draw(spoken())
    first = draw(st.integers(0, len(segments) - 1))
    last = draw(st.integers(first, len(segments) - 1))
    return segments, segments[first : last + 1]


def redivided(data: st.DataObject, words: list[Word]) -> tuple[Passage, ...]:
    """The words in passages that end wherever it may be."""
    places = st.integers(1, max(1, len(words) - 1))
    cuts = data.draw(st.sets(places)) if len(words) > 1 else set[int]()
    edges = [0, *sorted(cuts), len(words)]
    return tuple(
        passage(
            f"n{number}",
            words[low].start_ms,
            words[high - 1].end_ms,
            " ".join(word.text for word in words[low:high]),
        )
        for number, (low, high) in enumerate(pairwise(edges))
    )


@given(st.data())
def test_words_that_stay_keep_their_times_wherever_the_borders_move(data: st.DataObject) -> None:
    segments, run = data.draw(stretches())
    words = [word for segment in run for word in segment.words]
    passages = redivided(data, words)

    change = edit(Splice(tuple(one.id for one in run), passages), segments=segments)

    assert [word for one in passages for word in by_id(change)[one.id].words] == words


@given(st.data())
def test_words_beside_one_that_is_corrected_keep_their_times(data: st.DataObject) -> None:
    segments, run = data.draw(stretches())
    words = [word for segment in run for word in segment.words]
    at = data.draw(st.integers(0, len(words) - 1))
    wrong = words[at]
    right = Word(wrong.start_ms, wrong.end_ms, "Grafana", 1.0)
    corrected = [*words[:at], right, *words[at + 1 :]]
    passages = redivided(data, corrected)

    change = edit(Splice(tuple(one.id for one in run), passages), segments=segments)

    if len(tokens(wrong.text)) == 1:  # "no-no" is two
        assert [word for one in passages for word in by_id(change)[one.id].words] == corrected


@given(st.data(), st.lists(st.text(), max_size=4))
def test_nothing_that_was_typed_is_lost_and_nothing_else_is_touched(
    data: st.DataObject, typed: list[str]
) -> None:
    segments, run = data.draw(stretches())
    start_ms, end_ms = run[0].start_ms, run[-1].end_ms
    texts = [text for text in typed if text.split()] or ["Hello."]
    each = max(1, (end_ms - start_ms) // len(texts))
    passages = tuple(
        passage(f"n{at}", start_ms + at * each, start_ms + (at + 1) * each, text)
        for at, text in enumerate(texts)
    )

    change = edit(Splice(tuple(one.id for one in run), passages), segments=segments)

    at = segments.index(run[0])
    head, tail = segments[:at], segments[at + len(run) :]
    new = change.segments[at : at + len(texts)]
    assert [one.text for one in new] == [" ".join(text.split()) for text in texts]
    assert (change.segments[:at], change.segments[at + len(texts) :]) == (head, tail)
    assert change.changed == tuple(one.id for one in new)
    for one in new:
        assert "".join(word.text for word in one.words) == "".join(one.text.split())
        times = [time for word in one.words for time in (word.start_ms, word.end_ms)]
        assert times == sorted(times)
        assert all(one.start_ms <= time <= one.end_ms for time in times)


@given(st.data())
def test_a_splice_of_one_passage_gives_the_words_that_set_text_gives(data: st.DataObject) -> None:
    segments, run = data.draw(stretches())
    one, text = (
        run[0],
        data.draw(st.sampled_from(["one two", "Open no-no", "我们 page", "x", "um, the page"])),
    )

    spliced = edit(splice(one.id, passage(one.id, one.start_ms, one.end_ms, text)), segments=segments)

    assert spliced.segments == edit(SetText(one.id, text), segments=segments).segments
