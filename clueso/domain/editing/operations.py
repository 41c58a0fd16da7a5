"""What a person can do to a transcript."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Until(StrEnum):
    """How far a speaker is set: up to the passage that somebody else says, or to the last one."""

    NEXT_SPEAKER = "next_speaker"
    END = "end"


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
    """By id, or by name, which makes a new speaker where nobody is called so; by neither, nobody is known to
    speak. Without `until` for this segment alone."""

    segment_id: str
    speaker: str | None = None
    speaker_id: str | None = None
    until: Until | None = None


@dataclass(frozen=True, slots=True)
class RenameSpeaker:
    """Everywhere. Where somebody is called `new` already, the two are one from now on."""

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


@dataclass(frozen=True, slots=True)
class Passage:
    """A segment that a splice puts in. It is said by the speaker of `speaker_id`, else by who is called `speaker`,
    as in `SetSpeaker`; with `keeps_speaker` by whoever speaks in the segment that it replaces."""

    id: str
    text: str
    start_ms: int
    end_ms: int
    speaker: str | None = None
    speaker_id: str | None = None
    keeps_speaker: bool = False


@dataclass(frozen=True, slots=True)
class Splice:
    """Put segments in the place of neighbours. Without `remove` they go into the gap where their time puts them.

    The words are aligned over the whole stretch: a word that stays keeps its time in whichever segment it stands.
    """

    remove: tuple[str, ...]
    insert: tuple[Passage, ...]


Operation = SetText | Split | Merge | Delete | SetTimes | SetSpeaker | RenameSpeaker | ReplaceAll | Splice
