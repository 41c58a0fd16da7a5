"""The operations of a person on a transcript."""

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
    """Split a segment. The first half keeps the id. A word belongs to the half that holds its middle."""

    segment_id: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class Merge:
    """Merge a segment with the next one. The first keeps its id, and its speaker if it has one."""

    segment_id: str


@dataclass(frozen=True, slots=True)
class Delete:
    segment_id: str


@dataclass(frozen=True, slots=True)
class SetTimes:
    """Move the borders of a segment. Words keep their times; a word that would stick out is cut off."""

    segment_id: str
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class SetSpeaker:
    """Set the speaker by id, or by name; an unknown name creates a speaker. Without both, the speaker becomes
    unknown.

    Without `until` the operation changes this segment only.
    """

    segment_id: str
    speaker: str | None = None
    speaker_id: str | None = None
    until: Until | None = None


@dataclass(frozen=True, slots=True)
class RenameSpeaker:
    """Rename a speaker everywhere. If another speaker has the name `new`, the two are merged."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ReplaceAll:
    """Replace a text everywhere. A segment that becomes empty is removed."""

    find: str
    replace: str
    match_case: bool = False
    whole_word: bool = False

    @property
    def pattern(self) -> re.Pattern[str]:
        exact = re.escape(self.find)
        # Lookarounds instead of `\b`, which would not match beside a sign at the edge of the text to find.
        bounded = rf"(?<!\w){exact}(?!\w)" if self.whole_word else exact
        return re.compile(bounded, 0 if self.match_case else re.IGNORECASE)

    def applied(self, text: str) -> tuple[str, int]:
        """Return the text with the replacement, and in how many places."""
        # A function, because a backslash in a replacement text would be read as a group.
        return self.pattern.subn(lambda _: self.replace, text)


@dataclass(frozen=True, slots=True)
class Passage:
    """A segment that a splice inserts.

    Its speaker is the one with `speaker_id`, else the one with the name `speaker`, as in `SetSpeaker`. With
    `keeps_speaker` it is the speaker of the segment that it replaces.
    """

    id: str
    text: str
    start_ms: int
    end_ms: int
    speaker: str | None = None
    speaker_id: str | None = None
    keeps_speaker: bool = False


@dataclass(frozen=True, slots=True)
class Splice:
    """Replace neighbouring segments by others. Without `remove`, the new ones are inserted by their time.

    The words are aligned over the whole stretch: a word that stays keeps its time, in whichever segment it is
    now.
    """

    remove: tuple[str, ...]
    insert: tuple[Passage, ...]


Operation = SetText | Split | Merge | Delete | SetTimes | SetSpeaker | RenameSpeaker | ReplaceAll | Splice
