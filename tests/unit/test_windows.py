"""Windows: what a recogniser is given at once."""

from clueso.domain.hearing.windows import clip, plan_windows
from clueso.domain.transcript import Span

SECOND = 1_000


def spans(*seconds: tuple[float, float]) -> list[Span]:
    return [Span(round(start * SECOND), round(end * SECOND)) for start, end in seconds]


def test_a_window_holds_as_many_stretches_as_fit_into_thirty_seconds() -> None:
    assert plan_windows(spans((0, 10), (11, 20), (21, 30), (31, 40))) == spans((0, 30), (31, 40))


def test_a_long_pause_is_in_no_window() -> None:
    assert plan_windows(spans((1, 4), (6, 9), (11.1, 14))) == spans((1, 9), (11.1, 14))


def test_a_stretch_that_is_too_long_is_cut_evenly() -> None:
    assert plan_windows(spans((5, 45))) == spans((5, 25), (25, 45))


def test_a_cut_settles_on_the_better_moment_nearby() -> None:
    asked: list[Span] = []

    def settle(around: Span) -> int:
        asked.append(around)
        return around.end_ms

    assert plan_windows(spans((0, 40)), settle=settle) == spans((0, 22), (22, 40))
    assert asked == spans((18, 22))


def test_no_window_is_longer_than_thirty_seconds_wherever_the_cuts_settle() -> None:
    for ends in (31, 52, 60, 61, 600):
        early = plan_windows(spans((0, ends)), settle=lambda around: around.start_ms)
        late = plan_windows(spans((0, ends)), settle=lambda around: around.end_ms)

        assert max(window.end_ms - window.start_ms for window in early + late) <= 30 * SECOND


def test_every_moment_of_speech_is_in_exactly_one_window() -> None:
    speech = spans((0.5, 3), (3.4, 77), (77.6, 78), (95, 96.5))

    windows = plan_windows(speech)

    holding = [
        sum(w.start_ms <= ms < w.end_ms for w in windows)
        for s in speech
        for ms in range(s.start_ms, s.end_ms)
    ]
    assert set(holding) == {1}


def test_no_speech_gives_no_windows() -> None:
    assert plan_windows([]) == []
    assert plan_windows(spans((3, 3))) == []


def test_speech_is_clipped_to_the_sound_there_is() -> None:
    assert clip(spans((-1, 2), (8, 12), (12, 13)), 10 * SECOND) == spans((0, 2), (8, 10))
