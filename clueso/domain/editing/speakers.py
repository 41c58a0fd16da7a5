"""Speakers: the people who say the segments of a transcript, and their names."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Speaker:
    """A person who speaks in a recording.

    `number` counts from 1 in the order of first segments. `voice` is the number of the voice in the turns. A
    speaker with `merged_into` is the same person as the speaker with that id.
    """

    id: str
    number: int
    name: str | None = None
    voice: int | None = None
    merged_into: str | None = None

    @property
    def shown(self) -> str:
        """The name, or "Speaker 2" for a speaker without a name."""
        return self.name or f"Speaker {self.number}"

    @property
    def state(self) -> dict[str, Any]:
        """The values that the history of a transcript stores for a speaker."""
        return {"name": self.name, "merged_into": self.merged_into}


class Speakers:
    """The speakers of one transcript, by id. Immutable: each change returns a new object."""

    def __init__(self, speakers: Iterable[Speaker] = ()) -> None:
        self._by_id = {speaker.id: speaker for speaker in speakers}

    def __iter__(self) -> Iterator[Speaker]:
        return iter(sorted(self._by_id.values(), key=lambda speaker: speaker.number))

    def get(self, id_: str | None) -> Speaker | None:
        """Return the speaker of this id; for a merged speaker, the speaker that it was merged into."""
        speaker = self._by_id.get(id_ or "")
        # A speaker may be merged into one that was merged before.
        while speaker is not None and speaker.merged_into is not None:
            speaker = self._by_id.get(speaker.merged_into)
        return speaker

    def present(self, id_: str) -> Speaker | None:
        """Return the speaker of this id; None for one that was merged into another."""
        speaker = self._by_id.get(id_)
        return None if speaker is None or speaker.merged_into else speaker

    def shown(self, id_: str | None) -> str | None:
        speaker = self.get(id_)
        return speaker.shown if speaker else None

    def called(self, name: str) -> Speaker | None:
        """Return the first speaker with this visible name."""
        return next((one for one in self if one.merged_into is None and one.shown == name), None)

    @property
    def ids_by_name(self) -> dict[str, str]:
        """The ids by the visible names.

        Speakers who were merged have none; of two with one name, the first counts.
        """
        return {one.shown: one.id for one in reversed(list(self)) if one.merged_into is None}

    def of_voice(self, voice: int) -> Speaker | None:
        found = next((one for one in self if one.voice == voice), None)
        return self.get(found.id) if found else None

    def with_new(self, id_: str, name: str) -> "Speakers":
        number = max((speaker.number for speaker in self), default=0) + 1
        return self._with(Speaker(id_, number, name))

    def with_name(self, id_: str, name: str | None) -> "Speakers":
        return self._with(replace(self._by_id[id_], name=name))

    def merged(self, id_: str, into: str) -> "Speakers":
        """Return the speakers with the first merged into the second."""
        return self._with(replace(self._by_id[id_], merged_into=into))

    def as_in(self, states: dict[str, dict[str, Any]]) -> "Speakers":
        """Return the speakers with their states in an earlier version of the transcript."""
        known = {id_: state for id_, state in states.items() if id_ in self._by_id}
        return self._with(*(replace(self._by_id[id_], **state) for id_, state in known.items()))

    def changed_since(self, before: "Speakers") -> list[Speaker]:
        """Return the new and altered speakers."""
        return [speaker for speaker in self if before._by_id.get(speaker.id) != speaker]

    def _with(self, *changed: Speaker) -> "Speakers":
        return Speakers([*self._by_id.values(), *changed])


NOBODY = Speakers()
