"""Doubts: claims that a reader should check, because the recording does not contain them."""

from collections.abc import Sequence

from clueso.domain.checking.claims import Claim, Sort, claims
from clueso.domain.checking.heard import Heard
from clueso.domain.documents.documents import Warning
from clueso.domain.documents.kinds.body import Body
from clueso.domain.documents.parts import head_sources, heads, parts
from clueso.domain.pages import notes

NEVER_SAID = "The recording never says this."
NEVER_SAID_SO = "The recording never says this in these words."
SAID_ELSEWHERE = "The recording says this, but not in the part that is cited."
SOUNDS_ALIKE = "The recording says something that sounds like this."


def warnings(body: Body, heard: Heard, *, language: str) -> tuple[Warning, ...]:
    """Return the doubtful words of a body, each once in its text, in reading order.

    `language` is the body's own.
    """
    found: dict[tuple[str, str], Warning] = {}
    cited_by_heads = head_sources(body)
    for pointer, text in heads(body):
        ids = cited_by_heads[pointer]
        cited = heard.cited(ids) if ids else heard.everything
        for claim in claims(text, language):
            if not cited.holds(claim):
                found.setdefault((pointer, claim.text), Warning(pointer, claim.text, _reason(claim, heard)))
    for placed in parts(body):
        cited = heard.cited(placed.part.segment_ids)
        for pointer, text in placed.texts():
            for claim in claims(text, language):
                if not cited.holds(claim):
                    found.setdefault(
                        (pointer, claim.text), Warning(pointer, claim.text, _reason(claim, heard))
                    )
    return tuple(found.values())


def _reason(claim: Claim, heard: Heard) -> str:
    if heard.everything.holds(claim):
        return SAID_ELSEWHERE
    if heard.sounds_alike(claim):
        return SOUNDS_ALIKE
    return NEVER_SAID_SO if claim.sort is Sort.LABEL else NEVER_SAID


def unsaid(warnings: Sequence[Warning]) -> tuple[str, ...]:
    """Return the names, numbers, dates and addresses that the recording never says, each once."""
    return tuple(dict.fromkeys(warning.text for warning in warnings if warning.reason == NEVER_SAID))


def caution(warnings: Sequence[Warning]) -> str | None:
    """Return the caution at the head of a document about what the recording never says, in English. None if
    there is nothing of the kind.
    """
    return notes.caution(unsaid(warnings))
