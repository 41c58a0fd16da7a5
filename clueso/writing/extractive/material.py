"""The material of every kind of document: sentences, their weights, topics, steps and asides."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from clueso.domain.ports.writer import WritingTask
from clueso.domain.transcript import Segment, Span
from clueso.domain.words.plain import without_invisible
from clueso.domain.words.questions import is_question
from clueso.domain.words.wording import tokens
from clueso.writing.extractive import cues, discussion, talk
from clueso.writing.extractive.fillers import presentable, without_fillers
from clueso.writing.extractive.phrases import Phrases, shortened
from clueso.writing.extractive.salience import Salience, most_central
from clueso.writing.extractive.sentences import Sentence, sentences
from clueso.writing.extractive.steps import Steps, find_steps
from clueso.writing.extractive.topics import Topic, topics

INSTRUCTING_SHARE = 6
"""A speaker who promises no task, and gives instructions in less than one of this many sentences, does not
instruct.
"""
DIRECTING_SHARE = 10
"""In a recording with instructions, one of this many sentences directs. Of twelve meetings without any, at most
one of 13 does; of tutorials, one of three or more.
"""
ANNOUNCING_SENTENCES = 3
TITLE_WORDS = 2
"""Words that a phrase needs to be a title: one alone says too little. A torn-off beginning needs one more."""

UNNAMED = re.compile(r"Speaker \d+")
"""The visible name of a speaker without a name."""


@dataclass(frozen=True, eq=False)
class Material:
    """A transcript, analysed once for a document. It has at least one sentence with a word in it."""

    task: WritingTask
    sentences: list[Sentence]

    @classmethod
    def of(cls, task: WritingTask) -> "Material":
        return cls(task, sentences(_clamped(task), language=task.language))

    @property
    def language(self) -> str:
        return self.task.language

    @cached_property
    def speakers(self) -> list[str]:
        """The speakers with a name, which a sentence may mention."""
        names = dict.fromkeys(sentence.speaker for sentence in self.sentences)
        return [name for name in names if name and not UNNAMED.fullmatch(name)]

    @property
    def english(self) -> bool:
        return self.language.startswith("en")

    @cached_property
    def salience(self) -> Salience:
        return Salience(self.sentences, language=self.language)

    @cached_property
    def topics(self) -> list[Topic]:
        return topics(
            self.sentences, self.salience, duration_ms=self.task.duration_ms, language=self.language
        )

    @cached_property
    def steps(self) -> Steps:
        return find_steps(self.sentences) if self.english else Steps((), (), ())

    @property
    def instructs(self) -> bool:
        """Whether the speaker explains how to do something, rather than talks about something."""
        steps = self.steps.steps
        if self.task_title:
            return bool(steps)
        instructing = sum(len(step.sentences) for step in steps)
        return len(steps) >= 2 and instructing * INSTRUCTING_SHARE >= len(self.sentences)

    @cached_property
    def has_instructions(self) -> bool:
        """Whether any instructions were heard. True in a language for which we have no rules."""
        if not self.english:
            return True
        directing = sum(map(_directs, self.sentences))
        needed = 1 if self.task_title else len(self.sentences) / DIRECTING_SHARE
        return directing >= needed

    @cached_property
    def weights(self) -> dict[int, float]:
        """Factors for sentences beside their words: a recap counts more, a sentence that depends on the one
        before counts less; and so does one that somebody throws in while others talk.
        """
        factors = self._factors if self.english else {}
        if not discussion.is_discussion(self.sentences):
            return factors
        floors = discussion.floors(self.sentences)
        return {i: floor * factors.get(i, 1.0) for i, floor in enumerate(floors)}

    @property
    def _factors(self) -> dict[int, float]:
        texts = [sentence.text for sentence in self.sentences]
        recaps = {i: 1.5 for i, text in enumerate(texts) if talk.is_recap(text)}
        return {i: 0.6 for i, text in enumerate(texts) if talk.leans(text)} | recaps

    def central(self, candidates: Sequence[int], count: int) -> list[int]:
        """Return the most central of some sentences, in order of time."""
        return most_central(self.salience, candidates, count, bonus=self.weights)

    @cached_property
    def titles(self) -> list[str]:
        """A title for each topic: the action of its first step, else its most telling phrase."""
        phrases = Phrases(self.sentences, self.salience, [topic.indexes for topic in self.topics])
        found: list[str] = []
        for topic in self.topics:
            title = self._announced(topic)
            found.append(title if title and title not in found else phrases.title(topic.indexes))
        return found

    @cached_property
    def promise(self) -> int | None:
        """The sentence near the beginning in which the speaker says what the recording is about."""
        if not self.english:
            return None
        early = range(min(len(self.sentences), 4 + len(self.sentences) // 10))
        telling = [i for i in early if talk.task(self.sentences[i].text)]
        telling += [i for i in early if talk.announces_topic(self.sentences[i].text)]
        return telling[0] if telling else None

    @cached_property
    def task_title(self) -> str | None:
        """The title "How to export a report", if the speaker announces that."""
        if self.promise is None:
            return None
        task = talk.task(self.sentences[self.promise].text)
        cleaned = shortened(presentable(task, language=self.language), limit=53) if task else ""
        return f"How to {cleaned[0].lower()}{cleaned[1:]}" if cleaned else None

    @property
    def title(self) -> str:
        """A title for the document: the speaker's announcement, else the title that a person gave, else the
        subject.
        """
        return self.task_title or self.task.title or self.subject

    @cached_property
    def subject(self) -> str:
        """The most telling phrase of the recording; the beginning of its central sentence, if that says more."""
        phrase = self.phrase(range(len(self.sentences)))
        if len(tokens(phrase)) >= TITLE_WORDS:
            return phrase
        [central] = self.central(self.statements, 1)
        beginning = shortened(self.alone(central))
        return beginning if len(tokens(beginning)) > TITLE_WORDS else phrase

    def title_sources(self, title: str) -> tuple[str, ...]:
        """Return the segments that a title is made of: the announcement, else the sentence that holds it; none
        for a title that nobody said.
        """
        if title == self.task_title and self.promise is not None:
            found = [self.promise]
        else:
            said = " ".join(tokens(title))
            found = [i for i, one in enumerate(self.sentences) if said and said in " ".join(tokens(one.text))]
        return tuple(self.sentences[found[0]].segment_ids) if found else ()

    def tells(self, index: int) -> bool:
        """Return whether a sentence has content: it is no greeting and no thanks."""
        return not (self.english and talk.is_courtesy(self.sentences[index].text))

    @cached_property
    def telling(self) -> list[int]:
        """The sentences with content; all if there are none."""
        everything = range(len(self.sentences))
        return [i for i in everything if self.tells(i)] or list(everything)

    @cached_property
    def statements(self) -> list[int]:
        """The sentences with content that ask nothing; all with content if there are none."""
        return self.stated(self.telling) or self.telling

    def stated(self, indexes: Iterable[int]) -> list[int]:
        """Return those of some sentences that ask nothing."""
        return [i for i in indexes if not is_question(self.sentences[i].text, language=self.language)]

    def readable(self, index: int) -> str:
        """Return a sentence in readable form, without a greeting; unchanged if nothing else is in it."""
        text = self.sentences[index].text
        spoken = talk.without_greeting(text) if self.english else text
        return presentable(spoken, language=self.language) or text

    def alone(self, index: int) -> str:
        """Return a sentence for a place where it stands without the one before it."""
        text = self.readable(index)
        if not self.english:
            return text
        instructs = cues.instruction(text) is not None
        bare = cues.without_sequence(text) if instructs else talk.standing_alone(text)
        return presentable(bare, language=self.language) or text

    def is_fluent(self, index: int) -> bool:
        """Return whether a sentence was spoken as it would be written."""
        text = self.sentences[index].text
        return tokens(self.readable(index)) == tokens(text)

    def phrase(self, indexes: Sequence[int]) -> str:
        """Return the most telling phrase of some consecutive sentences."""
        group = range(indexes[0], indexes[-1] + 1)
        return Phrases(self.sentences, self.salience, [group]).title(group)

    def _announced(self, topic: Topic) -> str | None:
        if self.promise in topic.indexes and self.task_title:
            return self.task_title
        if self.english and (recap := talk.recap(self.sentences[topic.first].text)):
            return recap
        if self.english and (subject := self._subject(topic)):
            return subject
        inside = [step for step in self.steps.steps if step.sentences[0] in topic.indexes]
        if not self.instructs:
            return None
        return inside[0].heading if inside and inside[0].sentences[0] - topic.first <= 2 else None

    def _subject(self, topic: Topic) -> str | None:
        """Return the subject of a topic, if the speaker announces it in the first sentences."""
        for index in topic.indexes[:ANNOUNCING_SENTENCES]:
            subject = talk.announced(presentable(self.sentences[index].text, language=self.language))
            if subject and any(self.salience.is_content(token) for token in tokens(subject)):
                return shortened(re.sub(r"^(?:the|our|a|an|this|some) ", "", subject))
        return None


def _directs(sentence: Sentence) -> bool:
    """Return whether an English sentence says what to do now. A question, a task for later, a decision and the
    next item of an agenda do not.
    """
    text = without_fillers(sentence.text, language="en")
    is_of_talk = (
        talk.is_action_item(text)
        or talk.is_decision(text)
        or bool(talk.announced(text))
        or is_question(text, language="en")
    )
    return not is_of_talk and cues.directs(text)


def _clamped(task: WritingTask) -> list[Segment]:
    """Return the segments with words, their times clamped to the recording: recognisers exceed its end."""
    within = Span(0, task.duration_ms)
    spoken = (replace(segment, text=without_invisible(segment.text)) for segment in task.segments)
    return [_inside(segment, within) for segment in spoken if tokens(segment.text)]


def _inside(segment: Segment, within: Span) -> Segment:
    if 0 <= segment.start_ms <= segment.end_ms <= within.end_ms:
        return segment
    start = min(max(segment.start_ms, 0), within.end_ms)
    end = min(max(segment.end_ms, start), within.end_ms)
    # The words' own times may exceed the recording as well, so they are left out.
    return replace(segment, start_ms=start, end_ms=end, words=())
