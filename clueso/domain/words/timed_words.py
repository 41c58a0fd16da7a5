"""Keeps the times of words while a person edits the text."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from clueso.domain.transcript import Segment, Span, Word
from clueso.domain.words.alignment import aligned
from clueso.domain.words.line_breaks import breaks_in
from clueso.domain.words.wording import UNSPACED, tokens

BY_HAND = 1.0
"""The probability of a word that a person wrote."""

_PIECE = re.compile(rf"[{UNSPACED}][^\w\s]*|[^\s{UNSPACED}]+")
_WIDE = re.compile(rf"[{UNSPACED}\u3000-\u303f\uff00-\uffef]")


@dataclass(frozen=True, slots=True)
class _Kept:
    """An old word that stays: its index, and the range of pieces in the new text that spell it."""

    index: int
    start: int
    end: int


def pieces(text: str) -> list[str]:
    """Split a text into words. A script without spaces is split into characters, each with the punctuation
    after it.
    """
    return _PIECE.findall(text)


def spoken(segment: Segment) -> tuple[Word, ...]:
    """Return the words of a segment. If the recogniser gave none, spread the text over the segment's time."""
    return segment.words or tuple(spread(pieces(segment.text), Span(segment.start_ms, segment.end_ms)))


def places_of(text: str, words: Sequence[Word]) -> list[int] | None:
    """Return the position in the text where each word begins, or None if the words don't spell the text."""
    places: list[int] = []
    end = 0
    for word in words:
        place = text.find(word.text.strip(), end)
        if place < 0:
            return None
        places.append(place)
        end = place + len(word.text.strip())
    return places or None


def respelled(segment: Segment, text: str) -> tuple[Word, ...]:
    """Return the words of a segment whose text becomes `text`; none if the segment has no words now.

    A word that stays, whatever its new case and punctuation, keeps its time and probability. New words get
    the time of the words that they replace, else the gap between their neighbours; without a gap, half the
    time of a neighbour.
    """
    if not segment.words:
        return ()
    written = pieces(text)
    span = Span(segment.start_ms, segment.end_ms)
    return _written(segment.words, written, list(_kept(segment.words, written)), span)


def divided(words: Sequence[Word], parts: Sequence[Segment]) -> list[tuple[Word, ...]]:
    """Return the words of each of `parts`, the segments that replace the time of `words`. The parts' own
    words are ignored.

    A word that stays keeps its time and probability in its part, cut off at the end of the part. New words
    get times as in `respelled`, from the words spoken within their part.
    """
    written = [pieces(part.text) for part in parts]
    kept = list(_kept(words, [piece for run in written for piece in run]))
    places = [one.start for one in kept]
    found: list[tuple[Word, ...]] = []
    begin = 0
    for part, run in zip(parts, written, strict=True):
        end, span = begin + len(run), Span(part.start_ms, part.end_ms)
        first, last = bisect_left(places, begin), bisect_left(places, end)
        low = kept[first - 1].index + 1 if first else 0
        high = kept[last].index if last < len(kept) else len(words)
        # A word spoken outside its part, or spelled across two parts, counts as new.
        stays = {
            one.index: one for one in kept[first:last] if one.end <= end and _meets(words[one.index], span)
        }
        old = [at for at in range(low, high) if at in stays or _middle_in(words[at], span)]
        mine = [
            _Kept(place, stays[at].start - begin, stays[at].end - begin)
            for place, at in enumerate(old)
            if at in stays
        ]
        found.append(_written(inside([words[at] for at in old], span), run, mine, span))
        begin = end
    return found


def _meets(word: Word, span: Span) -> bool:
    if word.start_ms == word.end_ms:
        return span.start_ms <= word.start_ms <= span.end_ms
    return word.start_ms < span.end_ms and word.end_ms > span.start_ms


def _middle_in(word: Word, span: Span) -> bool:
    """Return whether the middle of a word lies in a span."""
    return 2 * span.start_ms <= word.start_ms + word.end_ms < 2 * span.end_ms


def inside(words: Sequence[Word], span: Span) -> tuple[Word, ...]:
    """Return the words, cut to the span."""
    return tuple(
        replace(
            word,
            start_ms=min(max(word.start_ms, span.start_ms), span.end_ms),
            end_ms=min(max(word.end_ms, span.start_ms), span.end_ms),
        )
        for word in words
    )


