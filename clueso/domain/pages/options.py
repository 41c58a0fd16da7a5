"""Options of an export: what its files show, and on which paper."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self


class Paper(StrEnum):
    A4 = "a4"
    LETTER = "letter"


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """The options of an export. `times` is None for what suits the subject: a guide's headings have no times;
    chapters, scripts and transcripts have them. `moving` adds a short moving picture to the picture of each step.
    `marks` are those on the pictures, except their blurs, which no option removes.
    """

    times: bool | None = None
    speakers: bool = True
    pictures: bool = True
    paper: Paper = Paper.A4
    moving: bool = False
    marks: bool = True

    @property
    def code(self) -> str:
        """The options that differ from the defaults, as a few letters; "" for the defaults."""
        times = {None: "", True: "t", False: "n"}[self.times]
        others = {
            "s": not self.speakers,
            "p": not self.pictures,
            "l": self.paper is Paper.LETTER,
            "m": self.moving,
            "u": not self.marks,
        }
        return times + "".join(letter for letter, is_set in others.items() if is_set)

    @classmethod
    def from_code(cls, code: str) -> Self:
        times = True if "t" in code else False if "n" in code else None
        paper = Paper.LETTER if "l" in code else Paper.A4
        return cls(times, "s" not in code, "p" not in code, paper, "m" in code, "u" not in code)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


USUAL = ExportOptions()
