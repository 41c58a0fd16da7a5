"""Speech spans and the plan of chunks."""

import random
from itertools import pairwise

import pytest

from clueso.domain.hearing.chunks import (
    LONG_SILENCE_MS,
    MIN_SILENCE_MS,
    PADDING_MS,
    WINDOW_MS,
    ChunkPlan,
    plan_chunks,
    speech_spans,
)
from clueso.domain.transcript import Span

TARGET_MS = 180_000


def windows(*stretches: tuple[float, int]) -> list[float]:
    """Probabilities: each stretch is one probability for so many milliseconds."""
    return [probability for probability, ms in stretches for _ in range(ms // WINDOW_MS)]


def spans(*times: tuple[float, float]) -> list[Span]:
    """Spans given in seconds."""
    return [Span(round(start * 1000), round(end * 1000)) for start, end in times]


def talk(seed: int, *, target_ms: int) -> list[Span]:
    """A hundred random spans of speech, some of them many times as long as a chunk may be."""
    dice = random.Random(seed)
    lengths_ms = [ms for ms in (300, 2_000, 6_000, 20_000, 90_000, 800_000) if ms <= 20 * target_ms]
    speech, at_ms = [], 0
    for _ in range(100):
        at_ms += dice.choice([520, 900, 2_000, 8_000, 45_000] if dice.random() < 0.2 else [510, 700])
        end_ms = at_ms + dice.choice(lengths_ms)
        speech.append(Span(at_ms, end_ms))
        at_ms = end_ms
    return speech


# Spans ------------------------------------------------------------------------------------------------


def test_silence_holds_no_speech() -> None:
    assert speech_spans(windows((0.01, 9_600)), duration_ms=9_600) == []


def test_a_recording_without_windows_holds_no_speech() -> None:
    assert speech_spans([], duration_ms=0) == []


def test_a_span_is_padded_on_both_sides() -> None:
    judged = windows((0.0, 3_200), (0.9, 1_600), (0.0, 3_200))
    assert speech_spans(judged, duration_ms=8_000) == [Span(3_200 - PADDING_MS, 4_800 + PADDING_MS)]


def test_padding_stays_inside_the_recording() -> None:
    assert speech_spans(windows((0.9, 3_200)), duration_ms=3_190) == [Span(0, 3_190)]


def test_a_short_pause_does_not_end_a_span() -> None:
    judged = windows((0.9, 1_600), (0.0, MIN_SILENCE_MS - WINDOW_MS), (0.9, 1_600), (0.0, 3_200))
    assert len(speech_spans(judged, duration_ms=9_000)) == 1


def test_a_long_pause_ends_a_span() -> None:
    judged = windows((0.9, 1_600), (0.0, MIN_SILENCE_MS + WINDOW_MS), (0.9, 1_600), (0.0, 3_200))
    assert len(speech_spans(judged, duration_ms=9_000)) == 2


def test_a_click_is_no_speech() -> None:
    judged = windows((0.0, 3_200), (0.9, 192), (0.0, 3_200))
    assert speech_spans(judged, duration_ms=6_592) == []


def test_doubt_goes_on_as_speech_but_does_not_begin_it() -> None:
    assert speech_spans(windows((0.4, 3_200)), duration_ms=3_200) == []
    assert speech_spans(windows((0.6, 320), (0.4, 2_880)), duration_ms=3_200) == [Span(0, 3_200)]


# Chunks -----------------------------------------------------------------------------------------------


def test_no_speech_makes_no_chunks() -> None:
    assert plan_chunks([], target_ms=TARGET_MS) == []


def test_a_short_recording_is_one_chunk_from_its_first_speech_to_its_last() -> None:
    speech = spans((2, 60), (62, 200))
    assert plan_chunks(speech, target_ms=TARGET_MS) == [ChunkPlan(2_000, 200_000, tuple(speech))]


def test_a_cut_lies_in_the_longest_silence_near_the_target() -> None:
    speech = spans((0, 100), (110, 160), (163, 178), (179, 210), (211, 380))
    assert [plan.end_ms for plan in plan_chunks(speech, target_ms=TARGET_MS)] == [160_000, 380_000]


def test_with_no_silence_near_the_target_the_nearest_one_is_taken() -> None:
    speech = spans((0, 20), (21, 60), (61, 290), (291, 500))
    assert [plan.end_ms for plan in plan_chunks(speech, target_ms=TARGET_MS)] == [290_000, 500_000]


def test_speech_without_a_pause_is_cut_only_beyond_twice_the_target() -> None:
    assert len(plan_chunks(spans((0, 360)), target_ms=TARGET_MS)) == 1
    plans = plan_chunks(spans((0, 361)), target_ms=TARGET_MS)
    assert [(plan.start_ms, plan.end_ms) for plan in plans] == [(0, 180_000), (180_000, 361_000)]


def test_a_long_silence_is_in_no_chunk() -> None:
    silence_s = LONG_SILENCE_MS / 1000 + 1
    plans = plan_chunks(spans((0, 10), (10 + silence_s, 50 + silence_s)), target_ms=TARGET_MS)
    assert [(plan.start_ms, plan.end_ms) for plan in plans] == [(0, 10_000), (41_000, 81_000)]


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("target_ms", [1_000, 60_000, TARGET_MS])
def test_whatever_was_said_the_chunks_hold_all_of_it_once_in_order_and_none_is_too_long(
    seed: int, target_ms: int
) -> None:
    speech = talk(seed, target_ms=target_ms)
    plans = plan_chunks(speech, target_ms=target_ms)
    held = [span for plan in plans for span in plan.speech]
    assert sum(span.end_ms - span.start_ms for span in held) == sum(s.end_ms - s.start_ms for s in speech)
    assert {span.start_ms for span in speech} <= {span.start_ms for span in held}
    assert all(before.end_ms <= after.start_ms for before, after in pairwise(held))
    assert all(
        (plan.speech[0].start_ms, plan.speech[-1].end_ms) == (plan.start_ms, plan.end_ms) for plan in plans
    )
    assert max(plan.end_ms - plan.start_ms for plan in plans) <= 2 * target_ms
