"""Arranges the speaker's own sentences as the body of each kind of document."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.documents.kinds.article import Article, ArticleSection
from clueso.domain.documents.kinds.body import Body, CitedText, StepPicture
from clueso.domain.documents.kinds.chapters import Chapter, Chapters
from clueso.domain.documents.kinds.guide import Guide, GuideStep
from clueso.domain.documents.kinds.script import Script, ScriptLine
from clueso.domain.documents.kinds.summary import ActionItem, Summary
from clueso.domain.documents.times import picture_ms
from clueso.domain.transcript import Span
from clueso.errors import WriterRefused
from clueso.writing.extractive import cues, talk
from clueso.writing.extractive.fillers import presentable, without_fillers
from clueso.writing.extractive.material import Material
from clueso.writing.extractive.phrases import shortened
from clueso.writing.extractive.steps import EXPLAINING_PAUSE_MS, Step
from clueso.writing.extractive.topics import Topic

KEY_POINTS_MAX, QUOTES_MIN, QUOTES_MAX, TASKS_MAX = 8, 2, 5, 20
QUOTE_WORDS = range(6, 36)
PARAGRAPH_SENTENCES, SECTION_SENTENCES = 5, 15
PARAGRAPH_PAUSE_MS = 1500


def body(kind: DocumentKind, material: Material) -> Body:
    """Return a body of this kind. Raises WriterRefused for a kind that only a language model can write."""
    arrange = ARRANGEMENTS.get(kind)
    if arrange is None:
        raise WriterRefused(f"A language model is needed to write this document ({kind.body.label}).")
    return arrange(material)


def _summary(material: Material) -> Summary:
    minutes = material.task.duration_ms / 60_000
    decisions = material.stated(_heard(material, talk.is_decision))
    actions = [i for i in _heard(material, talk.is_action_item) if i not in decisions]
    settled = {*decisions, *actions}
    open_ = [i for i in material.statements if i not in settled] or material.statements
    point = material.central(open_, 1)[0] if material.promise is None else material.promise
    count = min(KEY_POINTS_MAX, round(3 + minutes / 5))
    key_points = material.central([i for i in open_ if i != point], count)
    return Summary(
        point=_alone(material, point),
        key_points=tuple(_alone(material, i) for i in key_points),
        decisions=tuple(_alone(material, i) for i in decisions),
        action_items=tuple(_owned(material, i) for i in actions),
        quotes=_quotes(material, minutes, used={point, *key_points, *settled}),
    )


def _owned(material: Material, index: int) -> ActionItem:
    """Return an action item, with its owner if one of the speakers is meant."""
    sentence = material.sentences[index]
    owner = talk.owner(sentence.text, sentence.speaker, material.speakers)
    item = _alone(material, index)
    return ActionItem(text=item.text, segment_ids=item.segment_ids, owner=owner or None)


def _quotes(material: Material, minutes: float, *, used: set[int]) -> tuple[CitedText, ...]:
    """Return sentences to quote: of suitable length, fluent, and preferably not `used` elsewhere in the
    summary.
    """
    count = min(QUOTES_MAX, round(2 + minutes / 10))
    fitting = [i for i in material.statements if material.sentences[i].word_count in QUOTE_WORDS]
    fluent = [i for i in fitting if material.is_fluent(i)] or fitting or material.statements
    chosen = material.central([i for i in fluent if i not in used], count)
    # Too few fluent sentences are left beside the other parts, so one may be quoted that stands there too.
    if len(chosen) < QUOTES_MIN:
        others = [i for i in fluent if i not in chosen]
        chosen = sorted(chosen + material.central(others, QUOTES_MIN - len(chosen)))
    return tuple(_verbatim(material, i) for i in chosen)


def _verbatim(material: Material, index: int) -> CitedText:
    sentence = material.sentences[index]
    text = sentence.text.strip(" ,;:")
    return CitedText(text=text[:1].upper() + text[1:], segment_ids=tuple(sentence.segment_ids))


def _heard(material: Material, is_heard: Callable[[str], bool]) -> list[int]:
    if not material.english:
        return []
    return [i for i in material.telling if is_heard(material.sentences[i].text)][:TASKS_MAX]


def _chapters(material: Material) -> Chapters:
    starts = [0] + [material.sentences[topic.first].start_ms for topic in material.topics[1:]]
    ends = [*starts[1:], material.task.duration_ms]
    chapters = []
    for topic, title, start, end in zip(material.topics, material.titles, starts, ends, strict=True):
        centre = _centre(material, topic)
        chapters.append(
            Chapter(
                title=title,
                start_ms=start,
                end_ms=end,
                summary=material.alone(centre[0]),
                segment_ids=_cited(
                    material, [topic.first, *centre, *_holding(material, title, topic.indexes)]
                ),
            )
        )
    return Chapters(chapters=tuple(chapters))


def _centre(material: Material, topic: Topic) -> list[int]:
    """Return the most telling sentence of a topic: the speaker's own announcement, if it is in the topic."""
    if material.promise is not None and material.promise in topic.indexes:
        return [material.promise]
    inside = [i for i in topic.indexes if material.tells(i)] or list(topic.indexes)
    return material.central(material.stated(inside) or inside, 1)


