"""No regular expression takes much longer than its input is long, whatever a person writes."""

import re

import pytest

from tests.pattern_costs import Used, made_within, used_patterns
from tests.worst_inputs import worst_inputs

STEEP_AND_HARMLESS = {
    "clueso.api.ops.dashboard_templates.BUTTON": "asked of the templates of rq-dashboard, which nobody writes to",
    "clueso.writing.extractive.phrases._LAST_AND": "asked of headings of at most 60 characters",
}
"""Patterns that are steep, and why no text of a person is long enough for it to matter."""

MADE_WHEN_CALLED = {
    "clueso.domain.checking.dates._with_day": "the names of the months, and repetitions that are bounded",
    "clueso.domain.editing.mentions._mention": "the names of speakers, escaped, so that nothing in it repeats",
    "clueso.domain.checking.evidence._compiled": "what it makes stands in the tables of the module",
    "clueso.domain.checking.number_words._starts": "the number words of one language, and nothing that repeats",
    "clueso.domain.editing.operations.pattern": "a person's own words, escaped, so that nothing in it repeats",
    "clueso.domain.searching.words._patterns": "classes of characters, one after the other, none of which meet",
    "clueso.domain.seen.hidden._any_of": "words of a screen, escaped, with at most three signs between two of them",
    "clueso.domain.seen.offers._count": "words of a transcript, escaped, so that nothing in it repeats",
    "clueso.writing.extractive.fillers._hesitation": "what it makes stands in a table of the module",
    "clueso.writing.extractive.talk.owner": "one word of a speaker's name, escaped",
}

PATTERNS = {used.name: used for used in used_patterns()}


@pytest.mark.parametrize("name", sorted(PATTERNS.keys() - STEEP_AND_HARMLESS.keys()))
def test_a_pattern_costs_no_more_than_its_input_is_long(name: str) -> None:
    used = PATTERNS[name]
    assert next((worst for worst in worst_inputs(used.pattern) if used.is_steep(worst)), None) is None


def test_every_pattern_can_be_looked_at() -> None:
    assert made_within() == MADE_WHEN_CALLED.keys()
    assert STEEP_AND_HARMLESS.keys() <= PATTERNS.keys()


STEEP = {
    "cubic, once in fillers": (r"[ ,;:]+([\"']*)[ ,;:]*$", "finditer"),
    "exponential": (r"(?:a|a)*b", "match"),
    "exponential, nested": (r"(?:\w+ ?)+:", "match"),
    "tried at each place": (r"\s+,", "finditer"),
    "two repetitions that share a sign": (r"<[\w-]+[-x]*>", "match"),
    "an end that is looked for at each place": (r"\[[^\]]*\]\(", "finditer"),
    "a lazy one before a greedy one": (r"\S.*?[.?!]+(?=\s)", "finditer"),
    "words at the end": (r"(?: (?:and|or|the))+$", "finditer"),
    "found within a reference": (r"\b(\w[\w']*(?: [\w']+)+) \1\b", "finditer"),
}


@pytest.mark.parametrize("kind", STEEP)
def test_a_steep_pattern_is_found(kind: str) -> None:
    pattern, how = STEEP[kind]
    used = Used(kind, re.compile(pattern), how)
    assert any(used.is_steep(worst) for worst in worst_inputs(used.pattern))
