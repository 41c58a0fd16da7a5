"""How text reads on a screen: its width, its reading time, and where it may break.

Netflix's Timed Text Style Guide (General Requirements, 5 "Line treatment") and the BBC's Subtitle Guidelines
(3.4 "Break at natural points") agree: break after punctuation, else before a conjunction, else before a
preposition, and never between an article and its noun or a pronoun and its verb.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import NamedTuple

from clueso.domain.transcript import Segment
from clueso.domain.words.line_breaks import is_spaceless, pieces, width
from clueso.domain.words.sentence_ends import (
    CLOSING,
    MANY_LANGUAGES,
    PAUSE_MS,
    SIGNS,
    ends_sentence,
    has_end_sign,
)

LINE_WIDTH = 42
"""Characters in a line (Netflix, Timed Text Style Guide for English)."""
CHARACTERS_PER_SECOND = 17
"""Reading speed of an adult audience (Netflix, English template guide: 17 characters per second)."""

# ruff: noqa: RUF001 -- typographic and full-width punctuation is meant
CLAUSE_END = ",;:—–、，；：،؛၊"
CLAUSE_ENDS = tuple(CLAUSE_END)
CONJUNCTIONS = frozenset(
    "and but or nor so yet because although though while when where which who that if unless until since as "
    "than before after und aber oder denn weil dass wenn obwohl damit et mais ou donc car parce quand puis "
    "pero porque cuando aunque sino entonces però quando perché mas porém".split()
)
PREPOSITIONS = frozenset(
    "of in on at to for with from by about into over under through between against during without within "
    "von mit bei nach aus für auf über unter ohne durch dans avec pour sans sous chez entre con para por sin "
    "sobre desde hasta".split()
)
LEANING = (
    CONJUNCTIONS
    | PREPOSITIONS
    | frozenset(
        "a an the my your his her its our their this these those i you he she it we they is are was were be been "
        "not to do does did will would can could should must have has had der die das "
        "den dem ein eine einen ich du er sie wir le la les un une des je tu il elle nous vous el los las una "
        "il lo gli uno".split()
    )
)
"""Words that belong to the next word: a break after one of them tears a phrase."""

SENTENCE_COST, CLAUSE_COST, SEGMENT_COST, CONJUNCTION_COST, PREPOSITION_COST = 0, 2, 3, 4, 6
PLAIN_COST, TEARING_COST = 9, 14


class Piece(NamedTuple):
    """A piece of text that stays on one line, with its properties for reading. It has no time and no
    speaker.
    """

    text: str
    width: int
    glued: bool
    """Whether no space stands before the piece."""
    has_end_sign: bool
    closing_cost: int | None
    """Cost of a break after the piece; None if the cost depends on the next piece."""
    opening_cost: int
    """Cost of a break before the piece, used if nothing else decides."""


class Token(NamedTuple):
    """A piece with its time. Pieces and tokens are tuples for speed: ten hours hold a hundred thousand."""

    piece: Piece
    start_ms: int
    end_ms: int
    ends_segment: bool = False


def reading_ms(text_width: int) -> int:
    """Return the shortest reading time for this number of columns, in ms, rounded up."""
    return -(-text_width * 1000 // CHARACTERS_PER_SECOND)


@lru_cache(maxsize=20_000)
def _pieces(word: str) -> tuple[Piece, ...]:
    # A cut in a script without spaces tears no word.
    torn = not is_spaceless(word)
    return tuple(
        _piece(text, glued=at > 0, torn=torn and at > 0) for at, text in enumerate(pieces(word, LINE_WIDTH))
    )


def _piece(text: str, *, glued: bool, torn: bool) -> Piece:
    """Make a piece. `torn` means that the piece continues a word that was cut in the middle."""
    bare = text.rstrip(CLOSING)
    closing_cost = None
    if bare.endswith(CLAUSE_ENDS):
        closing_cost = CLAUSE_COST
    elif bare.lower() in LEANING:
        closing_cost = TEARING_COST
    opening_cost = TEARING_COST if torn else _opening_cost(text)
    return Piece(text, width(text), glued, has_end_sign(text), closing_cost, opening_cost)


def _opening_cost(text: str) -> int:
    bare = text.lower().strip(CLAUSE_END + SIGNS)
    if bare in CONJUNCTIONS:
        return CONJUNCTION_COST
    return PREPOSITION_COST if bare in PREPOSITIONS else PLAIN_COST


def break_costs(tokens: Sequence[Token]) -> Iterator[int]:
    """Yield the cost of a break after each token but the last.

    The cost is SENTENCE_COST at a sentence end and only there, and at most TEARING_COST.
    """
    first = True
    for before, after in pairwise(tokens):
        cost = _break_cost(before, after, first=first)
        first = cost == SENTENCE_COST
        yield cost


def _break_cost(before: Token, after: Token, *, first: bool) -> int:
    if before.piece.has_end_sign:
        pause_ms = PAUSE_MS if before.ends_segment else after.start_ms - before.end_ms
        ends = ends_sentence(
            before.piece.text, after.piece.text, language=MANY_LANGUAGES, pause_ms=pause_ms, first=first
        )
        return SENTENCE_COST if ends else TEARING_COST
    if before.piece.closing_cost is not None:
        return before.piece.closing_cost
    return SEGMENT_COST if before.ends_segment else after.piece.opening_cost


def tokens_of(segment: Segment) -> list[Token]:
    """Return the tokens of a segment's text.

    They take the times of the segment's words if these still spell the text; else the segment's time is
    spread evenly over its characters.
    """
    pieces = [piece for word in segment.text.split() for piece in _pieces(word)]
    ends = list(accumulate(len(piece.text) for piece in pieces))
    times = _spoken_times(segment, ends) or _even_times(segment, ends)
    tokens = [Token(piece, *time) for piece, time in zip(pieces, times, strict=True)]
    if tokens:
        tokens[-1] = tokens[-1]._replace(ends_segment=True)
    return tokens


def _spoken_times(segment: Segment, ends: list[int]) -> list[tuple[int, int]]:
    """Return the times of the pieces that end at these characters; empty if the words spell another text."""
    spelled = ["".join(word.text.split()) for word in segment.words]
    if "".join(spelled) != "".join(segment.text.split()):
        return []
    word_ends = list(accumulate(map(len, spelled)))
    if word_ends == ends:  # the usual case, and the fast one
        return [(word.start_ms, word.end_ms) for word in segment.words]
    words = iter(zip(word_ends, segment.words, strict=True))
    times: list[tuple[int, int]] = []
    reached, begin, word = 0, 0, None
    for end in ends:
        while reached <= begin:
            reached, word = next(words)
        first = word
        while reached < end:
            reached, word = next(words)
        assert first is not None and word is not None
        times.append((first.start_ms, word.end_ms))
        begin = end
    return times


def _even_times(segment: Segment, ends: list[int]) -> list[tuple[int, int]]:
    length_ms, count = segment.end_ms - segment.start_ms, ends[-1] if ends else 0
    edges = [segment.start_ms + length_ms * end // max(count, 1) for end in (0, *ends)]
    return list(pairwise(edges))
