"""The title, goal and lead of a document, where those of a model failed the checks."""

from dataclasses import replace

from clueso.domain.documents.kinds.body import Body
from clueso.domain.documents.parts import head_sources, heads, with_head_sources
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
        title = task.title or material.title
        body = with_head_sources(replace(body, title=title), {"/title": material.title_sources(title)})
    others = empty - {"title"}
    if not others or written_language(body, spoken=task.language) != task.language:
        return body
    spoken = arranged(task.kind, material)
    cited = head_sources(spoken)
    body = replace(body, **{name: getattr(spoken, name) for name in others})
    return with_head_sources(body, {f"/{name}": cited[f"/{name}"] for name in others})
