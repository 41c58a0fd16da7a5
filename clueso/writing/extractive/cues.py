"""What a speaker's turns of phrase give away: steps, asides, goals, results, tasks. English only."""

import re
from dataclasses import dataclass

from clueso.writing.extractive.verbs import BASE_FORMS, IMPERATIVES

_NUMBER = r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten)"
_STRONG = (
    r"(?:first(?:ly)?(?: of all)?|second(?:ly)?|third(?:ly)?|next(?: up)?|after (?:that|this)|"
    r"afterwards|now|"
    r"finally|lastly|last of all|step " + _NUMBER + r"|to (?:begin|start)(?: with)?|"
    r"(?:the|our|my) (?:first|second|third|fourth|next|last|final) (?:thing|step)(?: (?:you|we|i) "
    r"(?:do|need))?"
    r"(?: is)?(?: to)?)"
)
_WEAK = (
    r"(?:and|then|so|also|okay|ok|alright|all right|well|right(?![ -]click)|but|please|here(?! (?:is|are)))"
)
_SUBJECT = (
    r"(?:(?:you|we|i)(?:'ll| will|'re going to| are going to|'m going to| am going to|'d| would)?"
    r"(?: can| could| need to| should| have to| want to| must| like to)?(?: now| then| just| simply| "
    r"also)*|"
    r"let's|let us|let me|please|just|simply|go ahead and|make sure to|be sure to)"
)
_SEQUENCE = re.compile(rf"(?:(?P<strong>{_STRONG})|{_WEAK})\b[,:]?\s+", re.IGNORECASE)
_PLACE = re.compile(
    r"(?:in|on|at|from|under|inside|below|above|beside) (?:the|your|this|that)(?: [\w'\u2019-]+){1,5}?(?:, | (?=(?P<verb>\w+) "
    r"(?:the|a|an|your|this|that|on|all|any|each|it)\b))",
    re.IGNORECASE,
)
_LEAD_IN = re.compile(rf"{_SUBJECT}\s+", re.IGNORECASE)
_WHEN = re.compile(r"(?:when|once|after|as soon as)\b", re.IGNORECASE)
_WHEN_VERB = re.compile(r"(?:,\s*(?:then )?|\s)(?=(\w+)\s+(?:the|a|an|your|on|it|this|that|to|into|all)\b)")
_CLICK = re.compile(r"\b(right|left|double) click\b", re.IGNORECASE)
_FIRST_WORD = re.compile(r"[\w-]+")
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
_RECAP = re.compile(
    r"(?:so |okay |and )*(?:to (?:summarize|summarise|recap|sum up|conclude)|in (?:summary|conclusion)|"
    r"let's recap|"
    r"that's (?:it|all)\b|that is all\b)",
    re.IGNORECASE,
)
_COURTESY = re.compile(
    r"(?:(?:and|so|okay|ok|well|right|alright),? )*(?:hi\b|hello\b|hey\b|welcome\b|good (?:morning|afternoon|evening)|thanks?\b|"
    r"see you|"
    r"bye\b|goodbye\b|my name is|(?:don't forget to |please )?(?:like and )?subscribe|"
    r"that(?:'s| is) (?:it|all)(?: for (?:today|now|this \w+))?\b)",
    re.IGNORECASE,
)
_NOD = re.compile(
    r"(?:(?:good|great|okay|ok|right|alright|all right|yes|yeah|no|sure|perfect|exactly|fine|cool|excellent|"
    r"agreed|and|so|well|that's (?:it|all))[,.!? ]*)+$",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"(?:(?:and|so|okay|ok|well|right|alright),? )*(?:hi|hello|hey|welcome(?: back)?|good (?:morning|afternoon|evening))\b"
    r"(?: (?:and welcome|there|all|every(?:one|body)|"
    r"(?:to|from) (?:this|the|my|our|another|today's)(?: [\w-]+){1,5}(?=[,.!])))*(?! to\b)[,.!]* ",
    re.IGNORECASE,
)
_CONNECTIVE = re.compile(
    r"(?:and|but|so|or|then|now|also|okay|ok|alright|well|next|first|finally|lastly|good|great|yes|yeah|right)"
    r"(?:[,.] |\s+(?=(?:the|a|an|we|you|i|it|this|that|they|he|she|there|let's|let|our|your|my)\b))",
    re.IGNORECASE,
)
_LEANING = re.compile(
    r"(?:and|but|or|so that|that|which|who|whose|because|especially|it|its|it's|they|these|those|this|he|she|his|her|"
    r"their|is|are|was|were|has|had|otherwise|instead|also|too|therefore|of|than|as well|likewise)\b",
    re.IGNORECASE,
)
_ANNOUNCED = re.compile(
    r"(?:(?:the|our|my|a) (?:(?:first|second|third|fourth|fifth|next|last|final|other|main) )?(?:topic|subject|item|point|question|"
    r"issue|part|chapter|agenda item)(?: (?:today|now|on (?:the|our) (?:list|agenda)))? is(?: about)?|"
    r"(?:let's|let us|let me|we'll|we will|i'll|i will|i want to|i'd like to|we|now)?(?: now| then| just)?(?: also)? ?"
    r"(?:start(?: off)?(?: today)? with|begin(?: today)? with|move on to|moving on to|go on to|come to|turn to|turning to|switch to|"
    r"talk about|look at|go on with|continue with|finish with|close with)|"
    r"(?:next|now|first|finally|lastly|and then|then)(?: up)? (?:is|are|comes?)|(?:as for|regarding|about|on to))"
    r"(?: the (?:topic|subject|question|issue) of)? (?P<topic>(?:(?:the|our|my|your|a|an|this|some) )?[^,.;:!?]+)",
    re.IGNORECASE,
)
_RESULT = re.compile(
    r"\b(?:you(?:'ll| will| should| can)(?: now| then)? (?:see|get|find)|(?:appears?|shows? up|pops? up)\b|"
    r"(?:this|it|that) (?:opens|shows|brings up|takes you|starts)|you(?:'re| are) (?:now|done)|"
    r"(?:opens up|is (?:now )?(?:ready|done|complete|saved|created|installed)))",
    re.IGNORECASE,
)
_HOW_TO = re.compile(
    r"\b(?:show|shows|showing|teach|learn|learning|see|demonstrate|explain|explains|explaining|look at|"
    r"looking at|cover|covers|walk(?:ing)? you through|go(?:ing)? (?:over|through)|is about|talk about)"
    r"(?: you)? how (?:to|you can|we can) (?P<task>.+)",
    re.IGNORECASE,
)
_TOPIC = re.compile(
    r"\b(?:we have (?:\w+ )?(?:topics|points|items|things|subjects|questions) (?:today|for today|to (?:talk|discuss)|on)|"
    r"(?:on|the) (?:the |our )?agenda (?:today|is|are|has|for)|let's (?:talk about|look at|discuss)|"
    r"in this (?:video|tutorial|talk|lesson|session|course|screencast)|(?:this|today's) (?:video|"
    r"tutorial|talk|lesson)"
    r" is about|(?:today|i|we)(?:'ll| will|'m going to| am going to|'re going to| are going to) (?:be )?"
    r"(?:show|talk(?:ing)? about|look(?:ing)? at|cover|discuss|explain|present|walk you through))\b",
    re.IGNORECASE,
)
_DECISION = re.compile(
    r"\b(?:we(?:'ve| have)? (?:decided|agreed|settled|chosen|chose)|(?:it was|it's been) (?:decided|agreed)|the "
    r"decision (?:is|was)|"
    r"we(?:'ll| will|'re going to| are going to) go with|let's go with|(?:that's|it's|is) (?:decided|agreed)|we're not going to)",
    re.IGNORECASE,
)
_ACTION = re.compile(
    r"(?i:\baction items?\b|\bfollow[- ]up\b|\bto-?do\b|\b(?:can|could|would) you (?:please )?(?!(?:see|hear|"
    r"imagine|believe|guess|say|tell|explain|like|mind|remember|think)\b)\w+)|"
    r"\b(?:[A-Z]\w+|(?i:i|we|you|he|she|they|someone|somebody))"  # a capital: somebody's name
    r"(?:'ll| will| should| needs? to| has to| have to| must|'m going to) .{2,120}?"
    r"(?i:\b(?:by|before|until|tomorrow|tonight|today|next week|this week|"
    r"end of (?:the )?(?:day|week|month)|on (?:mon|tues|wednes|thurs|fri)day)\b)"
)
_SHIFT = re.compile(
    rf"(?:okay,? |so,? |and |alright,? )*(?:{_STRONG}\b|moving on|let's (?:move|talk|turn|look)|another\b|"
    r"the (?:next|second|third|last|other)\b|to (?:summarize|summarise|recap|sum up|conclude)|in "
    r"(?:summary|conclusion)|"
    r"on the other hand|as for\b|with that)",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"\s(?=(?:(?P<free>note that|then|and then|thank you for|thanks for|(?:i|we) (?:will|am going to|"
    r"are going to)"
    r" (?:show|explain|talk|look)|do not)|(?P<verb>" + "|".join(sorted(IMPERATIVES)) + r")"
    r"\s+(?:the|a|an|your|this|that|on|all|any|each|it))\b)",
    re.IGNORECASE,
)
# After these a verb is no imperative and a new clause cannot begin.
_BINDING = frozenset(
    {
        "to",
        "you",
        "we",
        "i",
        "they",
        "he",
        "she",
        "it",
        "who",
        "that",
        "which",
        "can",
        "could",
        "will",
        "would",
    }
    | {
        "shall",
        "should",
        "must",
        "may",
        "might",
        "and",
        "or",
        "not",
        "the",
        "a",
        "an",
        "this",
        "these",
        "your",
    }
    | {"my", "our", "their", "his", "her", "its", "is", "are", "was", "were", "be", "been", "of", "in", "on"}
    | {"for", "with", "by", "from", "at", "as", "please", "just", "then", "now", "next", "first", "finally"}
    | {
        "let's",
        "lets",
        "also",
        "always",
        "never",
        "if",
        "when",
        "but",
        "so",
        "more",
        "no",
        "than",
        "since",
        "by",
    }
)


