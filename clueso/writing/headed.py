"""The title, goal and lead of a document, where those of a model failed the checks."""

from dataclasses import replace

from clueso.domain.documents.kinds.body import Body
from clueso.domain.documents.parts import heads
from clueso.domain.pages.written_language import written_language
from clueso.domain.ports.writer import WritingTask
from clueso.writing.extractive.kinds import body as arranged
from clueso.writing.extractive.material import Material


def headed(body: Body, task: WritingTask) -> Body:
    """Return the body with the speaker's own words in the place of an empty title, goal or lead.

    The title that a person gave comes first. A translation stays without a goal or lead: nobody spoke in its
    language.
    """
    empty = {pointer.removeprefix("/") for pointer, text in heads(body) if not text}
    if not empty:
        return body
    material = Material.of(task)
    if "title" in empty:
        body = replace(body, title=task.title or material.title)
    others = empty - {"title"}
    if not others or written_language(body, spoken=task.language) != task.language:
        return body
    spoken = arranged(task.kind, material)
    return replace(body, **{name: getattr(spoken, name) for name in others})
