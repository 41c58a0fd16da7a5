"""The questions about a document: the texts that have a fault of form, each with what the answer may rest on."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from clueso.domain.documents.kinds.article import Article
from clueso.domain.documents.kinds.body import Body, CitedText
from clueso.domain.documents.kinds.chapters import Chapters
from clueso.domain.documents.kinds.guide import Guide
from clueso.domain.documents.kinds.script import Script
from clueso.domain.documents.kinds.summary import Summary
from clueso.domain.documents.parts import rewritten
from clueso.writing.small.asks import POINT
from clueso.writing.small.form import Form, faults

MOST_SHOWN = 700
"""Characters of a text that a question shows: a small model loses the thread of a longer one."""
MOST_QUESTIONS = 150
"""Questions about one document. The texts beyond them stay as the speaker said them."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question about the text at `pointer`.

    `now` is that text, `shown` what the model sees, and `ids` are the segments that the answer must rest on,
    none for the whole transcript. `ask` names the question, by default its form.
    """

    pointer: str
    form: Form
    now: str
    shown: str
    ids: tuple[str, ...]
    ask: str = ""

    @property
    def part(self) -> str:
        """The name of the call within the document: "steps-0-heading"."""
        return self.pointer.strip("/").replace("/", "-")


def questions(body: Body, *, language: str) -> list[Question]:
    """Return the questions about the texts of a body that have a fault, in reading order."""
    asked = (one for one in _questions(body, language) if _is_answerable(one, language))
    return [replace(one, shown=one.shown[:MOST_SHOWN]) for one in asked][:MOST_QUESTIONS]


def _is_answerable(question: Question, language: str) -> bool:
    """Return whether an answer can mend a fault of the text. A sentence or a line keeps its words, so that none
    can make it shorter.
    """
    found = faults(question.now, question.form, language=language)
    keeps_length = question.form in (Form.SENTENCE, Form.LINE) and question.ask != POINT
    return bool(found) and not (keeps_length and found == ["long"])


def answered(body: Body, question: Question, text: str) -> Body:
    """Return the body with an answer in its place. The point of a summary then cites all that it rests on."""
    if question.ask == POINT:
        return replace(body, point=CitedText(text=text, segment_ids=question.ids))
    return rewritten(body, lambda pointer, now: text if pointer == question.pointer else now)


def _questions(body: Body, language: str) -> Iterator[Question]:
    """Yield a question about each text; none about a kind that is not known here."""
    sort = _SORTS.get(type(body))
    return sort(body, language) if sort else iter(())


def _guide(body: Guide, language: str) -> Iterator[Question]:
    headings = [step.heading for step in body.steps]
    yield Question("/title", Form.TITLE, body.title, _listed(body.goal, *headings), ())
    yield Question("/goal", Form.SENTENCE, body.goal, body.goal, body.goal_segment_ids)
    # Where nobody instructs, the steps are subjects: a command made of one sentence would hide the others.
    instructs = any("no command" not in faults(one, Form.HEADING, language=language) for one in headings)
    for index, step in enumerate(body.steps):
        at = f"/steps/{index}"
        form = Form.HEADING if instructs else Form.NAME
        yield Question(f"{at}/heading", form, step.heading, step.text, step.segment_ids)
        if instructs:
            yield Question(f"{at}/text", Form.STEP, step.text, step.text, step.segment_ids)


def _chapters(body: Chapters, _language: str) -> Iterator[Question]:
    for index, chapter in enumerate(body.chapters):
        at = f"/chapters/{index}"
        shown = chapter.summary if chapter.title in chapter.summary else f"{chapter.title}. {chapter.summary}"
        yield Question(f"{at}/title", Form.NAME, chapter.title, shown, chapter.segment_ids)
        yield Question(f"{at}/summary", Form.SENTENCE, chapter.summary, chapter.summary, chapter.segment_ids)


def _article(body: Article, _language: str) -> Iterator[Question]:
    headings = [section.heading for section in body.sections]
    yield Question("/title", Form.TITLE, body.title, _listed(body.lead, *headings), ())
    yield Question("/lead", Form.SENTENCE, body.lead, body.lead, body.lead_segment_ids)
    for index, section in enumerate(body.sections):
        at = f"/sections/{index}/heading"
        yield Question(at, Form.NAME, section.heading, section.text, section.segment_ids)


def _summary(body: Summary, _language: str) -> Iterator[Question]:
    parts = [body.point, *body.key_points]
    ids = tuple(dict.fromkeys(id_ for one in parts for id_ in one.segment_ids))
    shown = _listed(*(one.text for one in parts))
    yield Question("/point/text", Form.SENTENCE, body.point.text, shown, ids, POINT)
    for index, point in enumerate(body.key_points):
        at = f"/key_points/{index}/text"
        yield Question(at, Form.SENTENCE, point.text, point.text, point.segment_ids)


def _script(body: Script, _language: str) -> Iterator[Question]:
    for index, line in enumerate(body.lines):
        yield Question(f"/lines/{index}/text", Form.LINE, line.text, line.text, line.segment_ids)


def _listed(*texts: str) -> str:
    return "\n".join(dict.fromkeys(texts))


_SORTS: Mapping[type[Body], Callable[..., Iterator[Question]]] = {
    Guide: _guide,
    Chapters: _chapters,
    Article: _article,
    Summary: _summary,
    Script: _script,
}
