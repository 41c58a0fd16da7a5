"""Edits a transcript: applies operations to its segments in order, all or none."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from clueso.domain.editing.operations import (
    Delete,
    Merge,
    Operation,
    Passage,
    RenameSpeaker,
    ReplaceAll,
    SetSpeaker,
    SetText,
    SetTimes,
    Splice,
    Split,
)
from clueso.domain.editing.reach import said_until
from clueso.domain.editing.refusals import Refusal, refused
from clueso.domain.editing.segment_edits import halves, merged, moved, with_text
from clueso.domain.editing.speakers import NOBODY, Speaker, Speakers
from clueso.domain.editing.splices import check_times, inserted
from clueso.domain.transcript import (
    CHARACTERS_MAX,
    WORDS_MAX,
    Segment,
    characters_of,
    words_of,
)
from clueso.domain.words.clock import clock


@dataclass(frozen=True, slots=True)
class Change:
    """The segments after an edit, the ids of new and changed ones, the ids of removed ones, and the
    speakers.
    """

    segments: tuple[Segment, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    speakers: Speakers


def apply(
    segments: Sequence[Segment],
    operations: Sequence[Operation],
    new_id: Callable[[], str],
    *,
    duration_ms: int | None = None,
    speakers: Speakers = NOBODY,
) -> Change:
    """Apply the operations in order.

    `new_id` returns ids for the second half of a split, and for new speakers. `duration_ms` is the length of
    the recording. `speakers` are those of the segments.

    Raises Invalid, with a pointer such as `/operations/3/at_ms`, for the first operation that is not
    possible.
    """
    draft = _Draft(segments, new_id, duration_ms, speakers)
    for index, operation in enumerate(operations):
        with refused(index):
            draft.do(operation)
    return draft.change(segments)


class _Draft:
    """The segments during an edit."""

    def __init__(
        self,
        segments: Sequence[Segment],
        new_id: Callable[[], str],
        duration_ms: int | None,
        speakers: Speakers,
    ) -> None:
        self._order = [segment.id for segment in segments]
        self._segments = {segment.id: segment for segment in segments}
        self._characters, self._words = characters_of(segments), words_of(segments)
        self._new_id = new_id
        self._duration_ms = duration_ms
        self._speakers = speakers

    def change(self, before: Sequence[Segment]) -> Change:
        old = {segment.id: segment for segment in before}
        after = tuple(self._named(self._segments[id_]) for id_ in self._order)
        changed = tuple(segment.id for segment in after if old.get(segment.id) != segment)
        removed = tuple(id_ for id_ in old if id_ not in self._segments)
        return Change(after, changed, removed, self._speakers)

    def _named(self, segment: Segment) -> Segment:
        name = self._speakers.shown(segment.speaker_id)
        return segment if segment.speaker == name else replace(segment, speaker=name)

    def do(self, operation: Operation) -> None:
        match operation:
            case SetText(id_, text):
                self._put(with_text(self._segment(id_), text), field="text")
            case Split(id_, at_ms):
                self._split(self._segment(id_), at_ms)
            case Merge(id_):
                self._merge(self._segment(id_))
            case Delete(id_):
                self._remove(self._segment(id_))
            case SetTimes(id_, start_ms, end_ms):
                self._set_times(self._segment(id_), start_ms, end_ms)
            case SetSpeaker():
                self._set_speaker(operation)
            case RenameSpeaker(old, new):
                self._rename_speaker(old, new)
            case ReplaceAll():
                self._replace_all(operation)
            case Splice(remove, insert):
                self._splice(remove, insert)

    def _segment(self, id_: str) -> Segment:
        if id_ not in self._segments:
            raise Refusal("segment_id", "This passage is not in the transcript any more.")
        return self._segments[id_]

    def _put(self, segment: Segment, *, field: str = "segment_id") -> None:
        before = self._segments.get(segment.id)
        old = [before] if before else []
        longer = len(segment.text) - characters_of(old)
        more = words_of([segment]) - words_of(old)
        self._characters += longer
        self._words += more
        # A transcript that is too long already may be shortened, and edited without growth.
        if longer > 0 and self._characters > CHARACTERS_MAX:
            raise Refusal(field, f"The whole transcript can have at most {CHARACTERS_MAX:,} characters.")
        if more > 0 and self._words > WORDS_MAX:
            raise Refusal(field, f"The whole transcript can have at most {WORDS_MAX:,} words.")
        self._segments[segment.id] = segment

    def _neighbour(self, segment: Segment, step: int) -> Segment | None:
        return self._at(self._order.index(segment.id) + step)

    def _split(self, segment: Segment, at_ms: int) -> None:
        first, second = halves(segment, at_ms, self._new_id())
        self._put(first)  # shorter now, so the second half does not count as growth
        self._put(second)
        self._order.insert(self._order.index(first.id) + 1, second.id)

    def _merge(self, segment: Segment) -> None:
        following = self._neighbour(segment, 1)
        if following is None:
            raise Refusal("segment_id", "This is the last passage: there is none to join it with.")
        both = merged(segment, following)
        # Dropped first, so that the two are not counted twice.
        self._drop(following)
        self._put(both)

    def _remove(self, segment: Segment) -> None:
        if len(self._order) == 1:
            raise Refusal("segment_id", "This is the only passage; a transcript keeps at least one.")
        self._drop(segment)

    def _drop(self, segment: Segment) -> None:
        self._order.remove(segment.id)
        gone = [self._segments.pop(segment.id)]
        self._characters -= characters_of(gone)
        self._words -= words_of(gone)

    def _set_times(self, segment: Segment, start_ms: int, end_ms: int) -> None:
        before, after = self._neighbour(segment, -1), self._neighbour(segment, 1)
        if start_ms < 0:
            raise Refusal("start_ms", "A passage cannot begin before the recording.")
        if end_ms <= start_ms:
            raise Refusal("end_ms", "A passage must end after it begins.")
        # The recogniser may have left an overlap. An overlap may stay or shrink, not grow.
        if before and start_ms < min(before.end_ms, segment.start_ms):
            raise Refusal("start_ms", f"The passage before ends at {clock(before.end_ms)}.")
        if after and end_ms > max(after.start_ms, segment.end_ms):
            raise Refusal("end_ms", f"The passage after begins at {clock(after.start_ms)}.")
        if self._duration_ms is not None and end_ms > max(self._duration_ms, segment.end_ms):
            raise Refusal("end_ms", f"The recording ends at {clock(self._duration_ms)}.")
        self._put(moved(segment, start_ms, end_ms))

    def _set_speaker(self, operation: SetSpeaker) -> None:
        first = self._segment(operation.segment_id)
        said = said_until([self._segments[id_] for id_ in self._order], first, operation.until)
        speaker_id = self._speaker_id(operation)
        for segment in said:
            self._put(replace(segment, speaker_id=speaker_id))

    def _speaker_id(self, operation: SetSpeaker | Passage, *, field: str = "speaker_id") -> str | None:
        """Return the id of the wanted speaker. A new name creates a speaker."""
        if operation.speaker_id is not None:
            if self._speakers.present(operation.speaker_id) is None:
                raise Refusal(field, "This speaker is not in the transcript any more.")
            return operation.speaker_id
        if operation.speaker is None:
            return None
        known = self._speakers.called(operation.speaker)
        if known is not None:
            return known.id
        new_id = self._new_id()
        self._speakers = self._speakers.with_new(new_id, operation.speaker)
        return new_id

    def _rename_speaker(self, old: str, new: str) -> None:
        speaking = {segment.speaker_id for segment in self._segments.values()}
        renamed = [speaker for speaker in self._speakers if speaker.id in speaking and speaker.shown == old]
        if not renamed:
            raise Refusal("from", "Nobody in this transcript has this name.")
        for speaker in renamed:
            self._rename(speaker, new)

    def _rename(self, speaker: Speaker, name: str) -> None:
        known = self._speakers.called(name)
        if known is None or known.id == speaker.id:
            self._speakers = self._speakers.with_name(speaker.id, name)
            return
        self._speakers = self._speakers.merged(speaker.id, known.id)
        for segment in list(self._segments.values()):
            if segment.speaker_id == speaker.id:
                self._put(replace(segment, speaker_id=known.id))

    def _replace_all(self, operation: ReplaceAll) -> None:
        for segment in list(self._segments.values()):
            text, count = operation.applied(segment.text)
            if not count:
                continue
            if text.strip():
                self._put(with_text(segment, text, field="replace"), field="replace")
            elif len(self._order) > 1:
                self._drop(segment)
            else:
                raise Refusal("replace", "This would leave nothing of the transcript.")

    def _splice(self, remove: Sequence[str], insert: Sequence[Passage]) -> None:
        at = self._place_of_splice(remove, insert)
        end = at + len(remove)
        removed = [self._segments[id_] for id_ in remove]
        check_times(
            insert,
            removed,
            before=self._at(at - 1),
            after=self._at(end),
            duration_ms=self._duration_ms,
        )
        self._check_ids(insert, set(remove))
        new = inserted(removed, insert)
        # All are dropped before the first is put, so that a replaced text does not count as growth.
        for segment in removed:
            self._drop(segment)
        self._order[at:at] = [segment.id for segment in new]
        for index, (segment, passage) in enumerate(zip(new, insert, strict=True)):
            if not passage.keeps_speaker:
                speaker_id = self._speaker_id(passage, field=f"insert/{index}/speaker_id")
                segment = replace(segment, speaker_id=speaker_id)
            self._put(segment, field=f"insert/{index}/text")

    def _place_of_splice(self, remove: Sequence[str], insert: Sequence[Passage]) -> int:
        """Return the index at which a splice begins."""
        for index, id_ in enumerate(remove):
            if id_ not in self._segments:
                raise Refusal(f"remove/{index}", "This passage is not in the transcript any more.")
        if not remove and not insert:
            raise Refusal("remove", "Name passages to remove, or passages to insert.")
        if not remove:
            start_ms = insert[0].start_ms
            later = (at for at, id_ in enumerate(self._order) if self._segments[id_].start_ms > start_ms)
            return next(later, len(self._order))
        at = self._order.index(remove[0])
        if self._order[at : at + len(remove)] != list(remove):
            raise Refusal("remove", "These passages must be neighbours, each named once, in their order.")
        if not insert and len(remove) == len(self._order):
            raise Refusal("remove", "These are the only passages; a transcript keeps at least one.")
        return at

    def _check_ids(self, insert: Sequence[Passage], removed: set[str]) -> None:
        """Raise Refusal unless each inserted id is one that the splice removes, or new to the transcript."""
        seen: set[str] = set()
        for index, passage in enumerate(insert):
            if passage.id in seen:
                raise Refusal(f"insert/{index}/id", "Each passage needs an id of its own.")
            if passage.id in self._segments and passage.id not in removed:
                raise Refusal(f"insert/{index}/id", "Another passage of the transcript has this id.")
            seen.add(passage.id)

    def _at(self, index: int) -> Segment | None:
        return self._segments[self._order[index]] if 0 <= index < len(self._order) else None
