"""Where the spoken language changes, told from how likely each language is in stretches of speech."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log
from statistics import fmean

from clueso.domain.hearing.windows import plan_windows
from clueso.domain.transcript import Span

SURE = 0.9
"""How likely a language must be for a window to tell it. In 24 recordings in one language (`base`, windows of 8 s
and of 30 s, noisy meetings among them) none was more than 0.6 sure of a wrong one; a window with two was 0.8 sure."""
SHORTEST_TELLING_MS = 2_000
"""A window that is shorter tells nothing: a name, a cough. It is heard in the language around it."""
CLOSER_MS = 8_000
"""How long the stretches are that are looked at closer: 8 s told their language 15 of 15 times."""
LEAST_LIKELY = 1e-3  # so that one stretch of noise does not outweigh all others


@dataclass(frozen=True, slots=True)
class Likely:
    """A stretch of speech, and how likely each language is in it, from 0 to 1."""

    window: Span
    languages: Mapping[str, float]

    @property
    def best(self) -> str:
        return max(self.languages, key=lambda language: self.languages[language])

    @property
    def told(self) -> str | None:
        """The language, where the stretch alone tells it."""
        best, length_ms = self.best, self.window.end_ms - self.window.start_ms
        return best if self.languages[best] >= SURE and length_ms >= SHORTEST_TELLING_MS else None

    def of(self, language: str) -> float:
        return self.languages.get(language, 0.0)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A window in one language, and how likely that is."""

    window: Span
    language: str
    probability: float


LookCloser = Callable[[Span], Sequence[Likely]]
"""Divides a window into stretches of at most CLOSER_MS, and tells what is likely in each."""


def narrowed(languages: Mapping[str, float], wanted: Sequence[str]) -> dict[str, float]:
    """How likely each of the `wanted` languages is, if it is one of them; all where none is wanted."""
    if not wanted:
        return dict(languages)
    known = {language: max(languages.get(language, 0.0), 1e-9) for language in wanted}
    whole = sum(known.values())
    return {language: probability / whole for language, probability in known.items()}


def in_one_language(windows: Iterable[Likely], look_closer: LookCloser) -> Iterator[Spoken]:
    """The windows in order, each in one language; where two meet, windows that end and begin there.

    A window that does not tell its language is looked at closer: it may have two. What tells none even then is in
    the language before it, or behind it. A window is given as soon as the one behind it is known to be another.
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
    """Each window, or the stretches of one that was looked at closer, in its language."""
    held: list[Likely] = []
    before: str | None = None
    for known in _told_or_closer(windows, look_closer):
        held.append(known)
        language = known.told
        if language is None:
            continue
        first, rest = held[:-1], held[-1:]
        if before is not None and before != language:
            first, rest = _divided(held, before, language, look_closer)
            yield from _all_in(first, before)
            first, rest = rest[:-1], rest[-1:]
        yield from _all_in(first, language)
        held, before = rest, language if rest else before
    if held:
        yield from _all_in(held, before or _most_likely(held))


def _all_in(stretches: Iterable[Likely], language: str) -> Iterator[Spoken]:
    return (Spoken(known.window, language, known.of(language)) for known in stretches)


def _told_or_closer(windows: Iterable[Likely], look_closer: LookCloser) -> Iterator[Likely]:
    for known in windows:
        yield from [known] if known.told else _closer(known, look_closer)


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
    """Windows in which one language gives way to another, as stretches in the first and in the second."""
    stretches = [stretch for known in windows for stretch in _closer(known, look_closer)]
    border = max(
        range(len(stretches) + 1),
        key=lambda at: _fit(stretches[:at], first) + _fit(stretches[at:], second),
    )
    return stretches[:border], stretches[border:]


def _fit(stretches: Iterable[Likely], language: str) -> float:
    return sum(log(max(known.of(language), LEAST_LIKELY)) for known in stretches)
