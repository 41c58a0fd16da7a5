"""The bodies, by kind, arranged from the speaker's own sentences."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from clueso.domain.documents import Body, DocumentKind
from clueso.domain.times import picture_ms
from clueso.domain.transcript import Span
from clueso.writing.extractive import cues
from clueso.writing.extractive.fillers import presentable, without_fillers
from clueso.writing.extractive.material import Material
from clueso.writing.extractive.phrases import shortened
from clueso.writing.extractive.salience import most_central
from clueso.writing.extractive.steps import Step
from clueso.writing.extractive.topics import Topic

KEY_POINTS_MAX, QUOTES_MAX, TASKS_MAX = 8, 5, 20
QUOTE_WORDS = range(6, 36)
PARAGRAPH_SENTENCES, SECTION_SENTENCES = 5, 15
PARAGRAPH_PAUSE_MS = 1500

Part = dict[str, Any]


def body(kind: DocumentKind, material: Material) -> Body:
    return _BODIES[kind](material)


def _summary(material: Material) -> Body:
    telling = material.telling
    minutes = material.task.duration_ms / 60_000
    bonus = {i: 1.5 for i in telling if material.english and cues.is_recap(material.sentences[i].text)}
    best = most_central(material.salience, telling, 1, bonus=bonus)
    point = best[0] if material.promise is None else material.promise
    decisions = _heard(material, cues.is_decision)
    actions = [i for i in _heard(material, cues.is_action_item) if i not in decisions]
    others = [i for i in telling if i not in {point, *decisions, *actions}]
    count = min(KEY_POINTS_MAX, round(3 + minutes / 5))
    return {
        "point": _said(material, point),
        "key_points": _saying(material, most_central(material.salience, others, count, bonus=bonus)),
        "decisions": _saying(material, decisions),
        "action_items": _saying(material, actions),
        "quotes": _quotes(material, minutes),
    }


def _quotes(material: Material, minutes: float) -> list[Part]:
    fitting = [i for i in material.telling if material.sentences[i].word_count in QUOTE_WORDS]
    count = min(QUOTES_MAX, round(2 + minutes / 10))
    chosen = most_central(material.salience, fitting or material.telling, count)
    return [_verbatim(material, i) for i in chosen]


def _verbatim(material: Material, index: int) -> Part:
    sentence = material.sentences[index]
    text = sentence.text.strip(" ,;:")
    return {"text": text[:1].upper() + text[1:], "segment_ids": list(sentence.segment_ids)}


def _heard(material: Material, is_heard: Callable[[str], bool]) -> list[int]:
    if not material.english:
        return []
    return [i for i in material.telling if is_heard(material.sentences[i].text)][:TASKS_MAX]


def _chapters(material: Material) -> Body:
    starts = [0] + [material.sentences[topic.first].start_ms for topic in material.topics[1:]]
    ends = [*starts[1:], material.task.duration_ms]
    chapters = []
    for topic, title, start, end in zip(material.topics, material.titles, starts, ends, strict=True):
        centre = _centre(material, topic)
        chapters.append(
            {
                "title": title,
                "start_ms": start,
                "end_ms": end,
                "summary": material.readable(centre[0]),
                "segment_ids": _cited(
                    material, [topic.first, *centre, *_holding(material, title, topic.indexes)]
                ),
            }
        )
    return {"chapters": chapters}


def _centre(material: Material, topic: Topic) -> list[int]:
    """The sentence that tells best what a topic is about: the speaker's own announcement, if it is there."""
    if material.promise is not None and material.promise in topic.indexes:
        return [material.promise]
    inside = [i for i in topic.indexes if material.tells(i)] or list(topic.indexes)
    return most_central(material.salience, inside, 1)


def _guide(material: Material) -> Body:
    found = material.steps
    if material.instructs:
        steps = [_step(material, step) for step in found.steps]
    else:
        steps = [_topic_step(material, number) for number in range(len(material.topics))]
    return {
        "title": material.title,
        "goal": _goal(material),
        "prerequisites": _saying(material, found.prerequisites),
        "steps": steps,
        "troubleshooting": _saying(material, found.asides),
    }


def _goal(material: Material) -> str:
    if material.promise is None:
        return material.readable(most_central(material.salience, material.telling, 1)[0])
    text = material.sentences[material.promise].text
    return presentable(cues.task(text) or text, language=material.language)