@dataclass(frozen=True, slots=True)
class Instruction:
    """What a sentence tells to do: `action` begins with the verb; `opens_step` says that the speaker
    announced something new ("next", "finally", "when that is done")."""

    action: str
    opens_step: bool


def instruction(text: str) -> Instruction | None:
    """The instruction in a sentence, or None when it tells nothing to do."""
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
    while lead_in := _LEAD_IN.match(rest):
        rest = rest[lead_in.end() :]
    word = _FIRST_WORD.match(rest)
    if word is None or _NOT_IMPERATIVE.match(rest):
        return None
    verb = word[0].lower()
    # Recognisers hear "clicked the" for "click the": after "then" or "finally" it is an instruction.
    base = verb if verb in IMPERATIVES else BASE_FORMS.get(verb) if cued else None
    if base is None or (base in ("go", "head") and not _GO.match(rest)):
        return None
    return Instruction(base + rest[word.end() :], opens_step)


def _place(text: str) -> int:
    """Where a sentence goes on after saying where something is done: "in the form, select the folder"."""
    match = _PLACE.match(text)
    if match is None or (match["verb"] and match["verb"].lower() not in IMPERATIVES):
        return 0
    return match.end()


def as_command(text: str) -> str:
    """An instruction that was heard in another form with its verb as it was meant: "click" for "clicked"."""
    rest = without_sequence(text)
    word = _FIRST_WORD.match(rest)
    base = BASE_FORMS.get(word[0].lower()) if word and rest != text else None
    return rest if base is None or word is None or instruction(text) is None else base + rest[word.end() :]


