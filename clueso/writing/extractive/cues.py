"""Recognises steps, asides and results by the speaker's turns of phrase. English only."""

import re
from dataclasses import dataclass

from clueso.writing.extractive.talk import ORDER, is_recap
from clueso.writing.extractive.verbs import BASE_FORMS, IMPERATIVES

# "right click" begins an instruction, and "here is" an observation.
_WEAK = (
    r"(?:and|then|so|also|okay|ok|alright|all right|well|right(?![ -]click)|but|please|here(?! (?:is|are)))"
)
_SUBJECT = (
    r"(?:(?:you|we|i)(?:'ll| will|'re going to| are going to|'m going to| am going to|'m gonna|'re gonna|'d| would)?"
    r"(?: can| could| need to| should| have to| want to| wanna| gotta| must| like to)?(?: now| then| just| simply| "
    r"also)*|"
    r"let's|let us|let me|please|just|simply|go ahead and|make sure to|be sure to)"
)
_SEQUENCE = re.compile(rf"(?:(?P<strong>{ORDER})|{_WEAK})\b[,:]?\s+", re.IGNORECASE)
_PLACE = re.compile(
    r"(?:in|on|at|from|under|inside|below|above|beside) (?:the|your|this|that)(?: [\w'\u2019-]+){1,5}?(?:, | (?=(?P<verb>\w+) "
    r"(?:the|a|an|your|this|that|on|all|any|each|it)\b))",
    re.IGNORECASE,
)
_LEAD_IN = re.compile(rf"{_SUBJECT}\s+", re.IGNORECASE)
_WHEN = re.compile(r"(?:when|once|after|as soon as)\b", re.IGNORECASE)
_WHEN_VERB = re.compile(r"(?:,\s*(?:then )?|\s)(?=(\w+)\s+(?:the|a|an|your|on|it|this|that|to|into|all)\b)")
_SO = re.compile(
    r"(?<!\bis)(?<!\bwas)(?<!\bare)(?<!\bwere)(?<!\bbe) so "
    r"(?:just |please |now |then )?(?=(?P<verb>[\w-]+) (?:the|a|an|your|on|it|this|that|all)\b)",
    re.IGNORECASE,
)
_CLICK = re.compile(r"\b(right|left|double) click\b", re.IGNORECASE)
_FIRST_WORD = re.compile(r"[\w-]+")
_POINTING = re.compile(
    r"[\w-]+(?: on| in| to)? (?:it|that|this|them|these|one|that one)[ .!,]*", re.IGNORECASE
)
_NOT_IMPERATIVE = re.compile(
    r"[\w-]+\s+(?:is|are|was|were|has|have|had|will|can|marks?|cases?)\b", re.IGNORECASE
)
_GO = re.compile(r"(?:go|head|going)\s+(?:to|into|back|up|down|over|through|on)\b", re.IGNORECASE)
_ASIDE = re.compile(
    r"(?:(?:and|but|also|so|now|please|just)\s+)*(?:note\b|notice that|keep in mind|remember\b|be "
    r"(?:careful|aware)|"
    r"careful\b|warning\b|caution\b|do not\b|don't\b|never\b|avoid\b|make sure\b|be sure\b|if\b|unless\b|"
    r"otherwise\b|in case\b|a common (?:mistake|problem|error)|watch out|beware|importantly\b|"
    r"(?:the|one) (?:only )?(?:problem|catch|trick|caveat)\b)",
    re.IGNORECASE,
)
_PREREQUISITE = re.compile(
    r"before (?:you|we) (?:start|begin|get started)|\byou(?:'ll| will)? (?:also )?need (?!to\b)|"
    r"(?:make|be) sure (?:that )?you(?:'re| are| have|'ve)\b|\byou (?:should|must) (?:already )?have\b|prerequisite",
    re.IGNORECASE,
)
_RESULT = re.compile(
    r"\b(?:you(?:'ll| will| should| can)(?: now| then)? (?:see|get|find)|(?:appears?|shows? up|pops? up)\b|"
    r"(?:this|it|that) (?:opens|shows|brings up|takes you|starts)|you(?:'re| are) (?:now|done)|"
    r"(?:opens up|is (?:now )?(?:ready|done|complete|saved|created|installed)))",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"\s(?=(?:(?P<free>note that|go ahead and|then|and then|thank you for|thanks for|(?:i|we) (?:will|am going to|"
    r"are going to)"
    r" (?:show|explain|talk|look)|do not)|(?P<verb>" + "|".join(sorted(IMPERATIVES)) + r")"
    r"\s+(?:the|a|an|your|this|that|on|all|any|each|it))\b)",
    re.IGNORECASE,
)
# A comma where a full stop belongs: "open the page, click the button".
_SPLICE = re.compile(
    r",\s+(?=(?:note that|do not|don't|make sure|be sure|be careful|remember)\b|"
    r"(?:then (?P<next>[\w-]+) |(?P<verb>[\w-]+) (?:the|a|an|your|this|that|on|all|any|each|it)\b))",
    re.IGNORECASE,
)
_OPENING = re.compile(r"\b(?:in (?:this|today's)(?: [\w-]+){1,3}|today|tonight)$", re.IGNORECASE)
# "so I'm going to go ahead and click next" tells what to do wherever it stands.
_DIRECTION = re.compile(
    rf"(?:^|[,;:] (?:and |then |so )?|\b(?:and|then|so|{_SUBJECT})(?: go ahead and| come| just| now| then)? )"
    rf"(?:{'|'.join(sorted(IMPERATIVES))})\b(?! (?:is|are|was|were|has|have|will|can|of|not)\b)",
    re.IGNORECASE,
)
# After these words a verb is no imperative, and no new clause can begin.
_BINDING = frozenset(
    "to you we i they he she it who that which can could will would shall should must may might and or "
    "not the a an this these your my our their his her its is are was were be been of in on for with by "
    "from at as please just then now next first finally let's lets also always never if when but so more "
    "no than since".split()
)