def _written(
    old: Sequence[Word], written: Sequence[str], kept: Sequence[_Kept], span: Span
) -> tuple[Word, ...]:
    """Return words that spell `written` within a span: the `kept` words of `old`, and new words
    around them.
    """
    words: list[Word] = []
    last = _Kept(-1, 0, 0)
    for one in [*kept, _Kept(len(old), len(written), len(written))]:
        new = _inserted(old, span, words, written[last.end : one.start], last.index, one.index)
        words += new
        if one.index < len(old):
            stays = old[one.index]
            start_ms = max(stays.start_ms, min(new[-1].end_ms, stays.end_ms)) if new else stays.start_ms
            words.append(_as(stays, start_ms, "".join(written[one.start : one.end])))
        last = one
    return tuple(words)


def _as(word: Word, start_ms: int, text: str) -> Word:
    is_so = word.start_ms == start_ms and word.text == text
    return word if is_so else replace(word, start_ms=start_ms, text=text)


def _inserted(
    old: Sequence[Word], span: Span, words: list[Word], run: Sequence[str], last: int, following: int
) -> list[Word]:
    """Return words for a run of pieces between two old words. This may shorten the last of `words`."""
    if not run:
        return []
    # New words take the time of the words that they replace.
    if gone := old[last + 1 : following]:
        return spread(run, Span(gone[0].start_ms, max(gone[0].start_ms, gone[-1].end_ms)))
    low_ms = words[-1].end_ms if words else span.start_ms
    high_ms = old[following].start_ms if following < len(old) else span.end_ms
    # A millisecond for each word is enough.
    if high_ms - low_ms >= len(run) or not old:
        return spread(run, Span(low_ms, high_ms))
    # Without a gap, the word before gives up its second half.
    if words:
        low_ms = (words[-1].start_ms + words[-1].end_ms) // 2
        words[-1] = replace(words[-1], end_ms=low_ms)
        return spread(run, Span(low_ms, max(low_ms, high_ms)))
    return spread(run, Span(low_ms, max(low_ms, (old[following].start_ms + old[following].end_ms) // 2)))


def spread(run: Sequence[str], span: Span) -> list[Word]:
    """Return words that share a span in proportion to their lengths."""
    total = sum(map(len, run))
    length_ms, edges, done = span.end_ms - span.start_ms, [span.start_ms], 0
    for piece in run:
        done += len(piece)
        edges.append(span.start_ms + length_ms * done // total)
    return [Word(*edge, piece, BY_HAND) for edge, piece in zip(pairwise(edges), run, strict=True)]


def _kept(words: Sequence[Word], written: Sequence[str]) -> Iterator[_Kept]:
    """Yield the old words whose pieces all stand side by side in the new text, in order."""
    spelled = [pieces(word.text) for word in words]
    keys = [_key(piece) for run in spelled for piece in run]
    partner = dict(aligned(keys, [_key(piece) for piece in written]))
    at = 0
    for index, run in enumerate(spelled):
        found = [partner.get(at + offset) for offset in range(len(run))]
        at += len(run)
        first = found[0] if found else None
        if first is not None and found == list(range(first, first + len(run))):
            yield _Kept(index, first, first + len(run))


@lru_cache(maxsize=10_000)
def _key(piece: str) -> str:
    return "".join(tokens(piece)) or piece


def joined(first: str, second: str) -> str:
    """Join two texts, with a space if their script uses spaces."""
    glued = not first or not second or (_WIDE.match(first[-1]) and _WIDE.match(second[0]))
    return f"{first}{'' if glued else ' '}{second}"


def cut_text(segment: Segment, count: int, at_ms: int) -> tuple[str, str]:
    """Return the text of the first `count` words and the text of the others. Either may be empty.

    A segment without words is cut in proportion to the position of `at_ms` in its time.
    """
    share = (at_ms - segment.start_ms) / (segment.end_ms - segment.start_ms)
    if segment.words:
        share = count / len(segment.words)
    found = _offset(segment, count)
    at = _nearest_gap(segment.text, share) if found is None else found
    return segment.text[:at].rstrip(), segment.text[at:].lstrip()


def _offset(segment: Segment, count: int) -> int | None:
    """Return the position in the text where the word at index `count` begins; None if the words don't spell
    the text.
    """
    end = start = 0
    for word in segment.words[: count + 1]:
        start = segment.text.find(word.text, end)
        if start < 0:
            return None
        before, end = end, start + len(word.text)
    if not segment.words:
        return None
    gap = re.search(r"\s", segment.text[before:start])
    return before + gap.start() if gap else start


def _nearest_gap(text: str, share: float) -> int:
    wanted = round(len(text) * share)
    gaps = [match.start() for match in re.finditer(r"\s+", text)] or list(breaks_in(text))
    return min(gaps, key=lambda gap: abs(gap - wanted), default=min(max(wanted, 1), len(text) - 1))