def without_sequence(text: str) -> str:
    """A sentence without the "next", "then", "okay, so" at its beginning."""
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


def is_recap(text: str) -> bool:
    return bool(_RECAP.match(text))


def recap(text: str) -> str | None:
    """How the speaker begins to sum up: "To summarize" of "So to summarize, open the settings."."""
    match = _RECAP.match(text)
    if match is None:
        return None
    words = re.sub(r"^(?:so|okay|and) ", "", match[0], flags=re.IGNORECASE)
    return words[0].upper() + words[1:]


def is_courtesy(text: str) -> bool:
    """Whether a sentence is a greeting, a thank you or a nod, and nothing besides."""
    if _NOD.match(text):
        return True
    rest = without_greeting(text)
    return bool(_COURTESY.match(rest)) or (rest != text and rest.count(" ") < 3)


def without_greeting(text: str) -> str:
    """A sentence without the "good morning everyone" at its beginning."""
    match = _GREETING.match(text)
    return text[match.end() :] if match else text


def standing_alone(text: str) -> str:
    """A sentence without the words that tie it to the one before: "so we agreed" is "we agreed"."""
    text = without_greeting(text)
    while match := _CONNECTIVE.match(text):
        text = text[match.end() :]
    return text


def leans(text: str) -> bool:
    """Whether a sentence cannot be understood without the one before: "it", "this", "which"."""
    return bool(_LEANING.match(standing_alone(text)))


def announced(text: str) -> str | None:
    """What the speaker turns to: "pricing" of "The second topic is the pricing."."""
    match = _ANNOUNCED.match(standing_alone(text))
    return match["topic"].strip() if match else None


def is_result(text: str) -> bool:
    return bool(_RESULT.search(text))


def is_decision(text: str) -> bool:
    return bool(_DECISION.search(text))


def is_action_item(text: str) -> bool:
    return bool(_ACTION.search(text))


def is_shift(text: str) -> bool:
    """Whether the sentence announces something new."""
    return bool(_SHIFT.match(text))


def announces_topic(text: str) -> bool:
    return bool(_TOPIC.search(text) or _HOW_TO.search(text))


def task(text: str) -> str | None:
    """What the speaker promises to show: "export a report" of "I will show you how to export a report."."""
    match = _HOW_TO.search(text)
    return match["task"].strip(" .!?") if match else None


def clause_starts(text: str, *, language: str) -> list[int]:
    """Where clauses begin in a run of words without punctuation, except at 0."""
    if not language.startswith("en") or is_recap(text):
        return []
    starts: list[int] = []
    clause = 0
    for match in _CLAUSE.finditer(text):
        before = text[clause : match.start()].lower().split()
        if len(before) < 3 or before[-1] in _BINDING:
            continue
        if (place := _PLACE.match(text[clause:])) and clause + place.end() == match.end():
            continue  # so is "in the form select the folder"
        if _WHEN.match(text[clause:]) and match["verb"] and clause == (starts[-1] if starts else 0):
            continue  # "when the download is complete open the file" is one
        clause = match.end()
        starts.append(clause)
    return starts
