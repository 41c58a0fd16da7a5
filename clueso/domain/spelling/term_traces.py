"""Keeps the marks `heard` and `maybe` of words while a person accepts a term or undoes it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from clueso.domain.spelling.term_places import Piece
from clueso.domain.transcript import Word

Run = Sequence[Word]


def traced(before: Sequence[Word], after: Sequence[Word]) -> tuple[Word, ...]:
    """Return the words `after` an edit, with their marks.

    If the person wrote a possible term (`maybe`), its words record the recognised text (`heard`). If the
    recognised text stands again instead of a term, its words name the term (`maybe`).
    """
    words = list(after)
    for run in _runs(before):
        first, end = _in_place_of(run, words)
        new, term = words[first:end], run[0].maybe
        if term and _bare(new) == term:
            said = _text(run)
            words[first:end] = [
                replace(word, maybe=None, heard="" if at else said) for at, word in enumerate(new)
            ]
        elif run[0].heard and _text(new) == run[0].heard:
            words[first:end] = [replace(word, maybe=_bare(run), heard=None) for word in new]
    return tuple(words)


def _runs(words: Sequence[Word]) -> Iterator[Run]:
    """Yield the runs of words of one term: words that may be it, or words that replaced recognised text."""
    run: list[Word] = []
    for word in words:
        # Words of one possible term share `maybe`. Words of an inserted term have an empty `heard` after the
        # first.
        goes_on = word.maybe == run[0].maybe if run and run[0].maybe else word.heard == ""
        if run and goes_on:
            run.append(word)
            continue
        if run:
            yield run
        run = [word] if word.maybe or word.heard else []
    if run:
        yield run


def _in_place_of(run: Run, words: Sequence[Word]) -> tuple[int, int]:
    """Return the slice of words with exactly the time of the run; an empty one if there is none."""
    start_ms, end_ms = run[0].start_ms, run[-1].end_ms
    inside = [at for at, word in enumerate(words) if start_ms <= word.start_ms and word.end_ms <= end_ms]
    if not inside or (words[inside[0]].start_ms, words[inside[-1]].end_ms) != (start_ms, end_ms):
        return 0, 0
    return inside[0], inside[-1] + 1


def _text(words: Run) -> str:
    return " ".join(word.text for word in words)


def _bare(words: Run) -> str:
    """Return the text without the signs around it, which belong to no term."""
    if not words:
        return ""
    first, last = Piece.of(words[0]), Piece.of(words[-1])
    return _text(words)[len(first.before) :].removesuffix(last.after)
