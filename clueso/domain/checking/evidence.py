"""The words with which people tell what is seen, what was decided and who is to do what. A result, a decision or
an action item needs them.
"""

import re
from collections.abc import Sequence

_SEEN = {
    "en": r"\b(?:(?:you|we|i|it|he|she|they|one)(?:'ll| will| should| can|'ve| have)?(?: now| then| also)* "
    r"(?:see|get|find|notice|got|saw)s?|appears?|appeared|shows|showed|shown|pops? up|popped up|opens|opened|comes? up|came up|"
    r"(?:takes|brings|leads) (?:you|us|me)|starts|says|reads|displays?|turns|becomes?|changes to|lights up|"
    r"(?:is|are|it's|has been|have been|you're|we're) (?:now |then |all |already )*(?:done|ready|complete|completed|finished|saved|"
    r"sent|created|installed|added|updated|downloaded|uploaded|gone|there|here|open|set|on|off|visible|selected|removed|deleted|"
    r"being \w+|\w+ed)|here (?:is|are)|there (?:is|are|it is|we go|you go|'s)|now (?:it|you|we|the)\b|"
    r"(?:will|should|would) (?:now |then |automatically )*"
    r"(?:be|open|start|show(?! you| how| to)|appear|say|pop|come|turn|have|become|look))",
    "de": r"\b(?:sieht|sehen|seht|siehst|erscheint|erscheinen|öffnet sich|zeigt|angezeigt|wird|werden|ist jetzt|ist nun|sind jetzt|"
    r"fertig|bekommt|bekommen|steht|geht auf|hier ist|da ist|kommt)\b",
    "fr": r"\b(?:voit|voyez|voir|verrez|apparaît|apparaissent|s'affiche|s'ouvre|affiche|est maintenant|prêt|terminé|voilà|voici)\b",
    "es": r"\b(?:ve|ven|ver|verá|verás|vemos|aparece|aparecen|aparecerá|se abre|se muestra|muestra|queda|listo|está|aquí)\b",
    "it": r"\b(?:vede|vedi|vedete|vedrà|vedrai|appare|appaiono|compare|si apre|mostra|è ora|pronto|ecco)\b",
    "nl": r"\b(?:ziet|zie|zien|verschijnt|verschijnen|opent|toont|getoond|wordt|klaar|is nu|hier is|krijg|krijgt)\b",
    "pt": r"\b(?:vê|ver|vemos|verá|aparece|aparecem|aparecerá|abre-se|mostra|pronto|está|aqui)\b",
}
_DECIDED = {
    "en": r"\b(?:deci(?:de|ded|des|sion|sions|ding)|agree[ds]?|agreed|agreement|settled?(?: on| that)?|resolved|approved?|"
    r"(?:we|they)(?:'ve| have)? (?:chose|chosen|picked|voted)|concluded?|(?:go|going|went|gone) (?:with|for|ahead)|"
    r"let's (?!see\b|look\b|say\b|talk\b|start\b|move\b)|(?:we're|we are) not going to|final(?:ised|ized)|it's a deal|the plan is)",
    "de": r"\b(?:entschieden|entscheid\w{0,12}|beschlossen|beschluss|beschließen|geeinigt|einigen|vereinbart|vereinbaren|festgelegt|"
    r"abgemacht|einverstanden|bleibt dabei|nehmen wir|machen wir)\b",
    "fr": r"\b(?:décid\w{1,6}|décision|convenu\w?|d'accord|accord|choisi\w?|adopté\w?|retenu\w?|validé\w?)\b",
    "es": r"\b(?:decid\w{1,6}|decisión|acord\w{1,6}|acuerdo|quedamos|elegid\w|elegimos|aprobad\w|aprobamos)\b",
    "it": r"\b(?:decis\w{1,6}|deciso|concordat\w|accordo|d'accordo|scelto|stabilito|approvat\w)\b",
    "nl": r"\b(?:besloten|beslist|beslissing|besluit\w{0,4}|afgesproken|akkoord|eens|gekozen|vastgelegd)\b",
    "pt": r"\b(?:decid\w{1,6}|decisão|combinad\w|combinamos|acord\w{1,4}|acertad\w|escolh\w{1,6}|aprovad\w)\b",
}
_TASKED = {
    "en": r"(?:\w'll|\bwill|\bgoing to) (?!show|see|talk|look|explain|cover|walk|learn|discuss|be\b|find\b|notice|appear)\w+|"
    r"\b(?:please|should|must|let's|let me|action items?|to-?dos?|follow(?:ing)?[- ]ups?|take care of|responsible|assigned|deadline)\b|"
    r"\b(?:can|could|would) (?:you|we|i|somebody|someone)\b|"
    r"\b(?:need|needs|have|has|had|ought|want|promised?|agreed|supposed|remember) to\b|"
    r"\bby (?:tomorrow|tonight|next|the end|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b",
    "de": r"\b(?:bitte|soll\w{0,3}|sollt\w{0,3}|muss|müssen|musst|müsst|werde|wird|werden|wirst|kannst|könnt|können|kümmer\w{1,3}|"
    r"erledig\w{1,3}|übernehm\w{1,3}|übernimmt|aufgaben?|lasst? uns|mache? ich|bis (?:morgen|ende|nächste\w?|zum|\w{4,10}tag))\b",
}


def _compiled(patterns: dict[str, str]) -> dict[str, re.Pattern[str]]:
    return {language: re.compile(pattern, re.IGNORECASE) for language, pattern in patterns.items()}


_SEEN_PATTERNS, _DECIDED_PATTERNS, _TASKED_PATTERNS = (
    _compiled(_SEEN),
    _compiled(_DECIDED),
    _compiled(_TASKED),
)


def telling_what_is_seen(spoken: Sequence[str], language: str) -> list[str]:
    """Return the sentences that tell what somebody sees or gets; all in a language without a table."""
    return [spoken[place] for place in sorted(_found(_SEEN_PATTERNS, spoken, language))]


def telling_of_a_decision(spoken: Sequence[str], language: str) -> list[str]:
    """Return the sentences that speak of deciding or agreeing, with their neighbours, which say on what; all
    in a language without a table.
    """
    return _with_neighbours(_found(_DECIDED_PATTERNS, spoken, language), spoken)


def telling_of_a_task(spoken: Sequence[str], language: str) -> list[str]:
    """Return the sentences that give somebody a task, with their neighbours, which say what; all in a language
    without a table. What a speaker shows to viewers ("open the page") gives nobody a task.
    """
    return _with_neighbours(_found(_TASKED_PATTERNS, spoken, language), spoken)


def _with_neighbours(found: set[int], spoken: Sequence[str]) -> list[str]:
    return [text for place, text in enumerate(spoken) if not found.isdisjoint({place - 1, place, place + 1})]


def _found(patterns: dict[str, re.Pattern[str]], spoken: Sequence[str], language: str) -> set[int]:
    pattern = patterns.get(language[:2])
    # Recognisers write the curly apostrophe, and the patterns the straight one.
    return {
        place
        for place, text in enumerate(spoken)
        if pattern is None or pattern.search(text.replace("\u2019", "'"))
    }