def _guide(material: Material) -> Guide:
    found = material.steps
    if material.instructs:
        steps = [_step(material, step) for step in found.steps]
    else:
        steps = [_topic_step(material, number) for number in range(len(material.topics))]
    purpose = _purpose(material)
    return Guide(
        title=material.title,
        title_segment_ids=material.title_sources(material.title),
        goal=_goal(material, purpose),
        goal_segment_ids=_cited(material, [purpose]),
        prerequisites=_saying(material, found.prerequisites if material.instructs else ()),
        steps=tuple(steps),
        troubleshooting=_saying(material, found.asides if material.instructs else ()),
    )


def _purpose(material: Material) -> int:
    """Return the sentence that says what the recording is about: the speaker's promise, else the central one."""
    return material.central(material.statements, 1)[0] if material.promise is None else material.promise


def _goal(material: Material, purpose: int) -> str:
    if material.promise is None:
        return material.alone(purpose)
    text = material.sentences[purpose].text
    return presentable(talk.task(text) or text, language=material.language)


def _step(material: Material, step: Step) -> GuideStep:
    result = [] if step.result is None else [step.result]
    # A result that appears after a long pause shows another screen.
    at_once = [i for i in result if material.sentences[i].pause_ms <= EXPLAINING_PAUSE_MS]
    said = [without_fillers(material.sentences[i].text, language=material.language) for i in step.sentences]
    texts = [cues.as_command(text) or text for text in said]
    return _timed_step(
        material,
        heading=step.heading,
        text=" ".join(presentable(text, language=material.language) for text in texts),
        result=None if step.result is None else material.readable(step.result),
        spoken=[*step.sentences, *result],
        shown=[*step.sentences, *at_once],
    )


def _topic_step(material: Material, number: int) -> GuideStep:
    """Return a step of a recording without instructions: a topic with its central sentences."""
    topic = material.topics[number]
    centre = material.central([i for i in topic.indexes if material.tells(i)] or topic.indexes, 3)
    text = " ".join(material.readable(i) for i in centre)
    title = material.titles[number]
    spoken = [*centre, *_holding(material, title, topic.indexes)]
    return _timed_step(material, heading=title, text=text, result=None, spoken=spoken, shown=spoken)


def _timed_step(
    material: Material,
    *,
    heading: str,
    text: str,
    result: str | None,
    spoken: Sequence[int],
    shown: Sequence[int],
) -> GuideStep:
    """Return a step made of the sentences `spoken`. Its picture shows the screen during the sentences
    `shown`.
    """
    span, screen = _span(material, spoken), _span(material, shown)
    at_ms = picture_ms(screen, material.task.duration_ms)
    return GuideStep(
        heading=heading,
        text=text,
        result=result,
        start_ms=span.start_ms,
        end_ms=span.end_ms,
        segment_ids=_cited(material, spoken),
        picture=StepPicture(at_ms=at_ms) if material.task.has_video else None,
    )


