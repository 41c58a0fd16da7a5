"""The figures of the guides made from the films of the flows."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from typing import Self

from clueso.domain.box import Box, overlap
from clueso.domain.transcript import Span
from scripts.figures import Figure
from scripts.flows.flow import Flow
from scripts.flows.log import Control, Log

ON_IT = 0.5
"""Overlap from which on a mark is on a control."""
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

    def lines(self, log: Log) -> set[int]:
        """Return the numbers of the lines that the step has heard more than half of."""
        return {
            number
            for number, (start_ms, end_ms) in enumerate(log.lines)
            if sum(max(0, min(s.end_ms, end_ms) - max(s.start_ms, start_ms)) for s in self.spans) * 2
            > end_ms - start_ms
        }

    def clicks(self, log: Log) -> list[int]:
        """Return the numbers of the clicks that follow its lines."""
        lines = self.lines(log)
        return [number for number, done in enumerate(log.deeds) if done.control and done.line in lines]


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


def tally(flow: Flow, log: Log, steps: Sequence[Step]) -> Tally:
    """Count what the steps of a guide show of a performance."""
    return Tally(
        steps=_found(log, steps),
        labels=_labels(log, steps),
        marked=_marked(log, steps),
        wrong_marks=_wrong_marks(flow, log, steps),
        after=_after(log, steps),
        duration_ms=log.duration_ms,
    )


def _found(log: Log, steps: Sequence[Step]) -> Share:
    lines = {done.line for done in log.deeds if done.control}
    return Share(len(lines & {line for step in steps for line in step.lines(log)}), len(lines))


def _labels(log: Log, steps: Sequence[Step]) -> Share:
    """Of the named controls of the guide's steps, count those whose label a step spells as the screen does."""
    spelled: dict[int, bool] = {}
    for step in steps:
        for number in step.clicks(log):
            if label := log.deeds[number].named:
                spelled[number] = spelled.get(number, False) or _has(step.text, label)
    return Share(sum(spelled.values()), len(spelled))


def _marked(log: Log, steps: Sequence[Step]) -> Share:
    """Of the steps whose control stands on their picture, count those with a mark on it."""
    standing = [(step, found) for step in steps if (found := _controls(log, step, unchanged=True))]
    return Share(sum(any(_on(mark, found) for mark in step.marks) for step, found in standing), len(standing))


def _wrong_marks(flow: Flow, log: Log, steps: Sequence[Step]) -> Share:
    """Of all marks, count those on none of the controls that their step is about."""
    marks = [(mark, _subjects(flow, log, step)) for step in steps for mark in step.marks]
    return Share(sum(not _on(mark, controls) for mark, controls in marks), len(marks))


def _after(log: Log, steps: Sequence[Step]) -> Share:
    """Of the steps with clicks and a picture, count those that show the effect of a click, and not of a next step."""
    shown = [(step, deeds) for step in steps if step.states and (deeds := step.clicks(log))]
    return Share(
        sum(
            any(
                log.states[state].is_settled and deeds[0] < log.states[state].after <= deeds[-1] + 1
                for state in step.states
            )
            for step, deeds in shown
        ),
        len(shown),
    )


def _controls(log: Log, step: Step, *, unchanged: bool) -> list[Control]:
    """Return the controls of the step's clicks as they stand on its picture, only those with the label that they
    were clicked with if `unchanged`.
    """
    clicked = {number: control for number in step.clicks(log) if (control := log.deeds[number].control)}
    return [
        control
        for state in step.states
        for control in log.states[state].controls
        for number in clicked.keys() & set(control.deeds)
        if not unchanged or control.label == clicked[number].label
    ]


def _subjects(flow: Flow, log: Log, step: Step) -> list[Control]:
    """Return the controls that marks of a step may be on: those of its clicks; without clicks, those it names."""
    if step.clicks(log):
        return _controls(log, step, unchanged=False)
    said = " ".join(flow.lines[line].say for line in step.lines(log))
    shown = (control for state in step.states for control in log.states[state].controls)
    return [control for control in shown if control.label and _has(said, control.label)]


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
