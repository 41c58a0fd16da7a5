"""Support: whether the segments that a sentence cites say what it says.

A citation alone proves nothing: a model can cite a segment that exists beside a sentence that nobody said. So
each sentence is compared with what it cites: its content words, its numbers and names, and its denials.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from clueso.domain.checking import denials, opposites
from clueso.domain.checking.claims import Claim, Sort, claims
from clueso.domain.checking.content import Spoken, content
from clueso.domain.checking.evidence import telling_of_a_decision, telling_of_a_task, telling_what_is_seen
from clueso.domain.checking.heard import Heard
from clueso.domain.checking.inventions import sentences
from clueso.domain.transcript import Segment

SHARE = 0.6
"""Share of a sentence's content words that the cited segments must hold.

Measured on 46 sentences of people beside what they rest on, and 167 times the same sentences beside other
segments: 0.5 lets 12.6 % of the wrong ones pass and refuses none of the right ones; 0.6 lets 5.4 % pass (all
but one repeat in other words what stands there) and refuses 6.5 %; 0.7 lets 4.2 % pass and refuses 13 %.
"""
MOST_SEEN = 0.6
"""Share of a sentence's content words that may stand on the screens only."""
RESULT, DECISION, TASK = "result", "decisions", "action_items"
"""The text and the lists that need words of a certain sort in what they cite."""

WORDS = "the segments that it cites do not say this"
NUMBER = "it has a number that the segments that it cites do not say"
NAMED = "it has a name that the segments that it cites do not say"
TURNED = "the segments that it cites say the opposite"
NOT_SEEN = "no segment that it cites tells what is seen then"
NOT_DECIDED = "no segment that it cites speaks of a decision"
NOT_TASKED = "no segment that it cites gives somebody a task"

_EVIDENCE = {
    RESULT: (telling_what_is_seen, NOT_SEEN),
    DECISION: (telling_of_a_decision, NOT_DECIDED),
    TASK: (telling_of_a_task, NOT_TASKED),
}
_SHOWN = 8  # words that a lack names at most


@dataclass(frozen=True, slots=True)
class Lack:
    """Why a text is not supported. `detail` says it in plain words; `found` are the words in question."""

    detail: str
    found: str = ""


def unsupported(
    text: str,
    cited: Sequence[Segment],
    *,
    language: str,
    spoken: str | None = None,
    given: Iterable[str] = (),
    place: str = "",
    heard: Heard | None = None,
) -> Lack | None:
    """Return why the `cited` segments do not support a text, None if they do.

    `language` is the text's, `spoken` the recording's (by default the same). `given` are texts that a person
    gave: a title, house terms. `place` is RESULT for what is seen after a step, DECISION for a decision and TASK
    for an action item, which need words that tell such a thing. `heard`, the whole recording, saves reading it for each text.

    A translation shares no words with the recording: in another language only its numbers, dates and
    addresses are compared.
    """
    heard = heard or Heard(cited, spoken=spoken or language, given=given)
    return next(_lacks(text, cited, language, heard, place), None)


def _lacks(text: str, cited: Sequence[Segment], language: str, heard: Heard, place: str) -> Iterator[Lack]:
    said = [segment.text for segment in cited]
    is_translated = any((segment.language or heard.spoken)[:2] != language[:2] for segment in cited)
    speakers = [segment.speaker for segment in cited if segment.speaker]
    own = {segment.language for segment in cited if segment.language}
    # A stretch in another language counts in its own words.
    read = Heard(cited, spoken=own.pop(), given=heard.given, seen=heard.seen) if len(own) == 1 else heard
    ids = tuple(segment.id for segment in cited)
    for sentence in sentences(text, language):
        # The words themselves, as a script has them by the thousand, need no comparison but that of the "not".
        if not heard.said.holds(sentence, ids):
            yield from _unsaid(claims(sentence, language), ids, read, is_translated=is_translated)
            if not is_translated:
                words = Spoken([*said, *speakers, *heard.given], language)
                missing, total = words.lacks(sentence)
                seen = Spoken(heard.seen_beside(ids), language)
                unseen = [word for word in missing if not seen.holds(word)]
                # A screen tells how something is spelled, not that it was said.
                if not _are_held(unseen, total) or len(missing) > MOST_SEEN * total:
                    yield Lack(WORDS, ", ".join(missing[:_SHOWN]))
        if not is_translated and (
            denials.turned(sentence, said, language) or opposites.turned(sentence, said, language)
        ):
            yield Lack(TURNED, sentence.strip())
    if place in _EVIDENCE:
        telling, detail = _EVIDENCE[place]
        found = telling([one for each in said for one in sentences(each, heard.spoken)], heard.spoken)
        # A sentence that tells something else is no evidence for this.
        evidence = Spoken([*found, *heard.given], language)
        if not found or not (is_translated or _are_held(*evidence.lacks(text))):
            yield Lack(detail)


def _are_held(missing: Sequence[str], total: int) -> bool:
    # A share of exactly SHARE is enough, whatever the float makes of it.
    return len(missing) <= (1 - SHARE) * total + 1e-9


def _unsaid(
    found: Iterable[Claim], ids: tuple[str, ...], heard: Heard, *, is_translated: bool
) -> Iterator[Lack]:
    """Yield the numbers, dates, addresses and names of a sentence that its citation lacks."""
    cited = heard.cited(ids)
    for claim in found:
        if claim.sort is Sort.LABEL or cited.holds(claim) or heard.was_given(claim):
            continue
        if claim.sort is Sort.NAME:
            # Names of a translation may be spelled in another way, and "Do" in a title is none.
            is_name = claim.is_certain or bool(content(claim.text, claim.language))
            if is_name and not is_translated and not heard.sounds_alike(claim):
                yield Lack(NAMED, claim.text)
        else:
            yield Lack(NUMBER, claim.text)
