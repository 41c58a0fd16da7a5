"""The figures of a run, each with the value or bound that it must keep."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Figures:
    """Measured figures, a line each. `broken` names those that miss their value or bound."""

    lines: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def must_be(self, name: str, value: Any, wanted: Any, *, shown: object = "") -> None:
        self._judge(name, value, value == wanted, wanted, shown)

    def at_most(self, name: str, value: float, bound: float, *, shown: object = "") -> None:
        self._judge(name, value, value <= bound, f"at most {bound}", shown)

    def at_least(self, name: str, value: float, bound: float, *, shown: object = "") -> None:
        self._judge(name, value, value >= bound, f"at least {bound}", shown)

    def tell(self, name: str, value: object) -> None:
        self.lines.append(f"{name:<46} {value!s:>8}")

    def say_all(self, say: Callable[[str], None]) -> None:
        for line in self.lines:
            say(line)

    def _judge(self, name: str, value: Any, holds: bool, wanted: object, shown: object) -> None:
        mark = "ok" if holds else f"BROKEN, must be {wanted}"
        self.lines.append(f"{name:<46} {value!s:>8}   {mark} {shown or ''}".rstrip())
        if not holds:
            self.broken.append(name)
