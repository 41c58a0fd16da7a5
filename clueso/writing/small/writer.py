"""The writer for small models (1 to 4 billion parameters): many small questions, each with a text to fall
back on.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from clueso.domain.checking import grounding
from clueso.domain.checking.heard import Heard
from clueso.domain.checking.resting import resting_on
from clueso.domain.documents.documents import Generator
from clueso.domain.documents.kinds.body import Body
from clueso.domain.documents.parts import with_head_sources
from clueso.domain.ports.watch import Share, Watch
from clueso.domain.ports.writer import Draft, Ledger, Writer, WritingTask
from clueso.domain.transcript import Span
from clueso.errors import NoAnswer, WriterRefused
from clueso.writing.asking import Asking, CutOff
from clueso.writing.completions import Completions
from clueso.writing.extractive.apart import ApartWriter
from clueso.writing.replies import Answer, parse
from clueso.writing.small.asks import ASKS
from clueso.writing.small.checks import is_better, tidied
from clueso.writing.small.questions import Question, answered, questions


class Text(Answer):
    """The answer to every small question."""

    text: str


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with its tidied answer."""

    question: Question
    text: str


class SmallWriter:
    """Improves the document of the `fallback` writer text by text, with an OpenAI-compatible endpoint.

    A text without a fault is not asked about. A question that fails costs only its answer.
    """

    def __init__(
        self,
        *,
        api_key: str,
        model: str,
        base_url: str | None = None,
        questions_at_once: int = 1,
        timeout_s: float = 180.0,
        fallback: Writer | None = None,
    ) -> None:
        self._api_key = api_key
        self._model = model
        self._base_url = base_url
        self._at_once = questions_at_once
        self._timeout_s = timeout_s
        self._fallback = fallback or ApartWriter()

    @property
    def engine(self) -> str:
        return f"small {self._model}"

    def write(self, task: WritingTask, ledger: Ledger, watch: Watch) -> Draft:
        """See the port `Writer`."""
        draft = self._fallback.write(task, ledger, Share(watch, 0, 0.1))
        heard = Heard(task.segments, spoken=task.language, given=task.vocabulary)
        with Completions(
            api_key=self._api_key, base_url=self._base_url, model=self._model, timeout_s=self._timeout_s
        ) as completions:
            asking = Asking(task, heard, self._model, completions, ledger, watch, self._at_once)
            body = _improved(draft.body, asking)
        watch.progress(1.0)
        return replace(
            draft,
            body=body,
            generator=Generator(
                "small",
                self._model,
                version(),
                asking.tally.input_tokens,
                asking.tally.output_tokens,
            ),
            title=_title(draft, body),
        )


@cache
def version() -> str:
    """Return a name that changes with the questions."""
    material = json.dumps([[name, *one.messages("")] for name, one in ASKS.items()])
    return f"small-{hashlib.sha256(material.encode()).hexdigest()[:12]}"


def _improved(body: Body, asking: Asking) -> Body:
    """Return the body with every answer that may replace its text."""
    by_id = {segment.id: segment for segment in asking.task.segments}
    within = Span(0, asking.task.duration_ms)
    for one in _answers(asking, questions(body, language=asking.task.language)):
        cited = [by_id[id_] for id_ in one.question.ids or by_id]
        if not is_better(one.question, one.text, cited, heard=asking.heard):
            continue
        changed = answered(body, one.question, one.text)
        if one.question.pointer == "/title":
            rests_on = resting_on(one.text, asking.task.segments, asking.task.language)
            changed = with_head_sources(changed, {"/title": rests_on})
        # The whole document stands the checks of every writer after each change.
        if not grounding.check(changed, asking.task.segments, within=within):
            body = changed
    return body


def _answers(asking: Asking, asked: Sequence[Question]) -> Iterator[Answered]:
    """Ask every question. Yields the usable answers in order; a question without one is left out."""
    for number, found in enumerate(asking.side_by_side(_answer, asked), start=1):
        asking.watch.progress(0.1 + 0.9 * number / len(asked))
        if found is not None:
            yield found


def _answer(asking: Asking, number: int, question: Question) -> Answered | None:  # noqa: ARG001
    ask = ASKS[question.ask or question.form]
    try:
        reply = asking.ask(ask.messages(question.shown), question.part, Text, most_tokens=ask.longest)
    except (CutOff, WriterRefused, NoAnswer):
        return None
    answer, _ = parse(Text, reply.text)
    return Answered(question, tidied(answer.text, question.form)) if isinstance(answer, Text) else None


def _title(draft: Draft, body: Body) -> str | None:
    title = getattr(body, "title", "")
    return title if title != getattr(draft.body, "title", "") else draft.title
