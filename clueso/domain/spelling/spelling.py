"""The names and terms of a vocabulary, written where a recogniser wrote what they sound like."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from clueso.domain.ports import Transcription
from clueso.domain.spelling.term_matches import Match, Said, judged
from clueso.domain.spelling.term_places import Piece, Place, TermPlaces
from clueso.domain.transcript import Segment, Span, Word, overlap
from clueso.domain.words.common_words import LANGUAGES
from clueso.domain.words.timed_words import spoken, spread

Judged = tuple[Place, Match]


def spelled(heard: Transcription, vocabulary: Sequence[str]) -> Transcription:
    """What was heard in a chunk, with the terms. Where the language is doubtful the words are no evidence, and
    stay."""
    told = with_terms(heard.segments, vocabulary, heard.language)
    segments = (
        old if _touches(old, heard.doubtful) else new for old, new in zip(heard.segments, told, strict=True)
    )
    return replace(heard, segments=tuple(segments))


def _touches(segment: Segment, spans: Sequence[Span]) -> bool:
    return any(overlap(segment, span) for span in spans)


def with_terms(segments: Sequence[Segment], vocabulary: Sequence[str], language: str) -> list[Segment]:
    """The segments of a recording with the terms where they were clearly said; times stay, and each word that
    came for others keeps what was heard. Words that may be a term say so. `language` is that of the segments
    that tell none."""
    return [
        _respelled(segment, row)
        for segment, row in zip(segments, places(segments, vocabulary, language), strict=True)
    ]


def places(segments: Sequence[Segment], vocabulary: Sequence[str], language: str) -> list[list[Judged]]:
    """Where each segment sounds like a term, and whether it is one; nowhere in languages without a list of
    words."""
    terms, said = TermPlaces(vocabulary), Said()
    found = []
    for segment in segments:
        tongue = (segment.language or language)[:2]
        pieces = [Piece.of(word) for word in spoken(segment)] if terms and tongue in LANGUAGES else []
        found.append((terms.among(pieces), tongue))
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
    """Where in a text each of its words begins, None when they do not spell it."""
    found, end = [], 0
    for word in words:
        at = text.find(word.text, end)
        if at < 0:
            return None
        found.append(at)
        end = at + len(word.text)
    return found


def _term_words(heard: Sequence[Word], place: Place) -> Iterator[Word]:
    """The words of a term, with the signs around what was heard, its time and probability. The first one tells
    what was heard, the others that they go with it."""
    first, last = Piece.of(heard[0]), Piece.of(heard[-1])
    pieces = f"{first.before}{place.near.term}{last.after}".split()
    said = " ".join(word.text for word in heard)
    for at, word in enumerate(spread(pieces, Span(heard[0].start_ms, heard[-1].end_ms))):
        yield replace(word, probability=place.probability, heard=said if at == 0 else "")
