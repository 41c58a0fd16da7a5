"""Edits of a transcript: operations on its segments, done in turn, all or none."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from clueso.domain.operations import (
    Delete,
    Merge,
    Operation,
    RenameSpeaker,
    ReplaceAll,
    SetSpeaker,
    SetText,
    SetTimes,
    Split,
)
from clueso.domain.timed_words import cut_text, joined, respelled, spoken
from clueso.domain.transcript import Segment, Word
from clueso.errors import Invalid

TEXT_MAX = 4000
"""Characters of a segment; a person does not speak more in half a minute."""


@dataclass(frozen=True, slots=True)
class Change:
    """The segments after the edit, and the ids of those that are new or differ, and of those that went."""

    segments: tuple[Segment, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]


class _Refusal(Exception):
    def __init__(self, field: str, detail: str) -> None:
        self.field, self.detail = field, detail
        super().__init__(detail)


def apply(
    segments: Sequence[Segment],
    operations: Sequence[Operation],
    new_id: Callable[[], str],
    *,
    duration_ms: int | None = None,
) -> Change:
    """Do the operations in turn. `new_id` names the second half of a split; `duration_ms` is the media's.

    Raises Invalid with a pointer such as `/operations/3/at_ms` for the first that cannot be done.
    """
    draft = _Draft(segments, new_id, duration_ms)
    for index, operation in enumerate(operations):
        try:
            draft.do(operation)
        except _Refusal as refusal:
            pointer = f"/operations/{index}/{refusal.field}"
            raise Invalid(extra={"errors": [{"pointer": pointer, "detail": refusal.detail}]}) from refusal
    return draft.change(segments)


def reach(segments: Sequence[Segment], operations: Sequence[Operation]) -> set[str]:
    """The ids of the segments whose words `apply` may need or change: never too few, mostly no more.

    The segments need no words themselves.
    """
    merges = [operation for operation in operations if isinstance(operation, Merge)]
    replaces = [operation.pattern for operation in operations if isinstance(operation, ReplaceAll)]
    if merges and replaces:
        return {segment.id for segment in segments}  # what a segment merges with may go before
    renamed = {operation.old for operation in operations if isinstance(operation, RenameSpeaker)}
    found = {
        segment.id
        for segment in segments
        if segment.speaker in renamed or any(pattern.search(segment.text) for pattern in replaces)
    }
    found |= {operation.segment_id for operation in operations if hasattr(operation, "segment_id")}
    window = len(merges) + sum(isinstance(operation, Delete) for operation in operations)
    merged = {operation.segment_id for operation in merges}
    for index, segment in enumerate(segments):
        if segment.id in merged:
            found.update(following.id for following in segments[index : index + window + 1])
    return found


class _Draft:
    """The segments while they are edited."""

    def __init__(
        self, segments: Sequence[Segment], new_id: Callable[[], str], duration_ms: int | None
    ) -> None:
        self._order = [segment.id for segment in segments]
        self._segments = {segment.id: segment for segment in segments}
        self._new_id = new_id
        self._duration_ms = duration_ms

    def change(self, before: Sequence[Segment]) -> Change:
        old = {segment.id: segment for segment in before}
        changed = tuple(id_ for id_ in self._order if old.get(id_) != self._segments[id_])
        removed = tuple(id_ for id_ in old if id_ not in self._segments)
        return Change(tuple(self._segments[id_] for id_ in self._order), changed, removed)

    def do(self, operation: Operation) -> None:
        match operation:
            case SetText(id_, text):
                self._put(_with_text(self._segment(id_), text))
            case Split(id_, at_ms):
                self._split(self._segment(id_), at_ms)
            case Merge(id_):
                self._merge(self._segment(id_))
            case Delete(id_):
                self._remove(self._segment(id_))
            case SetTimes(id_, start_ms, end_ms):
                self._set_times(self._segment(id_), start_ms, end_ms)
            case SetSpeaker(id_, speaker):
                self._put(replace(self._segment(id_), speaker=speaker))
            case RenameSpeaker(old, new):
                self._rename_speaker(old, new)
            case ReplaceAll():
                self._replace_all(operation)

    def _segment(self, id_: str) -> Segment:
        if id_ not in self._segments:
            raise _Refusal("segment_id", "There is no such segment.")
        return self._segments[id_]

    def _put(self, segment: Segment) -> None:
        self._segments[segment.id] = segment

    def _neighbour(self, segment: Segment, step: int) -> Segment | None:
        at = self._order.index(segment.id) + step
        return self._segments[self._order[at]] if 0 <= at < len(self._order) else None

    def _split(self, segment: Segment, at_ms: int) -> None:
        first, second = _halves(segment, at_ms, self._new_id())
        self._put(first)
        self._put(second)
        self._order.insert(self._order.index(first.id) + 1, second.id)

    def _merge(self, segment: Segment) -> None:
        following = self._neighbour(segment, 1)
        if following is None:
            raise _Refusal("segment_id", "This is the last segment: there is none to merge it with.")
        self._put(_merged(segment, following))
        self._drop(following)

    def _remove(self, segment: Segment) -> None:
        if len(self._order) == 1:
            raise _Refusal("segment_id", "This is the only segment; a transcript keeps at least one.")
        self._drop(segment)

    def _drop(self, segment: Segment) -> None:
        self._order.remove(segment.id)
        del self._segments[segment.id]

    def _set_times(self, segment: Segment, start_ms: int, end_ms: int) -> None:
        before, after = self._neighbour(segment, -1), self._neighbour(segment, 1)
        if start_ms < 0:
            raise _Refusal("start_ms", "A recording begins at 0.")
        if end_ms <= start_ms:
            raise _Refusal("end_ms", "A segment ends after its start.")
        # A recogniser may have left an overlap: it may stay or shrink, not grow.
        if before and start_ms < min(before.end_ms, segment.start_ms):
            raise _Refusal("start_ms", f"The segment before ends at {before.end_ms} ms.")
        if after and end_ms > max(after.start_ms, segment.end_ms):
            raise _Refusal("end_ms", f"The segment after starts at {after.start_ms} ms.")
        if self._duration_ms is not None and end_ms > max(self._duration_ms, segment.end_ms):
            raise _Refusal("end_ms", f"The recording ends at {self._duration_ms} ms.")
        self._put(_moved(segment, start_ms, end_ms))

    def _rename_speaker(self, old: str, new: str) -> None:
        named = [segment for segment in self._segments.values() if segment.speaker == old]
        if not named:
            raise _Refusal("from", "Nobody in this transcript has this name.")
        for segment in named:
            self._put(replace(segment, speaker=new))

    def _replace_all(self, operation: ReplaceAll) -> None:
        pattern = operation.pattern
        for segment in list(self._segments.values()):
            text, count = pattern.subn(lambda _: operation.replace, segment.text)
            if not count:
                continue
            if text.strip():
                self._put(_with_text(segment, text, field="replace"))
            elif len(self._order) > 1:
                self._drop(segment)
            else:
                raise _Refusal("replace", "This would leave nothing of the transcript.")


def _with_text(segment: Segment, text: str, *, field: str = "text") -> Segment:
    text = " ".join(text.split())
    if not text:
        raise _Refusal(field, "A segment has text; delete it to remove it.")
    if len(text) > TEXT_MAX:
        raise _Refusal(field, f"A segment has at most {TEXT_MAX} characters.")
    if text == segment.text:
        return segment
    return replace(segment, text=text, words=respelled(segment, text))


def _halves(segment: Segment, at_ms: int, new_id: str) -> tuple[Segment, Segment]:
    if not segment.start_ms < at_ms < segment.end_ms:
        raise _Refusal("at_ms", f"The segment lasts from {segment.start_ms} to {segment.end_ms} ms.")
    left = tuple(takewhile(lambda word: word.start_ms + word.end_ms < 2 * at_ms, segment.words))
    right = segment.words[len(left) :]
    if segment.words and not (left and right):
        raise _Refusal("at_ms", "There are no words on one side of this moment.")
    first, second = cut_text(segment, len(left), at_ms)
    if not first or not second:
        raise _Refusal("at_ms", "There is no text on one side of this moment.")
    # Each half ends and begins with its words, so that the pause between them belongs to neither.
    end_ms = min(max(left[-1].end_ms, segment.start_ms + 1), at_ms) if left else at_ms
    start_ms = max(min(right[0].start_ms, segment.end_ms - 1), at_ms) if right else at_ms
    return (
        replace(segment, end_ms=end_ms, text=first, words=_inside(left, segment.start_ms, end_ms)),
        replace(
            segment,
            id=new_id,
            start_ms=start_ms,
            text=second,
            words=_inside(right, start_ms, segment.end_ms),
        ),
    )


def _merged(first: Segment, second: Segment) -> Segment:
    text = joined(first.text, second.text)
    if len(text) > TEXT_MAX:
        raise _Refusal("segment_id", f"Together they have more than {TEXT_MAX} characters.")
    has_words = bool(first.words or second.words)
    return replace(
        first,
        end_ms=max(first.end_ms, second.end_ms),
        text=text,
        words=spoken(first) + spoken(second) if has_words else (),
        speaker=first.speaker or second.speaker,
    )


def _moved(segment: Segment, start_ms: int, end_ms: int) -> Segment:
    words = _inside(segment.words, start_ms, end_ms)
    return replace(segment, start_ms=start_ms, end_ms=end_ms, words=words)


def _inside(words: Sequence[Word], low_ms: int, high_ms: int) -> tuple[Word, ...]:
    return tuple(
        replace(
            word,
            start_ms=min(max(word.start_ms, low_ms), high_ms),
            end_ms=min(max(word.end_ms, low_ms), high_ms),
        )
        for word in words
    )
