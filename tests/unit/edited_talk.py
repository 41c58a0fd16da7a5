"""A talk of three segments, and edits of it."""

from collections.abc import Callable
from itertools import count

import pytest
from hypothesis import strategies as st

from clueso.domain.editing.edits import Change, apply
from clueso.domain.editing.operations import Operation
from clueso.domain.editing.speakers import Speaker, Speakers
from clueso.domain.transcript import Segment, Word
from clueso.errors import Invalid

DURATION_MS = 100_000


def said(id_: str, start_ms: int, text: str, *, word_ms: int = 400, speaker: str | None = None) -> Segment:
    """A segment whose words follow each other without a pause. A speaker's id is their name."""
    words = tuple(
        Word(start_ms + index * word_ms, start_ms + (index + 1) * word_ms, word, 0.5)
        for index, word in enumerate(text.split())
    )
    return Segment(id_, start_ms, words[-1].end_ms, text, words, speaker, speaker_id=speaker)


TALK = (
    said("a", 0, "Open the members page.", speaker="S1"),
    said("b", 2000, "Click invite.", speaker="S2"),
    said("c", 4000, "Type the address.", speaker="S1"),
)
SPEAKERS = Speakers([Speaker("S1", 1, "S1"), Speaker("S2", 2, "S2")])


def ids() -> Callable[[], str]:
    numbers = count(1)
    return lambda: f"n{next(numbers)}"


def edit(*operations: Operation, segments: tuple[Segment, ...] = TALK) -> Change:
    return apply(segments, operations, ids(), duration_ms=DURATION_MS, speakers=SPEAKERS)


def problem(*operations: Operation, segments: tuple[Segment, ...] = TALK) -> tuple[str, str]:
    with pytest.raises(Invalid) as caught:
        edit(*operations, segments=segments)
    [error] = caught.value.extra["errors"]
    return error["pointer"], error["detail"]


def by_id(change: Change) -> dict[str, Segment]:
    return {segment.id: segment for segment in change.segments}


WORDS = st.sampled_from("one two, three. Open the page um no-no 今天 我们学习。 don't PDF".split())


@st.composite
def spoken(draw: st.DrawFn) -> tuple[Segment, ...]:
    """A transcript whose segments all have words."""
    segments: list[Segment] = []
    at_ms = 0
    for number in range(draw(st.integers(1, 5))):
        start_ms = at_ms = at_ms + draw(st.integers(0, 500))
        words = []
        for text in draw(st.lists(WORDS, min_size=1, max_size=6)):
            at_ms += draw(st.integers(0, 100))
            words.append(Word(at_ms, at_ms + 200, text, 0.5))
            at_ms += 200
        speaker = draw(st.sampled_from([None, "S1", "S2"]))
        text = " ".join(word.text for word in words)
        segments.append(
            Segment(f"s{number}", start_ms, at_ms, text, tuple(words), speaker, speaker_id=speaker)
        )
    return tuple(segments)
