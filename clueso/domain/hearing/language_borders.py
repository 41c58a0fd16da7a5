"""Finds where the spoken language changes, from the probabilities of languages in stretches of speech."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log
from statistics import fmean

from clueso.domain.hearing.windows import plan_windows
from clueso.domain.transcript import Span

SURE = 0.9
"""How probable a language must be to count for a window. In 24 recordings in one language (`base`, windows of
8 s and of 30 s, noisy meetings among them) no wrong language was above 0.6; a window with two languages had
0.8.
"""
SHORTEST_TELLING_MS = 2_000
"""A shorter window (a name, a cough) is no evidence. It is transcribed in the language around it."""
CLOSER_MS = 8_000
"""Length of the stretches for a closer look: 8 s showed the right language 15 of 15 times."""
LEAST_LIKELY = 1e-3  # so that one stretch of noise does not outweigh all others


@dataclass(frozen=True, slots=True)
class Likely:
    """A stretch of speech, with the probability of each language in it, from 0 to 1."""

    window: Span
    languages: Mapping[str, float]

    @property
    def best(self) -> str:
        return max(self.languages, key=lambda language: self.languages[language])

    @property
    def language(self) -> str | None:
        """The language, if the stretch alone is enough evidence."""
        best, length_ms = self.best, self.window.end_ms - self.window.start_ms
        return best if self.languages[best] >= SURE and length_ms >= SHORTEST_TELLING_MS else None

    def of(self, language: str) -> float:
        return self.languages.get(language, 0.0)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A window in one language, with the probability of the language."""

    window: Span
    language: str
    probability: float


LookCloser = Callable[[Span], Sequence[Likely]]
"""Divides a window into stretches of at most CLOSER_MS, and returns the probabilities in each."""


def narrowed(languages: Mapping[str, float], wanted: Sequence[str]) -> dict[str, float]:
    """Return the probabilities among the `wanted` languages only; all if none is wanted."""
    if not wanted:
        return dict(languages)
    # At least 1e-9 each, so that the sum is never 0.
    known = {language: max(languages.get(language, 0.0), 1e-9) for language in wanted}
    whole = sum(known.values())
    return {language: probability / whole for language, probability in known.items()}


def in_one_language(windows: Iterable[Likely], look_closer: LookCloser) -> Iterator[Spoken]:
    """Yield the windows in order, each in one language. At a change of language, one window ends and the next
    begins.

    A window without a clear language is divided for a closer look, because it may hold two. A stretch that is
    unclear even then gets the language before it, or after it. A window is yielded as soon as the window
    after it is known to be another.
    """
    run: list[Spoken] = []
    for spoken in _labelled(windows, look_closer):
        if run and not _belong_together(run, spoken):
            yield _as_one(run)
            run = []
        run.append(spoken)
    if run:
        yield _as_one(run)


def _belong_together(run: Sequence[Spoken], spoken: Spoken) -> bool:
    whole = Span(run[0].window.start_ms, run[-1].window.end_ms)
    return run[0].language == spoken.language and len(plan_windows([whole, spoken.window])) == 1


def _as_one(run: Sequence[Spoken]) -> Spoken:
    window = Span(run[0].window.start_ms, run[-1].window.end_ms)
    return Spoken(window, run[0].language, fmean(spoken.probability for spoken in run))


def _labelled(windows: Iterable[Likely], look_closer: LookCloser) -> Iterator[Spoken]:
    """Yield each window, or the stretches of a divided window, with its language."""
    held: list[Likely] = []
    before: str | None = None
    for known in _sure_or_closer(windows, look_closer):
        # Stretches of unclear language are held until a clear one follows.
        held.append(known)
        language = known.language
        if language is None:
            continue
        first, rest = held[:-1], held[-1:]
        if before is not None and before != language:
            # The windows held in between belong to one of the two languages, or to both.
            first, rest = _divided(held, before, language, look_closer)
            yield from _all_in(first, before)
            first, rest = rest[:-1], rest[-1:]
        yield from _all_in(first, language)
        held, before = rest, language if rest else before
    if held:
        yield from _all_in(held, before or _most_likely(held))


def _all_in(stretches: Iterable[Likely], language: str) -> Iterator[Spoken]:
    return (Spoken(known.window, language, known.of(language)) for known in stretches)


def _sure_or_closer(windows: Iterable[Likely], look_closer: LookCloser) -> Iterator[Likely]:
    for known in windows:
        yield from [known] if known.language else _closer(known, look_closer)


def _closer(known: Likely, look_closer: LookCloser) -> Sequence[Likely]:
    length_ms = known.window.end_ms - known.window.start_ms
    return look_closer(known.window) if length_ms > CLOSER_MS else [known]


def _most_likely(windows: Sequence[Likely]) -> str:
    shares: dict[str, float] = {}
    for known in windows:
        for language, probability in known.languages.items():
            length_ms = known.window.end_ms - known.window.start_ms
            shares[language] = shares.get(language, 0.0) + probability * length_ms
    return max(shares, key=lambda language: shares[language])


def _divided(
    windows: Sequence[Likely], first: str, second: str, look_closer: LookCloser
) -> tuple[list[Likely], list[Likely]]:
    """Split windows in which one language replaces another into the stretches of the first and of
    the second.
    """
    stretches = [stretch for known in windows for stretch in _closer(known, look_closer)]
    border = max(
        range(len(stretches) + 1),
        key=lambda at: _fit(stretches[:at], first) + _fit(stretches[at:], second),
    )
    return stretches[:border], stretches[border:]


def _fit(stretches: Iterable[Likely], language: str) -> float:
    # Logarithms: the product of the probabilities, without becoming zero.
    return sum(log(max(known.of(language), LEAST_LIKELY)) for known in stretches)
