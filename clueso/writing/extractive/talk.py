"""Recognises greetings, announcements, promises, decisions and recaps by the speaker's turns of phrase.
English only.
"""

import re
from collections.abc import Sequence

_NUMBER = r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten)"
ORDER = (
    r"(?:first(?:ly)?(?: of all)?|second(?:ly)?|third(?:ly)?|next(?: up)?|after (?:that|this)|"
    r"afterwards|now|"
    r"finally|lastly|last of all|step " + _NUMBER + r"|to (?:begin|start)(?: with)?|"
    r"(?:the|our|my) (?:first|second|third|fourth|next|last|final) (?:thing|step)"
    r"(?: (?:you|we|i)(?:'ll|'re going to| want to| wanna| need to| have to| should| "
    r"must| can)? (?:do|need))?(?: is| would be)?(?: to)?)"
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
    r"(?: (?:and welcome|there|all|every(?:one|body)|guys|folks|friends|"
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
    r"issue|part|chapter|agenda item|"
    r"thing (?:that )?(?:i|we)(?:'d| would|'ll| will)? ?(?:want to |like to |need to )?(?:talk about|discuss|cover|mention))"
    r"(?: (?:today|now|on (?:the|our) (?:list|agenda)))? is(?: about)?|"
    r"(?:let's|let us|let me|we'll|we will|i'll|i will|i want to|i'd like to|we|now)?(?: now| then| just)?(?: also)? ?"
    r"(?:start(?: off)?(?: today)? with|begin(?: today)? with|move on to|moving on to|go on to|come to|turn to|turning to|switch to|"
    r"talk about|look at|go on with|continue with|finish with|close with)|"
    r"(?:next|now|first|finally|lastly|and then|then)(?: up)? (?:is|are|comes?)|(?:as for|regarding|about|on to))"
    r"(?: the (?:topic|subject|question|issue) of)? (?P<topic>(?:(?:the|our|my|your|a|an|this|some) )?[^,.;:!?]+)",
    re.IGNORECASE,
)
_HOW_TO = re.compile(
    r"\b(?:show|shows|showing|teach|learn|learning|see|demonstrate|explain|explains|explaining|look at|"
    r"looking at|cover|covers|walk(?:ing)? you through|go(?:ing)? (?:over|through)|is about|talk about)"
    r"(?: you)? how (?:to|you can|we can) (?P<task>.+)",
    re.IGNORECASE,
)
# If the recogniser wrote no full stop.
_REMARK = re.compile(r" (?:it|this|that)(?:'s|'ll| is| will| only| just| takes| works)\b.*")
_TOPIC = re.compile(
    r"\b(?:we have (?:\w+ )?(?:topics|points|items|things|subjects|questions) (?:today|for today|to (?:talk|discuss)|on)|"
    r"(?:on|the) (?:the |our )?agenda (?:today|is|are|has|for)|let's (?:talk about|look at|discuss)|"
    r"in this (?:video|tutorial|talk|lesson|session|course|screencast)|(?:this|today's) (?:video|"
    r"tutorial|talk|lesson)"
    r" is about|(?:today|tonight|i|we)(?:'ll| will|'d like to| would like to|'m gonna|'re gonna| want to|"
    r"'m going to| am going to|'re going to| are going to) (?:be )?"
    r"(?:show|talk(?:ing)? about|look(?:ing)? at|cover|discuss|explain|present|walk you through))\b",
    re.IGNORECASE,
)
_DECISION = re.compile(
    r"\b(?:we(?:'ve| have)? (?:decided|agreed|settled|chosen|chose)|(?:it was|it's been) (?:decided|agreed)|the "
    r"decision (?:is|was)|"
    r"we(?:'ll| will|'re going to| are going to) go with|let's go with|(?:that's|it's|is) (?:decided|agreed)|we're not going to)",
    re.IGNORECASE,
)
_DUE = (
    r"(?i:\b(?:by|before|until) (?:(?:the )?(?:end|start|beginning) of |(?:next|this) (?:week|month|meeting|time|year)\b|"
    r"(?:next |this )?(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|tomorrow\b|tonight\b|noon\b|lunch\b|the (?:next )?(?:meeting|"
    r"launch|release|deadline)\b|(?:january|february|march|april|may|june|july|august|september|october|november|december)\b|\d)|"
    r"\b(?:tomorrow|tonight|today|next week|this week|end of (?:the )?(?:day|week|month)|on (?:mon|tues|wednes|thurs|fri|satur|sun)day)\b)"
)
_ACTION = re.compile(
    r"(?i:\baction items?\b|\bfollow[- ]up\b|\bto-?do\b)|"
    r"\b(?:[A-Z]\w+|(?i:i|we|you|he|she|they|someone|somebody))"  # a capital: a person's name
    r"(?:'ll| will| should| needs? to| has to| have to| must|'m going to) .{2,120}?" + _DUE
)
_REQUEST = re.compile(
    # "You can, can you" is no request: it opens the sentence, at most after a name.
    r"(?:(?:and|so|okay|ok|well|then|also|maybe|[A-Z][\w-]+), |(?:and|so|okay|ok|then) |"
    # A recogniser may leave out the comma after a name: "Peter can you please".
    r"(?!(?:how|what|when|where|why|which|who|you|i|we|they|he|she|it)\b)[\w-]+ (?=\w+ you please\b))*+(?:can|could|would|will) you "
    r"(?:please (?!(?:answer|come|explain|go|hold|listen|move|pass|repeat|say|show|speak|stop|tell|wait)\b)\w|"
    r"(?:(?:maybe|just|also) )*(?:ask|arrange|book|call|check|draft|email|e-mail|find|fix|get back|investigate|"
    r"look (?:into|after|up)|make sure|order|organise|organize|prepare|report|research|review|schedule|send|set up|"
    r"share|test|update|write(?! (?:that|this|it) down))\b)",
    re.IGNORECASE,
)
_PROMISE = re.compile(
    r"\b(?:I'll|I will|I'm going to|I am going to|I should|I need to|I have to|I must|I can|let me)\b",
    re.IGNORECASE,
)
_OTHER = re.compile(r"\b(?!I\b)[A-Z]\w*(?:'ll| will| should| needs? to| has to| have to| must)\b")
_SHIFT = re.compile(
    rf"(?:okay,? |so,? |and |alright,? )*(?:{ORDER}\b|moving on|let's (?:move|talk|turn|look)|another\b|"
    r"the (?:next|second|third|last|other)\b|to (?:summarize|summarise|recap|sum up|conclude)|in "
    r"(?:summary|conclusion)|"
    r"on the other hand|as for\b|with that)",
    re.IGNORECASE,
)

