"""The log of a performance: what was said, clicked and shown, and when."""

from dataclasses import dataclass

from pydantic import TypeAdapter

from clueso.domain.box import Box


@dataclass(frozen=True, slots=True)
class Control:
    """A control on a screen. `boxes` are what a reader may take for it: its element, its text where nothing
    else of the element can be seen, a field with its label. `deeds` are the deeds that use it.
    """

    label: str
    boxes: tuple[Box, ...]
    deeds: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """A deed: the number of its line, the control as it was clicked, and the moments of the click and of the
    end of its effect. `named` is the label if the narrator says it.
    """

    line: int
    control: Control | None
    named: str | None
    at_ms: int
    effect_ms: int


@dataclass(frozen=True, slots=True)
class State:
    """A screen after `after` deeds, with the file of its picture. It `is_settled` unless the last of them still
    has to show its effect.
    """

    after: int
    is_settled: bool
    picture: str
    controls: tuple[Control, ...]


@dataclass(frozen=True, slots=True)
class Log:
    """A whole performance. `lines` are the times of the narrator's lines, `moving` what never stands still."""

    lines: tuple[tuple[int, int], ...]
    deeds: tuple[Done, ...]
    states: tuple[State, ...]
    moving: tuple[Box, ...]
    duration_ms: int


LOG: TypeAdapter[Log] = TypeAdapter(Log)
