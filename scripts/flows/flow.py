"""The flows of `tests/flows`: what a narrator says about a page, and what the hand does there."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FLOWS = Path(__file__).parents[2] / "tests" / "flows"


@dataclass(frozen=True, slots=True)
class Deed:
    """What the hand does, `after_s` seconds after the words or after the deed before.

    It clicks the element that `click` selects and then types `type`, or it presses a key, or scrolls down.
    `named` is the control's label, if the narrator says it.
    """

    after_s: float
    click: str | None = None
    named: str | None = None
    type: str = ""
    press: str | None = None
    scroll: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the narrator, the deeds that follow it, and the rest until the next line."""

    say: str
    then: tuple[Deed, ...]
    rest_s: float


@dataclass(frozen=True, slots=True)
class Flow:
    """A page with its script. `names` are invented, `spoken` are the times of the lines in its sound, in ms."""

    name: str
    fps: int
    size: tuple[int, int]
    names: tuple[str, ...]
    lines: tuple[Line, ...]
    spoken: tuple[tuple[int, int], ...]

    @property
    def page(self) -> Path:
        return FLOWS / f"{self.name}.html"

    @property
    def sound(self) -> Path:
        return FLOWS / f"{self.name}.ogg"


@cache
def flows() -> dict[str, Flow]:
    told, spoken = (_read(file) for file in ("flows.json", "speech.json"))
    return {name: _flow(name, flow, spoken[name]) for name, flow in told.items()}


def _read(file: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FLOWS / file).read_text(encoding="utf-8"))
    return found


def _flow(name: str, told: dict[str, Any], spoken: list[tuple[int, int]]) -> Flow:
    lines = tuple(
        Line(line["say"], tuple(Deed(**deed) for deed in line.get("then", [])), line.get("rest_s", 1.2))
        for line in told["lines"]
    )
    width, height = told["size"]
    return Flow(
        name,
        told["fps"],
        (width, height),
        tuple(told["names"]),
        lines,
        tuple((start, end) for start, end in spoken),
    )
