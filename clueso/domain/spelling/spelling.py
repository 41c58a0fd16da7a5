"""Writes the names and terms of a vocabulary where a recogniser wrote their sound."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from clueso.domain.ports.transcriber import Transcription
from clueso.domain.spelling.term_matches import Match, Said, judged
from clueso.domain.spelling.term_places import Piece, Place, TermPlaces
from clueso.domain.transcript import Segment, Span, Word, overlap
from clueso.domain.words.common_words import LANGUAGES
from clueso.domain.words.timed_words import spoken, spread

Judged = tuple[Place, Match]


def spelled(heard: Transcription, vocabulary: Sequence[str]) -> Transcription:
    """Return a chunk's transcription with the terms. Text in a doubtful language stays, because its words are
    no evidence.
    """
    respelled = with_terms(heard.segments, vocabulary, heard.language)
    segments = (
        # The wrong language has other words for the same sounds, so its words are no evidence.
        old if _touches(old, heard.doubtful) else new
        for old, new in zip(heard.segments, respelled, strict=True)
    )
    return replace(heard, segments=tuple(segments))


def _touches(segment: Segment, spans: Sequence[Span]) -> bool:
    return any(overlap(segment, span) for span in spans)


def with_terms(segments: Sequence[Segment], vocabulary: Sequence[str], language: str) -> list[Segment]:
    """Return the segments of a recording with the terms that were clearly said. Times stay.

    Each word of an inserted term records the recognised text in `heard`. Words that may be a term name it in
    `maybe`. `language` is for segments without one of their own.
    """
    return [
        _respelled(segment, row)
        for segment, row in zip(segments, places(segments, vocabulary, language), strict=True)
    ]


def places(segments: Sequence[Segment], vocabulary: Sequence[str], language: str) -> list[list[Judged]]:
    """Return the places in each segment that sound like a term, and whether they are one; none in languages
    without a word list.
    """
    terms, said = TermPlaces(vocabulary), Said()
    found = []
    for segment in segments:
        tongue = (segment.language or language)[:2]
        pieces = [Piece.of(word) for word in spoken(segment)] if terms and tongue in LANGUAGES else []
        found.append((terms.among(pieces), tongue))
        # All segments are read before any is judged, because a term elsewhere is evidence.
        said.add(pieces, *found[-1])
    return [[(place, judged(place, tongue, said)) for place in row] for row, tongue in found]


def _respelled(segment: Segment, row: Sequence[Judged]) -> Segment:
    row = [(place, match) for place, match in row if match is not Match.NONE]
    words = spoken(segment)
    at = _offsets(segment.text, words) if row else None
    if at is None:
        return segment
    text, done, new = "", 0, 0
    spelled: list[Word] = []
    for place, match in row:
        there = words[place.first : place.end]
        put = [*_term_words(there, place)] if match is Match.CLEAR else [*_doubtful(there, place)]
        spelled += [*words[new : place.first], *put]
        if match is Match.CLEAR:
            text += segment.text[done : at[place.first]] + " ".join(word.text for word in put)
            done = at[place.end - 1] + len(words[place.end - 1].text)
        new = place.end
    spelled += words[new:]
    return replace(segment, text=text + segment.text[done:], words=tuple(spelled) if segment.words else ())


def _doubtful(heard: Sequence[Word], place: Place) -> Iterator[Word]:
    return (replace(word, maybe=place.near.term) for word in heard)


def _offsets(text: str, words: Sequence[Word]) -> list[int] | None:
    """Return the position in the text of each of its words; None if they don't spell it."""
    found, end = [], 0
    for word in words:
        at = text.find(word.text, end)
        if at < 0:
            return None
        found.append(at)
        end = at + len(word.text)
    return found


def _term_words(heard: Sequence[Word], place: Place) -> Iterator[Word]:
    """Yield the words of a term, with the signs around the recognised words and their time and probability.

    The first word records the recognised text, the others an empty text.
    """
    first, last = Piece.of(heard[0]), Piece.of(heard[-1])
    pieces = f"{first.before}{place.near.term}{last.after}".split()
    said = " ".join(word.text for word in heard)
    for at, word in enumerate(spread(pieces, Span(heard[0].start_ms, heard[-1].end_ms))):
        yield replace(word, probability=place.probability, heard=said if at == 0 else "")