_BEGINNING = frozenset(
    "i we you he she they it there then now next first finally so let's lets please note do".split()
)
"""Words that begin a sentence after a pause, beside commands. Nouns often follow a pause within one."""


@dataclass(frozen=True, slots=True)
class Instruction:
    """An instruction in a sentence. `action` begins with the verb. `opens_step` is true if the speaker
    announced a new step ("next", "finally", "when that is done").
    """

    action: str
    opens_step: bool


def instruction(text: str) -> Instruction | None:
    """Return the instruction in a sentence, or None if it has none."""
    text = _CLICK.sub(r"\1-click", text)
    rest, opens_step = _without_sequence(text)
    cued = rest != text
    if _WHEN.match(rest):
        after = _after_when(rest)
        if after is None:
            return None
        rest, opens_step, cued = after, True, True
    if place := _place(rest):
        rest = rest[place:]
    # Several lead-ins may follow one another: "so now you can just".
    while lead_in := _LEAD_IN.match(rest):
        rest = rest[lead_in.end() :]
    return _commanded(rest, cued=cued, opens_step=opens_step) or _concluded(rest)


def directs(text: str) -> bool:
    """Return whether somebody does something, or says to do it, anywhere in a sentence. This finds more than
    `instruction`, and more that is none.
    """
    return bool(_DIRECTION.search(text))


def _commanded(rest: str, *, cued: bool, opens_step: bool) -> Instruction | None:
    word = _FIRST_WORD.match(rest)
    if word is None or _NOT_IMPERATIVE.match(rest):
        return None
    verb = word[0].lower()
    # Recognisers write "clicked the" for "click the": after "then" or "finally" it is an instruction.
    # Past forms count only after a cue: "clicked" alone tells what happened.
    base = verb if verb in IMPERATIVES else BASE_FORMS.get(verb) if cued else None
    if base is None or (base in ("go", "head") and not _GO.match(rest)):
        return None
    return Instruction(base + rest[word.end() :], opens_step)


