"""Who speaks when, by how loud two channels are."""

from itertools import chain, repeat

import pytest

from clueso.domain.hearing.channels import CELL_MS, SILENCE_DB, Channels, turns_by_channel
from clueso.domain.hearing.turns import Turn
from clueso.domain.transcript import Span

LOUD, SOFT, BLEED, QUIET = -20, -32, -45, -70


def channels(*stretches: tuple[int, int, int]) -> Channels:
    """Stretches of so many cells, left and right so loud."""
    left, right = (
        list(chain.from_iterable(repeat(stretch[side], stretch[0]) for stretch in stretches))
        for side in (1, 2)
    )
    return Channels(left, right)


def turns(*stretches: tuple[int, int, int]) -> list[Turn]:
    """Of a recording in which all is speech."""
    found = channels(*stretches)
    return turns_by_channel(found, [Span(0, len(found.left) * CELL_MS)])


def test_each_channel_is_a_voice() -> None:
    assert turns((30, LOUD, BLEED), (20, BLEED, SOFT), (10, LOUD, BLEED)) == [
        Turn(0, 3000, 0),
        Turn(3000, 5000, 1),
        Turn(5000, 6000, 0),
    ]


def test_voices_are_numbered_by_their_first_turns() -> None:
    assert [turn.voice for turn in turns((30, BLEED, LOUD), (30, LOUD, BLEED))] == [0, 1]


def test_where_both_speak_turns_overlap() -> None:
    assert turns((30, LOUD, BLEED), (5, LOUD, SOFT + 5), (30, BLEED, LOUD)) == [
        Turn(0, 3500, 0),
        Turn(3000, 6500, 1),
    ]


def test_a_pause_belongs_to_a_turn_unless_the_other_speaks_in_it() -> None:
    asked = (30, LOUD, BLEED), (30, BLEED, LOUD)

    assert turns(*asked, (20, LOUD, BLEED), (4, QUIET, QUIET), (20, LOUD, BLEED))[2:] == [
        Turn(6000, 10_400, 0)
    ]
    assert turns(*asked, (20, LOUD, BLEED), (4, BLEED, LOUD), (20, LOUD, BLEED))[2:] == [
        Turn(6000, 8000, 0),
        Turn(8000, 8400, 1),
        Turn(8400, 10_400, 0),
    ]


def test_only_what_is_speech_counts() -> None:
    found = channels((30, LOUD, BLEED), (30, BLEED, LOUD), (30, LOUD, BLEED))

    assert turns_by_channel(found, [Span(0, 2000), Span(3000, 6000)]) == [
        Turn(0, 2000, 0),
        Turn(3000, 6000, 1),
    ]
    assert turns_by_channel(found, []) == []


def test_speech_may_go_on_where_the_channels_are_no_longer_told() -> None:
    found = channels((30, LOUD, BLEED), (30, BLEED, LOUD))

    assert turns_by_channel(found, [Span(0, 9000)]) == [Turn(0, 3000, 0), Turn(3000, 6000, 1)]


@pytest.mark.parametrize(
    "stretches",
    [
        pytest.param([(60, LOUD, LOUD)], id="one sound in both"),
        pytest.param([(60, LOUD, SOFT)], id="one louder than the other"),
        pytest.param([(60, LOUD, SILENCE_DB)], id="one is dead"),
        pytest.param([(60, LOUD, BLEED), (14, BLEED, LOUD)], id="a word in the other"),
        pytest.param([(900, LOUD, BLEED), (30, BLEED, LOUD)], id="a sentence in half an hour"),
        pytest.param(
            [(30, LOUD, LOUD - 6), (30, LOUD - 6, LOUD)], id="two people before a stereo microphone"
        ),
        pytest.param([(30, LOUD, BLEED), (30, BLEED, LOUD), (40, LOUD, LOUD)], id="mostly loud together"),
        pytest.param([(30, LOUD, SOFT), (30, -46, SOFT)], id="a hum that is heard in pauses"),
    ],
)
def test_channels_that_hold_no_voices_of_their_own_tell_nothing(
    stretches: list[tuple[int, int, int]],
) -> None:
    assert turns(*stretches) == []