def _step(material: Material, step: Step) -> Part:
    spoken = [*step.sentences, *([] if step.result is None else [step.result])]
    said = [without_fillers(material.sentences[i].text, language=material.language) for i in step.sentences]
    texts = [cues.without_sequence(text) or text for text in said]
    return _timed_step(
        material,
        heading=step.heading,
        text=" ".join(presentable(text, language=material.language) for text in texts),
        result=None if step.result is None else material.readable(step.result),
        spoken=spoken,
    )


def _topic_step(material: Material, number: int) -> Part:
    """A step of a recording in which nobody tells what to do: a topic with its central sentences."""
    topic = material.topics[number]
    centre = most_central(material.salience, topic.indexes, 3)
    text = " ".join(material.readable(i) for i in centre)
    title = material.titles[number]
    spoken = [*centre, *_holding(material, title, topic.indexes)]
    return _timed_step(material, heading=title, text=text, result=None, spoken=spoken)


def _timed_step(
    material: Material, *, heading: str, text: str, result: str | None, spoken: Sequence[int]
) -> Part:
    start = min(material.sentences[i].start_ms for i in spoken)
    end = max(material.sentences[i].end_ms for i in spoken)
    at_ms = picture_ms(Span(start, end), material.task.duration_ms)
    return {
        "heading": heading,
        "text": text,
        "result": result,
        "start_ms": start,
        "end_ms": end,
        "segment_ids": _cited(material, spoken),
        "picture": {"at_ms": at_ms} if material.task.has_video else None,
    }


def _article(material: Material) -> Body:
    lead = material.promise
    if lead is None:
        lead = most_central(material.salience, material.telling, 1)[0]
    return {
        "title": material.title,
        "lead": material.readable(lead),
        "sections": [_section(material, number) for number in range(len(material.topics))],
    }


def _section(material: Material, number: int) -> Part:
    topic, title = material.topics[number], material.titles[number]
    inside = [i for i in topic.indexes if material.tells(i)] or list(topic.indexes)
    if len(inside) > SECTION_SENTENCES:
        inside = most_central(material.salience, inside, SECTION_SENTENCES)
    if title == material.title:  # the article's own: the section is headed by what is done in it
        title = next((s.heading for s in material.steps.steps if s.sentences[0] in topic.indexes), title)
    cited = _cited(material, [*inside, *_holding(material, title, topic.indexes)])
    return {"heading": title, "text": _paragraphs(material, inside), "segment_ids": cited}


def _paragraphs(material: Material, indexes: Sequence[int]) -> str:
    paragraphs: list[list[str]] = [[]]
    for index in indexes:
        long_pause = material.sentences[index].pause_ms >= PARAGRAPH_PAUSE_MS and len(paragraphs[-1]) > 1
        if long_pause or len(paragraphs[-1]) == PARAGRAPH_SENTENCES:
            paragraphs.append([])
        paragraphs[-1].append(material.readable(index))
    return "\n\n".join(" ".join(texts) for texts in paragraphs)


def _script(material: Material) -> Body:
    lines = []
    for sentence in material.sentences:
        text = presentable(sentence.text, language=material.language)
        if text:
            times = {"start_ms": sentence.start_ms, "end_ms": sentence.end_ms}
            lines.append({"text": text, **times, "segment_ids": list(sentence.segment_ids)})
    return {"lines": lines}


_BODIES: dict[DocumentKind, Callable[[Material], Body]] = {
    DocumentKind.SUMMARY: _summary,
    DocumentKind.CHAPTERS: _chapters,
    DocumentKind.GUIDE: _guide,
    DocumentKind.ARTICLE: _article,
    DocumentKind.SCRIPT: _script,
}


def _saying(material: Material, indexes: Iterable[int]) -> list[Part]:
    return [_said(material, index) for index in indexes]


def _said(material: Material, index: int) -> Part:
    return {"text": material.readable(index), "segment_ids": list(material.sentences[index].segment_ids)}


def _cited(material: Material, indexes: Iterable[int]) -> list[str]:
    """The segments of some sentences, in time order, each once."""
    ids = (id_ for index in sorted(set(indexes)) for id_ in material.sentences[index].segment_ids)
    return list(dict.fromkeys(ids))


def _holding(material: Material, title: str, indexes: range) -> list[int]:
    """The first sentence in which the title's words stand, so that it is cited too."""
    wanted = shortened(title).casefold()
    return [i for i in indexes if wanted in material.sentences[i].text.casefold()][:1]