def _place(text: str) -> int:
    """Return the position where a sentence continues after naming a place: "in the form, select the
    folder".
    """
    match = _PLACE.match(text)
    if match is None or (match["verb"] and match["verb"].lower() not in IMPERATIVES):
        return 0
    return match.end()


def _concluded(text: str) -> Instruction | None:
    """Return an instruction that follows from an observation: "it asks for your password, so type your
    password".
    """
    for match in _SO.finditer(text):
        if match["verb"].lower() in IMPERATIVES:
            return Instruction(text[match.end() :], opens_step=False)
    return None


def points_back(action: str) -> bool:
    """Return whether an action only refers back: "click that"."""
    return bool(_POINTING.fullmatch(action))


def as_command(text: str) -> str:
    """Return an instruction with its verb as a command, if the recogniser wrote another form: "click" for
    "clicked".
    """
    rest = without_sequence(text)
    word = _FIRST_WORD.match(rest)
    base = BASE_FORMS.get(word[0].lower()) if word and rest != text else None
    return rest if base is None or word is None or instruction(text) is None else base + rest[word.end() :]


def without_sequence(text: str) -> str:
    """Return a sentence without "next", "then", "okay, so" at its beginning."""
    return _without_sequence(text)[0]


def _without_sequence(text: str) -> tuple[str, bool]:
    rest, strong = text, False
    while match := _SEQUENCE.match(rest):
        strong = strong or match["strong"] is not None
        rest = rest[match.end() :]
    return rest, strong


def _after_when(text: str) -> str | None:
    for match in _WHEN_VERB.finditer(text):
        if match[1].lower() in IMPERATIVES:
            return text[match.end() :]
    return None


def is_aside(text: str) -> bool:
    return bool(_ASIDE.match(text))


def is_prerequisite(text: str) -> bool:
    return bool(_PREREQUISITE.search(text))


def is_result(text: str) -> bool:
    return bool(_RESULT.search(text))


def clause_starts(text: str, *, language: str) -> list[int]:
    """Return where clauses begin in a run of words without punctuation, except at 0."""
    if not language.startswith("en") or is_recap(text):
        return []
    starts: list[int] = []
    clause = 0
    for match in _CLAUSE.finditer(text):
        before = text[clause : match.start()].lower().split()
        # A clause needs a few words, or every verb in a list would begin one.
        if len(before) < 3 or before[-1] in _BINDING:
            continue
        if _OPENING.search(text[clause : match.start()]):
            continue  # "in this short tour I will show you" is one clause
        if (place := _PLACE.match(text[clause:])) and clause + place.end() == match.end():
            continue  # "in the form select the folder" is one clause
        if _WHEN.match(text[clause:]) and match["verb"] and clause == (starts[-1] if starts else 0):
            continue  # "when the download is complete open the file" is one clause
        clause = match.end()
        starts.append(clause)
    return starts


def splice_starts(text: str, *, language: str) -> list[int]:
    """Return where new sentences begin after a comma that stands for a full stop behind an instruction."""
    if not language.startswith("en") or is_recap(text):
        return []
    starts: list[int] = []
    for match in _SPLICE.finditer(text):
        before = text[starts[-1] if starts else 0 : match.start()]
        verb = match["next"] or match["verb"]
        is_new = verb is None or verb.lower() in IMPERATIVES
        # Short clauses are a list: "open settings, choose reports, set the range".
        is_list = before.count(" ") < 2 or "," in without_sequence(before)
        if is_new and not is_list and instruction(before):
            starts.append(match.end())
    return starts


def may_begin(before: str, after: str) -> bool:
    """Return whether a pause between two words may be the end of a sentence."""
    word = after.lower()
    return before.lower() not in _BINDING and (word in _BEGINNING or word in IMPERATIVES)
