"""Completes a drafted document by the screens: spelling, moments of pictures, marks, crops, descriptions, title."""

from collections.abc import Sequence
from dataclasses import replace

from clueso.domain.checking.supported_bodies import texts_of
from clueso.domain.documents.blurs import blurs_of
from clueso.domain.documents.documents import Warning
from clueso.domain.documents.kinds.body import Body, Illustrated, Part, StepPicture
from clueso.domain.documents.parts import B, Placed, heads, illustrated, parts, rewritten, texts, with_parts
from clueso.domain.documents.times import cited_span
from clueso.domain.pages.page import ARRANGED
from clueso.domain.pages.written_language import written_language
from clueso.domain.ports.writer import Draft, WritingTask
from clueso.domain.seen.crops import cropped
from clueso.domain.seen.descriptions import described
from clueso.domain.seen.marks import marked
from clueso.domain.seen.moments import after_action, on_picture
from clueso.domain.seen.spelling import Reader, replaced
from clueso.domain.seen.titles import HEARD_MS, slide_title
from clueso.domain.transcript import Span

FOREVER_MS = 2**53


def completed(draft: Draft, task: WritingTask) -> Draft:
    """Return the draft with what the screens of the task say. Without screens it stays as it is.

    The cited segments stay as they were heard. A draft may be completed again when more of the screens is read:
    its pictures then keep the moments that the screens have chosen.
    """
    if not task.screens:
        return draft
    reader = Reader(task.screens, task.segments, task.language)
    body = draft.body
    language = written_language(body, spoken=task.language)
    title = draft.title
    # A translation has other words for what was said, so that no sound tells them.
    if not body.is_speech and language[:2] == task.language[:2]:
        body = _spelled(body, reader, task)
        title = replaced(title, reader.names(title)) if title else title
        if draft.generator.engine in ARRANGED and (slide := _slide(reader, task)):
            body, title = _titled(body, slide, task), slide
    body = _with_pictures(body, reader, language, is_placed=draft.generator.saw_screens)
    return replace(
        draft,
        body=body,
        title=title,
        warnings=_moved(draft.warnings, draft.body, body),
        generator=replace(draft.generator, saw_screens=True),
    )


def _whole(task: WritingTask) -> Span:
    return Span(0, task.duration_ms)


def _slide(reader: Reader, task: WritingTask) -> str | None:
    said = [
        reader.spelled(segment.text, Span(segment.start_ms, segment.end_ms))
        for segment in task.segments
        if segment.start_ms < HEARD_MS
    ]
    return slide_title(reader.screens, said, task.language)


def _titled(body: B, title: str, task: WritingTask) -> B:
    """Return the body with this title, unless a person gave it one, or its kind has none."""
    own = dict(heads(body)).get("/title")
    return body if own is None or (task.title and own == task.title) else replace(body, title=title)


def _spelled(body: B, reader: Reader, task: WritingTask) -> B:
    by_id = {segment.id: segment for segment in task.segments}
    spans = {
        pointer: cited_span(placed.part.segment_ids, by_id, _whole(task))
        for placed in parts(body)
        if placed.member not in body.verbatim
        for pointer, _ in texts_of(placed)
    }
    whole = {pointer for pointer, _ in heads(body)}

    def spelled(pointer: str, text: str) -> str:
        if pointer in whole:
            return replaced(text, reader.names(text))
        return reader.spelled(text, spans[pointer]) if pointer in spans else text

    return rewritten(body, spelled)


def _with_pictures(body: B, reader: Reader, language: str, *, is_placed: bool) -> B:
    steps = [placed.part for placed in illustrated(body)]
    starts = sorted(step.start_ms for step in steps)

    def shown(part: Part) -> Part:
        # On a picture with a blur a person has worked.
        if not isinstance(part, Illustrated) or part.picture is None or blurs_of(part.picture):
            return part
        at_ms = part.picture.at_ms
        if not is_placed:
            next_ms = next((start for start in starts if start > part.start_ms), FOREVER_MS)
            at_ms = after_action(reader.screens, said_ms=at_ms, next_ms=next_ms)
        return replace(part, picture=_picture(part, part.picture, at_ms, reader, language))

    return with_parts(body, shown)


def _picture(
    part: Illustrated, picture: StepPicture, at_ms: int, reader: Reader, language: str
) -> StepPicture:
    """Return the picture of a step at this moment, with the controls marked that the step names, and cropped to
    them where a page would make their letters too small.
    """
    screen = on_picture(reader.screens, at_ms)
    if screen is None:
        return replace(picture, at_ms=at_ms)
    said = Span(part.start_ms, max(part.start_ms, at_ms))
    seen = [one for one in reader.screens if one.to_ms > said.start_ms and one.from_ms < screen.from_ms]
    found = next(
        (
            marks
            for _, text in Placed("", None, part).texts()
            if (marks := marked(text.split(), reader.controls(text, said), seen, screen, reader.screens))
        ),
        (),
    )
    return replace(
        picture,
        at_ms=at_ms,
        alt=described(screen, [label for label, _ in found], language=language),
        crop=cropped([mark.box for _, mark in found], screen),
        marks=tuple(mark for _, mark in found),
    )


def _moved(warnings: Sequence[Warning], before: Body, after: Body) -> tuple[Warning, ...]:
    """Return the warnings with their words as they stand in the body now."""
    old, new = dict(texts(before)), dict(texts(after))
    return tuple(
        replace(warning, text=new[warning.pointer])
        if warning.text and old.get(warning.pointer) == warning.text and warning.pointer in new
        else warning
        for warning in warnings
    )
