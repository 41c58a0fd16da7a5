"""Recognises questions: by their mark in every script, in some languages also by their first words."""

import re
from types import MappingProxyType

from clueso.domain.words.sentence_ends import CLOSING

# ruff: noqa: RUF001 -- the signs of other scripts are meant
MARKS = "?？؟⁇⁈⁉፧⸮꘏꛷"
"""Unicode's question marks at the end of a sentence. Armenian's stands in a word, and Greek has a semicolon."""
_ARMENIAN = "՞"
_GREEK = ";\u037e"

_FIRST_WORDS = {
    "de": r"(?:was|wer|wen|wem|wo|wann|warum|wieso|weshalb|wohin|woher|wie(?: viele?| lange| oft)?|welche[rsnm]?)\s+"
    r"(?:ist|sind|war|waren|hat|haben|habt|hast|kann|können|könnt|kannst|soll|sollen|sollte|wird|werden|würde|"
    r"muss|müssen|macht|machen|gibt|geht|heißt|wäre)\b|"
    r"(?:ist|sind|hat|haben|habt|hast|kann|können|könnt|kannst|soll|sollen|wollen|wollt|gibt|geht|möchte|möchten)\s+"
    r"(?:du|ihr|sie|wir|ich|er|es|das|man|jemand)\b",
    "en": r"(?:what|who|whom|whose|where|when|why|which(?: \w+)?|what (?:kind|sort|type) of \w+|"
    r"how(?: (?:many|much|long|often|far|\w+ \w+))?)\s+"
    r"(?:is|are|was|were|do|does|did|can|could|will|would|shall|should|has|have|had|am)\b|"
    r"(?:what|who|where|when|why|how)(?:'s|'re|'d|'ll)\s|(?:how|what) about\b|why not\b|"
    r"(?:is|are|was|were|do|does|did|can|could|will|would|shall|should|has|have|am|"
    r"isn't|aren't|don't|doesn't|didn't|can't|couldn't|won't|wouldn't|shouldn't|hasn't|haven't)\s+"
    r"(?:i|you|we|they|he|she|it|this|that|these|those|there|the|your|our|my|any(?:one|body|thing)|every(?:one|body))\b",
    "es": r"¿|(?:qué|quién|quiénes|cómo|cuándo|dónde|por qué|cuánt[oa]s?|cuál|cuáles)\b",
    "fr": r"(?:est-ce qu|qu'est-ce|qui est-ce|pourquoi\b|combien\b|comment\b|où\b|quand est-ce|"
    r"quel(?:le)?s? (?:est|sont|était)\b|\w+-(?:tu|vous|nous|il|elle|ils|elles|on|je)\b)",
    "it": r"(?:(?:che )?cosa|chi|come|quando|dove|perché|quanto|quale|quali)\s+"
    r"(?:è|sono|era|ha|hai|abbiamo|avete|hanno|può|puoi|possiamo|dobbiamo|facciamo|fai|vuoi|volete)\b",
    "nl": r"(?:wat|wie|waar|wanneer|waarom|hoe(?:veel)?|welke?)\s+(?:is|zijn|was|heb|hebben|heeft|kan|kunnen|moet|moeten|"
    r"gaat|gaan|doen|doet|wil|willen|zal|zullen)\b|"
    r"(?:is|zijn|heb|hebben|kan|kunnen|moet|moeten|gaan|wil|zal|zullen)\s+(?:je|jij|jullie|we|wij|ik|ze|het|er)\b",
    "pt": r"(?:(?:o )?que|quem|como|quando|onde|por que|quanto|qual|quais)\s+"
    r"(?:é|são|está|estão|foi|era|tem|temos|pode|podemos|deve|devemos|vamos|vai|você|vocês)\b",
}
"""Where no mark was heard, for the seven languages of which we have word lists."""
_STARTS = MappingProxyType(
    {
        language: re.compile(rf"[\s¿¡\"'“„«]*(?:{words})", re.IGNORECASE)
        for language, words in _FIRST_WORDS.items()
    }
)
_ENDS = MappingProxyType(
    {
        "ja": re.compile(r"(?:です|ます|でしょう|ません|ました|だろう)か[。．｡]?$"),
        "zh": re.compile(r"[吗嗎呢][。．｡]?$"),
    }
)
"""Chinese and Japanese mark a question with its last word."""
_LEAD_INS = re.compile(
    r"(?:(?:and|so|but|okay|ok|well|right|now|um|uh|oh|yeah|sorry|also|und|aber|ja|gut)\b[,.]?\s+)*",
    re.IGNORECASE,
)


def is_question(text: str, *, language: str) -> bool:
    """Return whether a sentence asks something. `language` is an ISO 639-1 code, with or without a region."""
    code = language[:2].lower()
    bare = text.rstrip().rstrip(CLOSING).rstrip(".…! ")
    if bare.endswith(tuple(MARKS)) or _ARMENIAN in text or (code == "el" and bare.endswith(tuple(_GREEK))):
        return True
    start, end = _STARTS.get(code), _ENDS.get(code)
    if end is not None and end.search(text.rstrip()):
        return True
    lead_in = _LEAD_INS.match(text)
    return start is not None and bool(start.match(text, lead_in.end() if lead_in else 0))