_MOVES_ON = re.compile(
    r"(?:the|our|my) (?:first|second|third|fourth|fifth|next|last|final) "
    r"(?:topic|subject|item|point|question|issue|part|chapter|agenda item)(?: (?:today|now|on (?:the|our) (?:list|agenda)))? "
    r"(?:is|are)\b|"
    r"(?:(?:let's|let us|shall we|can we|we can|we'll|we will|we should|i'd like to|i want to) )?(?:(?:now|then|just) )?"
    r"(?:(?:start|begin)(?: off)?(?: today)? with|mov(?:e|ing) on|go(?:ing)? on to|turn(?:ing)? to|"
    r"com(?:e|ing) to (?:the|our)|(?:continue|close|finish) with)\b",
    re.IGNORECASE,
)
_OPENS = re.compile(r"(?:'?kay|okay|ok|so|right|all ?right|now|next|first)\b", re.IGNORECASE)


def is_recap(text: str) -> bool:
    return bool(_RECAP.match(text))


def recap(text: str) -> str | None:
    """Return the words with which the speaker begins a recap: "To summarize" of "So to summarize, open the
    settings.".
    """
    match = _RECAP.match(text)
    if match is None:
        return None
    words = re.sub(r"^(?:so|okay|and) ", "", match[0], flags=re.IGNORECASE)
    return words[0].upper() + words[1:]


def is_courtesy(text: str) -> bool:
    """Return whether a sentence is only a greeting, a thank you or a nod."""
    if _NOD.match(text):
        return True
    rest = without_greeting(text)
    # A greeting with a word or two behind it says nothing else.
    return bool(_COURTESY.match(rest)) or (rest != text and rest.count(" ") < 3)


def without_greeting(text: str) -> str:
    """Return a sentence without "good morning everyone" at its beginning."""
    match = _GREETING.match(text)
    return text[match.end() :] if match else text


def standing_alone(text: str) -> str:
    """Return a sentence without the words that tie it to the one before: "so we agreed" becomes "we
    agreed".
    """
    text = without_greeting(text)
    while match := _CONNECTIVE.match(text):
        text = text[match.end() :]
    return text


def leans(text: str) -> bool:
    """Return whether a sentence depends on the one before: "it", "this", "which"."""
    return bool(_LEANING.match(standing_alone(text)))


def announced(text: str) -> str | None:
    """Return the topic that the speaker announces: "pricing" of "The second topic is the pricing."."""
    match = _ANNOUNCED.match(standing_alone(text))
    return match["topic"].strip() if match else None


def is_decision(text: str) -> bool:
    return bool(_DECISION.search(text))


def is_action_item(text: str) -> bool:
    """Return whether a sentence gives somebody a task: work with a date, or a request for work that outlives
    the talk. "Can you go to the next slide" and "would you prefer a screen" are none.
    """
    if _REQUEST.match(text):
        return True
    return not text.rstrip().endswith("?") and bool(_ACTION.search(text))


def owner(text: str, speaker: str | None, names: Sequence[str]) -> str | None:
    """Return the owner of an action item.

    It is the `speaker` who says "I will", unless the sentence names another person first; else the first of
    `names` that it mentions, in full or by the first word.
    """
    promise, other = _PROMISE.search(text), _OTHER.search(text)
    # "Tom should do it, I will help" is Tom's.
    if promise and (other is None or promise.start() < other.start()):
        return speaker
    calls = (re.search(rf"(?<!\w){re.escape(name.split()[0])}(?!\w)", text) for name in names)
    found = [(call.start(), name) for call, name in zip(calls, names, strict=True) if call]
    return min(found)[1] if found else None


def is_shift(text: str) -> bool:
    """Return whether the sentence announces something new."""
    return bool(_SHIFT.match(text))


def opens(text: str) -> bool:
    """Return whether a sentence begins as people do who take the floor: "okay", "so", "right"."""
    return bool(_OPENS.match(text))


def moves_on(text: str) -> bool:
    """Return whether a sentence names the next item of an agenda: stricter than `announced`, because in a
    discussion "about the price" and "we look at the price" announce nothing.
    """
    return bool(_MOVES_ON.match(standing_alone(text)))


def announces_topic(text: str) -> bool:
    return bool(_TOPIC.search(text) or _HOW_TO.search(text))


def task(text: str) -> str | None:
    """Return the task that the speaker promises to show: "export a report" of "I will show you how to export
    a report.".
    """
    match = _HOW_TO.search(text)
    return _REMARK.sub("", match["task"]).strip(" .!?") if match else None
