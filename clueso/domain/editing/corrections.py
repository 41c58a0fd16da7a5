"""Finds a person's corrections in a transcript: words that the recogniser should know next time."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from clueso.domain.transcript import Segment
from clueso.domain.words.alignment import aligned
from clueso.domain.words.terms import Likeness, Names, Written, has_own_spelling, is_plain, likeness, written

MOST_WORDS = 4
"""Most words of a correction on either side. Anything longer was rewritten."""
LONGEST = 80
"""Most characters of a word in the vocabulary."""
SOUNDS_ALIKE = 0.6
"""Share of common letters from which several words count as one word that the recogniser wrote in pieces."""

Stretch = tuple[list[Segment], list[Segment]]


@dataclass(frozen=True, slots=True)
class Correction:
    """The present spelling, the recognised text that it replaced most often, and the number of places."""

    heard: str
    written: str
    count: int


@dataclass(frozen=True, slots=True)
class _Replaced:
    heard: str
    written: str
    likeness: Likeness


def corrections(
    then: Sequence[Segment],
    now: Sequence[Segment],
    *,
    language: str,
    known: Iterable[str] = (),
    elsewhere: str = "",
) -> list[Correction]:
    """Return the names and terms that replaced recognised text, most frequent first, without those `known`.

    `then` and `now` are the segments that differ, in order, as recognised and as they are now. `elsewhere` is
    the present text with one line per passage; it shows which capitals belong to names and which only begin a
    sentence.
    """
    found: dict[str, list[_Replaced]] = {}
    names = Names(elsewhere)
    for before, after in _stretches(then, now):
        for replaced in _replaced(_words(before), _words(after), language, names):
            found.setdefault(replaced.written.casefold(), []).append(replaced)
    for word in known:
        found.pop(word.casefold(), None)
    offered = [_told(places) for places in found.values() if _is_worth_telling(places)]
    return sorted(offered, key=lambda correction: -correction.count)


def _is_worth_telling(places: Sequence[_Replaced]) -> bool:
    return len(places) > 1 or places[0].likeness is Likeness.CLEAR


def _told(places: Sequence[_Replaced]) -> Correction:
    [(heard, _)] = Counter(place.heard for place in places).most_common(1)
    [(spelled, _)] = Counter(place.written for place in places).most_common(1)
    return Correction(heard, spelled, len(places))


def _stretches(then: Sequence[Segment], now: Sequence[Segment]) -> Iterator[Stretch]:
    """Yield the segments of both sides that belong together.

    They have the same id, or overlapping times, since a split or a merge gives time to another id.
    """
    spans: dict[str, tuple[int, int]] = {}
    for segment in (*then, *now):
        # A segment that both sides have may have moved, so its whole time counts.
        start_ms, end_ms = spans.get(segment.id, (segment.start_ms, segment.end_ms))
        spans[segment.id] = (min(start_ms, segment.start_ms), max(end_ms, segment.end_ms))
    number: dict[str, int] = {}
    count = reaches_ms = 0
    for id_, (start_ms, end_ms) in sorted(spans.items(), key=lambda item: item[1]):
        # A segment that begins after all before it have ended begins a new stretch.
        count += start_ms >= reaches_ms
        reaches_ms = max(reaches_ms, end_ms)
        number[id_] = count
    found: dict[int, Stretch] = {}
    for side, segments in enumerate((then, now)):
        for segment in segments:
            found.setdefault(number[segment.id], ([], []))[side].append(segment)
    yield from found.values()


def _words(segments: Iterable[Segment]) -> list[Written]:
    return [word for segment in segments for word in written(segment.text)]


def _replaced(
    old: Sequence[Written], new: Sequence[Written], language: str, names: Names
) -> Iterator[_Replaced]:
    pairs = aligned([word.key for word in old], [word.key for word in new])
    at, to = 0, 0
    # The border after the last pair ends the last run.
    for kept, stays in [*pairs, (len(old), len(new))]:
        if at < kept and to < stays and (run := _term_of(old[at:kept], new[to:stays], language, names)):
            yield run
        if kept < len(old) and old[kept].text != new[stays].text and _is_respelled(old[kept], new[stays]):
            yield _Replaced(old[kept].term, new[stays].term, Likeness.CLEAR)
        at, to = kept + 1, stays + 1


def _is_respelled(old: Written, new: Written) -> bool:
    """Return whether only the case changed, and not because of a sentence's beginning: github, GitHub."""
    return old.term != new.term and old.term.casefold() == new.term.casefold() and has_own_spelling(new.term)


def _term_of(
    heard: Sequence[Written], wrote: Sequence[Written], language: str, names: Names
) -> _Replaced | None:
    """Return the name or term in the text that replaced recognised text; None if this corrects none."""
    heard, wrote = _trimmed(heard, wrote, language)
    if not (0 < len(heard) <= MOST_WORDS and 0 < len(wrote) <= MOST_WORDS):
        return None
    said = " ".join(word.text for word in heard)
    looks = [likeness(word, language, names) for word in wrote]
    if len(wrote) == 1 < len(heard) and _sounds_like(said, wrote[0].term):
        # Recognised in pieces, so the recogniser does not know it. In lower case it may be a common word.
        looks = [Likeness.CLEAR if wrote[0].text[0].isupper() else max(looks[0], Likeness.POSSIBLE)]
    if not any(looks):
        return None
    best = max(looks)
    first, last = looks.index(best), len(looks) - 1 - looks[::-1].index(best)
    term = " ".join([*(word.text for word in wrote[first:last]), wrote[last].term])
    return _Replaced(said, term, best) if len(term) <= LONGEST else None


def _trimmed(
    heard: Sequence[Written], wrote: Sequence[Written], language: str
) -> tuple[Sequence[Written], Sequence[Written]]:
    """Return both without the function words written at either end, and as many of those recognised.

    Further function words in the recognised text stay, because they may be a part of the name ("clue so").
    """
    plain = [is_plain(word, language) for word in wrote]
    if all(plain):
        return heard, wrote
    lead, trail = plain.index(False), plain[::-1].index(False)
    wrote = wrote[lead : len(wrote) - trail]
    while lead and len(heard) > 1 and is_plain(heard[0], language):
        heard, lead = heard[1:], lead - 1
    while trail and len(heard) > 1 and is_plain(heard[-1], language):
        heard, trail = heard[:-1], trail - 1
    return heard, wrote


def _sounds_like(said: str, term: str) -> bool:
    squeezed = said.replace(" ", "").casefold()
    return SequenceMatcher(None, squeezed, term.casefold(), autojunk=False).ratio() >= SOUNDS_ALIKE