def _span(material: Material, indexes: Sequence[int]) -> Span:
    spoken = [material.sentences[i] for i in indexes]
    return Span(min(one.start_ms for one in spoken), max(one.end_ms for one in spoken))


def _article(material: Material) -> Article:
    lead = _purpose(material)
    by_topic = [[i for i in topic.indexes if material.tells(i) and i != lead] for topic in material.topics]
    # Without any other sentence the lead is repeated, because an article needs a section.
    if not any(by_topic):
        by_topic[0] = list(material.topics[0].indexes)
    return Article(
        title=material.title,
        title_segment_ids=material.title_sources(material.title),
        lead=material.alone(lead),
        lead_segment_ids=_cited(material, [lead]),
        sections=tuple(
            _section(material, number, inside) for number, inside in enumerate(by_topic) if inside
        ),
    )


def _section(material: Material, number: int, inside: list[int]) -> ArticleSection:
    topic, title = material.topics[number], material.titles[number]
    if len(inside) > SECTION_SENTENCES:
        inside = material.central(inside, SECTION_SENTENCES)
    if title == material.title:  # the article has this title already
        title = next(
            (s.heading for s in material.steps.steps if s.sentences[0] in topic.indexes),
            material.phrase(inside),
        )
    cited = _cited(material, [*inside, *_holding(material, title, topic.indexes)])
    return ArticleSection(heading=title, text=_paragraphs(material, inside), segment_ids=cited)


def _paragraphs(material: Material, indexes: Sequence[int]) -> str:
    paragraphs: list[list[str]] = [[]]
    for index in indexes:
        long_pause = material.sentences[index].pause_ms >= PARAGRAPH_PAUSE_MS and len(paragraphs[-1]) > 1
        if long_pause or len(paragraphs[-1]) == PARAGRAPH_SENTENCES:
            paragraphs.append([])
        paragraphs[-1].append(material.readable(index))
    return "\n\n".join(" ".join(texts) for texts in paragraphs)


def _script(material: Material) -> Script:
    lines = []
    for sentence in material.sentences:
        text = presentable(sentence.text, language=material.language)
        if text:
            line = ScriptLine(
                text=text,
                start_ms=sentence.start_ms,
                end_ms=sentence.end_ms,
                segment_ids=tuple(sentence.segment_ids),
            )
            lines.append(line)
    return Script(lines=tuple(lines))


ARRANGEMENTS: Mapping[DocumentKind, Callable[[Material], Body]] = {
    DocumentKind.SUMMARY: _summary,
    DocumentKind.CHAPTERS: _chapters,
    DocumentKind.GUIDE: _guide,
    DocumentKind.ARTICLE: _article,
    DocumentKind.SCRIPT: _script,
}


def _saying(material: Material, indexes: Iterable[int]) -> tuple[CitedText, ...]:
    return tuple(
        CitedText(text=material.readable(i), segment_ids=tuple(material.sentences[i].segment_ids))
        for i in indexes
    )


def _alone(material: Material, index: int) -> CitedText:
    return CitedText(text=material.alone(index), segment_ids=tuple(material.sentences[index].segment_ids))


def _cited(material: Material, indexes: Iterable[int]) -> tuple[str, ...]:
    """Return the segments of some sentences, in order of time, each once."""
    ids = (id_ for index in sorted(set(indexes)) for id_ in material.sentences[index].segment_ids)
    return tuple(dict.fromkeys(ids))


def _holding(material: Material, title: str, indexes: range) -> list[int]:
    """Return the first sentence that contains the title's words, so that it is cited too."""
    wanted = shortened(title).casefold()
    return [i for i in indexes if wanted in material.sentences[i].text.casefold()][:1]
