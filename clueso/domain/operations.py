"""What a person can do to a transcript."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SetText:
    segment_id: str
    text: str


@dataclass(frozen=True, slots=True)
class Split:
    """The first half keeps the id; a word belongs to the half that holds its middle."""

    segment_id: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class Merge:
    """With the next segment; the first keeps its id, and its speaker if it has one."""

    segment_id: str


@dataclass(frozen=True, slots=True)
class Delete:
    segment_id: str


@dataclass(frozen=True, slots=True)
class SetTimes:
    """Words stay where they were spoken; what would stick out is cut off."""

    segment_id: str
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class SetSpeaker:
    segment_id: str
    speaker: str | None


@dataclass(frozen=True, slots=True)
class RenameSpeaker:
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ReplaceAll:
    """A segment of which nothing is left goes."""

    find: str
    replace: str
    match_case: bool = False
    whole_word: bool = False

    @property
    def pattern(self) -> re.Pattern[str]:
        exact = re.escape(self.find)
        bounded = rf"(?<!\w){exact}(?!\w)" if self.whole_word else exact
        return re.compile(bounded, 0 if self.match_case else re.IGNORECASE)


Operation = SetText | Split | Merge | Delete | SetTimes | SetSpeaker | RenameSpeaker | ReplaceAll
