"""The figures of the guides made from the films of the flows."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from typing import Self

from clueso.domain.box import Box, overlap
from clueso.domain.transcript import Span
from clueso.domain.words.wording import tokens
from scripts.figures import Figure
from scripts.flows.flow import Flow
from scripts.flows.log import Control, Log, State

ON_IT = 0.5
"""Overlap from which on a mark is on a control."""
TOLD, TOLD_WORDS = 0.5, 3
"""Share of a line's words, and their number, from which on a step that cites some of the line tells it."""
OFFERS_PER_MS = 1 / 300_000
"""The allowed number of wrong offers: one in five minutes."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a guide: its texts, the spans of the segments that it cites, the marks of its picture, and the
    numbers of the states that its picture shows (none without a picture).
    """

    text: str
    spans: tuple[Span, ...]
    marks: tuple[Box, ...] = ()
    states: frozenset[int] = frozenset()

    def heard_ms(self, line: tuple[int, int]) -> int:
        """Return how much of a line lies in the cited segments."""
        return sum(max(0, min(span.end_ms, line[1]) - max(span.start_ms, line[0])) for span in self.spans)


@dataclass(frozen=True, slots=True)
class Told:
    """A step with the numbers of the lines that it tells, and of the clicks that follow them."""

    step: Step
    lines: frozenset[int]
    clicks: tuple[int, ...]


