"""How text reads on a screen: how wide it is, how long it takes, and where it may break.

Netflix's Timed Text Style Guide (General Requirements, 5 "Line treatment") and the BBC's Subtitle
Guidelines (3.4 "Break at natural points") agree: break after punctuation, else before a conjunction, else
before a preposition, and never between an article and its noun or a pronoun and its verb.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from clueso.domain.transcript import Segment

LINE_WIDTH = 42
"""Characters in a line (Netflix, Timed Text Style Guide for English)."""
CHARACTERS_PER_SECOND = 17
"""Reading speed of an adult audience (Netflix, English template guide: 17 characters per second)."""

# ruff: noqa: RUF001 -- typographic and full-width punctuation is meant
CLOSING = "\"'”’»›)]}」』）】"
SENTENCE_END = ".!?…。！？"
CLAUSE_END = ",;:—–、，；："
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
        "not to do does did will would can could should must have has had mr. mrs. ms. dr. prof. st. der die das "
        "den dem ein eine einen ich du er sie wir le la les un une des je tu il elle nous vous el los las una "
        "il lo gli uno".split()
    )
)
"""Words that belong to the one after them: a break after one of these tears a phrase."""

SENTENCE_COST, CLAUSE_COST, SEGMENT_COST, CONJUNCTION_COST, PREPOSITION_COST = 0, 2, 3, 4, 6
PLAIN_COST, TEARING_COST = 9, 14


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of text that stays on one line; `glued` when no space stands before it."""

    text: str
    start_ms: int
    end_ms: int
    glued: bool = False
    ends_segment: bool = False


def width(text: str) -> int:
    """Columns that a text fills: two for a character of full width (Chinese, Japanese, Korean)."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def reading_ms(text_width: int) -> int:
    """The least time, rounded up, in which so many columns of text can be read."""
    return -(-text_width * 1000 // CHARACTERS_PER_SECOND)


def joined(tokens: Sequence[Token]) -> str:
    return "".join(("" if token.glued or not at else " ") + token.text for at, token in enumerate(tokens))


def ends_sentence(token: Token) -> bool:
    bare = token.text.rstrip(CLOSING)
    return bare.endswith(tuple(SENTENCE_END)) and bare.lower() not in LEANING


def break_cost(before: Token, after: Token) -> int:
    """What a break between two tokens costs the reader, from 0 (end of a sentence) to TEARING_COST."""
    bare = before.text.rstrip(CLOSING)
    following = after.text.lower().strip(CLAUSE_END + SENTENCE_END)
    if ends_sentence(before):
        return SENTENCE_COST
    if bare.endswith(tuple(CLAUSE_END)):
        return CLAUSE_COST
    if bare.lower() in LEANING:
        return TEARING_COST
    if before.ends_segment:
        return SEGMENT_COST
    if following in CONJUNCTIONS:
        return CONJUNCTION_COST
    return PREPOSITION_COST if following in PREPOSITIONS else PLAIN_COST


def tokens_of(segment: Segment) -> list[Token]:
    """The tokens of a segment's text, with the times of its words when these still spell it, else with
    its time spread evenly over its characters."""
    times = _character_times(segment)
    tokens: list[Token] = []
    position = 0
    for word in segment.text.split():
        for index, piece in enumerate(_pieces(word)):
            end = position + len(piece)
            tokens.append(Token(piece, times[position][0], times[end - 1][1], glued=index > 0))
            position = end
    if tokens:
        last = tokens[-1]
        tokens[-1] = Token(last.text, last.start_ms, last.end_ms, last.glued, ends_segment=True)
    return tokens


def _character_times(segment: Segment) -> list[tuple[int, int]]:
    written = "".join(segment.text.split())
    spoken = [(character, word) for word in segment.words for character in "".join(word.text.split())]
    if written == "".join(character for character, _ in spoken):
        return [(word.start_ms, word.end_ms) for _, word in spoken]
    length_ms, count = segment.end_ms - segment.start_ms, len(written)
    edges = [segment.start_ms + length_ms * at // max(count, 1) for at in range(count + 1)]
    return list(pairwise(edges))


def _pieces(word: str) -> list[str]:
    """A word that is wider than a line in pieces that are not: writing without spaces by character."""
    if width(word) <= LINE_WIDTH:
        return [word]
    if width(word) == len(word):
        return [word[at : at + LINE_WIDTH] for at in range(0, len(word), LINE_WIDTH)]
    pieces: list[str] = []
    for character in word:
        leans_back = character in SENTENCE_END + CLAUSE_END + CLOSING or unicodedata.combining(character)
        if pieces and leans_back and width(pieces[-1]) < LINE_WIDTH - 1:
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces
