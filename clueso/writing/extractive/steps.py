"""Finds steps, prerequisites and asides in the speech of a demonstration."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from clueso.writing.extractive import cues, talk
from clueso.writing.extractive.fillers import without_fillers
from clueso.writing.extractive.phrases import heading
from clueso.writing.extractive.sentences import Sentence

STEP_SENTENCES = 3
EXPLAINING_PAUSE_MS = 2500
SHORT_EDGE_MS, LONG_EDGE_MS = 900, 1500
EARLY_SHARE = 4  # prerequisites come in the first quarter


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its heading, its sentences (indices), and the sentence that describes the result."""

    heading: str
    sentences: tuple[int, ...]
    result: int | None


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps, prerequisites and asides of a recording. Prerequisites and asides are indices of
    sentences.
    """

    steps: tuple[Step, ...]
    prerequisites: tuple[int, ...]
    asides: tuple[int, ...]


def find_steps(sentences: Sequence[Sentence]) -> Steps:
    """Group an English speaker's sentences into steps, by their instructions and their first words."""
    grouping = _Grouping(sentences)
    for index, sentence in enumerate(sentences):
        grouping.add(index, sentence)
    return Steps(tuple(grouping.steps), tuple(grouping.prerequisites), tuple(grouping.asides))


class _Grouping:
    def __init__(self, sentences: Sequence[Sentence]) -> None:
        self._total = len(sentences)
        # A pause well above the usual one marks the edge of a step, where the speaker works in silence.
        usual_ms = median(sentence.pause_ms for sentence in sentences)
        self._edge_ms = min(max(SHORT_EDGE_MS, 2 * usual_ms), LONG_EDGE_MS)
        self.steps: list[Step] = []
        self.prerequisites: list[int] = []
        self.asides: list[int] = []
        self._ended = False

    def add(self, index: int, sentence: Sentence) -> None:
        text = without_fillers(sentence.text, language="en")
        if talk.is_action_item(text) or (talk.announced(text) and not talk.task(text)):
            self._ended = bool(self.steps)  # about later tasks of people, or the next topic
        elif talk.is_recap(text) or talk.is_courtesy(text):
            self._ended = bool(self.steps)
        elif cues.is_prerequisite(text) and index * EARLY_SHARE <= self._total:
            self.prerequisites.append(index)
        elif cues.is_aside(text):
            self.asides.append(index)
        elif found := cues.instruction(text):
            self._instruct(index, sentence, found)
        elif self.steps and not self._ended:
            self._explain(index, sentence)

    def _instruct(self, index: int, sentence: Sentence, found: cues.Instruction) -> None:
        full = not self.steps or len(self.steps[-1].sentences) >= STEP_SENTENCES
        opens = found.opens_step or self._ended or sentence.pause_ms >= self._edge_ms
        self._ended = False
        if self.steps and (cues.points_back(found.action) or not (full or opens)):
            self._go_on(index)
        else:
            self.steps.append(Step(heading(found.action, language="en"), (index,), None))

    def _go_on(self, index: int) -> None:
        """Add a sentence that continues after a result. The result then becomes an ordinary sentence of the
        step.
        """
        last = self.steps[-1]
        seen = () if last.result is None else (last.result,)
        self.steps[-1] = Step(last.heading, (*last.sentences, *seen, index), None)

    def _explain(self, index: int, sentence: Sentence) -> None:
        last = self.steps[-1]
        if index - last.sentences[-1] > STEP_SENTENCES:
            return
        if last.result is None and cues.is_result(sentence.text):  # after any pause
            self.steps[-1] = Step(last.heading, last.sentences, index)
        elif sentence.pause_ms <= EXPLAINING_PAUSE_MS and len(last.sentences) < STEP_SENTENCES:
            self._extend(index)

    def _extend(self, index: int) -> None:
        last = self.steps[-1]
        self.steps[-1] = Step(last.heading, (*last.sentences, index), last.result)
