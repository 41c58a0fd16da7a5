"""Short phrases of the speaker, for titles and headings."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from clueso.domain.words.wording import tokens
from clueso.writing.extractive.fillers import presentable
from clueso.writing.extractive.salience import Salience, stem
from clueso.writing.extractive.sentences import Sentence

TITLE_LENGTH = 60
LONGEST_PHRASE = 4
_BREAK = re.compile(r"[^\w'\u2019 -]+")
_CLAUSE_END = re.compile(
    r"[,;:.!?\u2014]\s|[.!?]$| (?:so that|because|which|unless|and then|if you|as soon as|in order to)\b",
    re.IGNORECASE,
)
_EDGES = " .,;:!?-\u2014\"'"
# One thought: "select it, and click start".
_LAST_AND = re.compile(r"[^,;:.!?]+?(?:, and|,? and then) [^,;:.!?]+")
_DANGLING = frozenset("at in on of to for with and or the a an by from as into until but".split())
_SOFT_BREAK = re.compile(r" (?:and|or|from|with|in|on|at|for|of|to|using|by|as|into|until)\b", re.IGNORECASE)


def shortened(text: str, *, limit: int = TITLE_LENGTH) -> str:
    """Return the beginning of a text as a heading of at most `limit` characters, cut at the end of a
    thought.
    """
    text = " ".join(text.split())
    whole = text.strip(_EDGES)
    if len(whole) <= limit and _LAST_AND.fullmatch(whole):
        return whole[:1].upper() + whole[1:]
    if match := _CLAUSE_END.search(text, 4):
        text = text[: match.start()]
    if len(text) > limit:
        breaks = [match.start() for match in _SOFT_BREAK.finditer(text) if 12 <= match.start() <= limit]
        at = breaks[-1] if breaks else text.rfind(" ", 0, limit + 1)
        text = text[: at if at > 0 else limit]
    text = _without_dangling(text.strip(_EDGES)) or text
    return text[:1].upper() + text[1:]


def _without_dangling(text: str) -> str:
    words = text.split(" ")
    while len(words) > 1 and words[-1].lower() in _DANGLING:
        words.pop()
    return " ".join(words)


_OF = re.compile(
    r"(?<![\w'\u2019-])(?P<before>[\w'\u2019-]++) of (?P<article>(?:the|a|an) )?(?P<after>[\w'\u2019-]+(?: [\w'\u2019-]+)?)"
)
NO_TITLE = frozenset(
    "never ever always maybe really actually just even still already again often sometimes perhaps almost only reason reasons "
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen "
    "twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million "
    "year years month months week weeks day days hour hours minute minutes time times thing things way ways lot lots "
    "kind sort bit case example fact course part end rest number people present certain able good great nice okay next last".split()
)
"""Words that count or point. Alone they say nothing about a subject."""


def _noun_like(run: list[str]) -> list[str]:
    """Return a run of words without leading numbers and trailing participles: "two wood blocks engraved"
    becomes "wood blocks".
    """
    while run and run[-1].lower().endswith(("ed", "ly")):
        run = run[:-1]
    while run and NO_TITLE.issuperset(tokens(run[0])):
        run = run[1:]
    return run if not NO_TITLE.issuperset(tokens(" ".join(run))) else []


class Phrases:
    """The telling phrases of several groups of sentences (after RAKE: runs between stop words)."""

    def __init__(self, sentences: Sequence[Sentence], salience: Salience, groups: Sequence[range]) -> None:
        self._sentences = sentences
        self._salience = salience
        self._groups = groups
        self._groups_with = Counter(
            term for group in groups for term in {term for i in group for term in salience.terms[i]}
        )
        self._said = Counter(term for terms in salience.terms for term in terms)
        self._used: set[str] = set()

    def title(self, group: range) -> str:
        """Return a title for a group, different from earlier ones, of 1 to 4 words of the speaker."""
        counts = Counter(term for i in group for term in self._salience.terms[i])
        best = max(self._candidates(group), key=lambda phrase: self._score(phrase, counts), default=None)
        if best is None:
            return shortened(self._sentences[group.start].text) or "\u2026"
        self._used.add(best.casefold())
        return best[0].upper() + best[1:]

    def _score(self, phrase: str, counts: Counter[str]) -> float:
        if phrase.casefold() in self._used:
            return -1.0
        terms = [stem(token) for token in tokens(phrase)]
        weights = [counts[term] * self._rarity(term) * (1 if self._said[term] > 1 else 0.5) for term in terms]
        # Up to three words, a longer phrase says more.
        return sum(weights) / len(weights) * (1 + 0.35 * (min(len(weights), 3) - 1))

    def _rarity(self, term: str) -> float:
        return 1 - 0.8 * (self._groups_with[term] - 1) / max(1, len(self._groups))

    def _candidates(self, group: Iterable[int]) -> Iterator[str]:
        for index in group:
            for stretch in _BREAK.split(self._sentences[index].text):
                words = stretch.split()
                yield from self._runs(words)
                yield from self._bridged(words)

    def _runs(self, words: list[str]) -> Iterator[str]:
        run: list[str] = []
        # The empty word ends the last run.
        for word in [*words, ""]:
            parts = tokens(word)
            if parts and all(self._salience.is_content(part) for part in parts):
                run.append(word.strip("-'\u2019"))
                continue
            if run := _noun_like(run):
                yield " ".join(run[-LONGEST_PHRASE:])
            run = []

    def _bridged(self, words: list[str]) -> Iterator[str]:
        """Yield two runs with an "of" between them: "art of printing"."""
        for match in _OF.finditer(" ".join(words)):
            before, after = (list(self._runs(side.split())) for side in match.group("before", "after"))
            inside = [*tokens(match["before"]), *tokens(match["after"])]
            if before and after and not any(token in NO_TITLE for token in inside):
                phrase = f"{before[-1]} of {match['article'] or ''}{after[0]}"
                if phrase.casefold() in match[0].casefold():
                    yield phrase


def heading(text: str, *, language: str) -> str:
    """Return a sentence, or the action in it, as a heading: no fillers, no full stop."""
    return shortened(presentable(text, language=language))