def told(flow: Flow, log: Log, steps: Sequence[Step]) -> list[Told]:
    """Return the steps with their lines.

    A step tells a line if it cites more than half of it, or some of it and has half of its words: the recogniser
    may set a sentence's times amiss, or leave a sentence out. Where several steps cite one passage, the line belongs to the one that has
    most of its words.
    """
    lines: list[set[int]] = [set() for _ in steps]
    for number, (line, span) in enumerate(zip(flow.lines, log.lines, strict=True)):
        said = set(tokens(line.say))
        common = [len(said & set(tokens(step.text))) for step in steps]
        citing = [
            at
            for at, step in enumerate(steps)
            if (heard_ms := step.heard_ms(span)) * 2 > span[1] - span[0]
            or (heard_ms and common[at] >= max(TOLD_WORDS, TOLD * len(said)))
        ]
        if citing:
            lines[max(citing, key=common.__getitem__)].add(number)
    return [
        Told(
            step,
            frozenset(own),
            tuple(number for number, done in enumerate(log.deeds) if done.control and done.line in own),
        )
        for step, own in zip(steps, lines, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    count: int = 0
    of: int = 0

    @property
    def value(self) -> float:
        return self.count / self.of if self.of else 0.0

    def __add__(self, other: Self) -> "Share":
        return Share(self.count + other.count, self.of + other.of)

    def __str__(self) -> str:
        return f"{self.count}/{self.of}"


@dataclass(frozen=True, slots=True)
class Tally:
    """What was counted in one film or in several."""

    steps: Share = field(default=Share(), metadata={"column": "steps"})
    labels: Share = field(default=Share(), metadata={"column": "labels"})
    marked: Share = field(default=Share(), metadata={"column": "marked"})
    wrong_marks: Share = field(default=Share(), metadata={"column": "wrong marks"})
    after: Share = field(default=Share(), metadata={"column": "after"})
    names: Share = field(default=Share(), metadata={"column": "name errors"})
    names_with_screens: Share = field(default=Share(), metadata={"column": "with screens"})
    wrong_offers: Share = field(default=Share(), metadata={"column": "wrong offers"})
    duration_ms: int = 0

    def __add__(self, other: Self) -> "Tally":
        return Tally(
            **{each.name: getattr(self, each.name) + getattr(other, each.name) for each in fields(self)}
        )


def tally(flow: Flow, log: Log, steps: Sequence[Told]) -> Tally:
    """Count what the steps of a guide show of a performance."""
    return Tally(
        steps=_found(log, steps),
        labels=_labels(log, steps),
        marked=_marked(log, steps),
        wrong_marks=_wrong_marks(flow, log, steps),
        after=_after(log, steps),
        duration_ms=log.duration_ms,
    )


def _found(log: Log, steps: Sequence[Told]) -> Share:
    lines = {done.line for done in log.deeds if done.control}
    return Share(len(lines & {line for told in steps for line in told.lines}), len(lines))


def _labels(log: Log, steps: Sequence[Told]) -> Share:
    """Of the named controls of the steps, count those whose label the step spells as the screen does."""
    named = [
        (told.step, label) for told in steps for number in told.clicks if (label := log.deeds[number].named)
    ]
    return Share(sum(_has(step.text, label) for step, label in named), len(named))


def _marked(log: Log, steps: Sequence[Told]) -> Share:
    """Of the steps whose named control stands on their picture, count those with a mark on it."""
    standing = [(told.step, found) for told in steps if (found := _named_controls(log, told))]
    return Share(sum(any(_on(mark, found) for mark in step.marks) for step, found in standing), len(standing))


def _wrong_marks(flow: Flow, log: Log, steps: Sequence[Told]) -> Share:
    """Of all marks, count those on none of the controls that their step is about."""
    marks = [(mark, _subjects(flow, log, told)) for told in steps for mark in told.step.marks]
    return Share(sum(not _on(mark, controls) for mark, controls in marks), len(marks))


def _after(log: Log, steps: Sequence[Told]) -> Share:
    """Of the steps with clicks and a picture, count those that show the effect of a click or of what follows it
    in the step, and not of a next step.
    """
    shown = [told for told in steps if told.step.states and told.clicks]
    return Share(
        sum(any(_is_after(log.states[n], log, told) for n in told.step.states) for told in shown),
        len(shown),
    )


def _is_after(state: State, log: Log, told: Told) -> bool:
    last = max(number for number, done in enumerate(log.deeds) if done.line in told.lines)
    return state.is_settled and told.clicks[0] < state.after <= last + 1


def _shown(log: Log, told: Told) -> Iterator[Control]:
    return (control for number in told.step.states for control in log.states[number].controls)


def _named_controls(log: Log, told: Told) -> list[Control]:
    """Return the controls that the step's lines name and its clicks use, as they stand on its picture, with the
    label that they were clicked with.
    """
    labels = {number: log.deeds[number].named for number in told.clicks}
    return [
        control
        for control in _shown(log, told)
        if any(control.label == labels[number] for number in labels.keys() & set(control.deeds))
    ]


def _subjects(flow: Flow, log: Log, told: Told) -> list[Control]:
    """Return the controls that marks of a step may be on: those of its clicks; without clicks, those that its
    lines name.
    """
    if told.clicks:
        return [control for control in _shown(log, told) if set(told.clicks) & set(control.deeds)]
    said = " ".join(flow.lines[line].say for line in told.lines)
    return [control for control in _shown(log, told) if control.label and _has(said, control.label)]


def _on(mark: Box, controls: Sequence[Control]) -> bool:
    return any(overlap(mark, box) >= ON_IT for control in controls for box in control.boxes)


def _has(text: str, label: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(label)}(?!\w)", text) is not None


def figures(total: Tally) -> Iterator[Figure]:
    """Yield the figures of all films with their bounds."""
    yield Figure("steps of the flows that the guides have", total.steps.value, 0.8)
    yield Figure("labels spelled as on screen", total.labels.value, 0.95)
    yield Figure("steps with a mark on their control", total.marked.value, 0.9)
    yield Figure("marks on something else", total.wrong_marks.value, 0.05, is_lower_bound=False)
    yield Figure("pictures after the action", total.after.value, 1)
    yield from screen_figures(total)


def screen_figures(total: Tally) -> Iterator[Figure]:
    """Yield the figures of the words read off the screens, if they were measured."""
    if total.names_with_screens.of:
        bound = total.names.value / 2
        yield Figure(
            "name errors with the screens' words", total.names_with_screens.value, bound, is_lower_bound=False
        )
        bound = max(1.0, total.duration_ms * OFFERS_PER_MS)
        yield Figure("offers that make it worse", total.wrong_offers.count, bound, is_lower_bound=False)
