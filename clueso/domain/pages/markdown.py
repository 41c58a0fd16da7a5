"""Renders documents as Markdown. No spoken or written word becomes markup, a link or an image."""

import re
from collections.abc import Mapping

from clueso.domain.documents.blocks import Block, Figure, Heading, Listing, Note, Paragraph, Quote
from clueso.domain.documents.kinds.body import Body
from clueso.domain.pages.options import USUAL, ExportOptions
from clueso.domain.pages.page import NO_DOUBTS, Doubts, document_page
from clueso.domain.words.clock import clock
from clueso.domain.words.labels import Label, in_language

_SPECIAL = re.compile(r"([\\`*_\[\]|~])")
_LINE_START = re.compile(r"^(\s*)([#+=-]|\d+(?=[.)]))")
# "#" at the end of a heading would be removed as its closing sequence.
_HEADING_END = re.compile(r"(?<= )#+$")
# GitHub turns addresses into links by themselves, so the sign that makes one is escaped.
_ADDRESS = re.compile(
    r"(?<=\S)@(?=\S)|(?<=\w)\.(?=[^\W\d_]{2})|(?<=www)\.(?=\S)|(?<=\w):(?=//)", re.IGNORECASE
)
_FORMULA = re.compile(r"\$(?=\S)")


def escape(text: str) -> str:
    """Return a text as one line of Markdown (CommonMark and GitHub's) without markup or links."""
    line = " ".join(text.split())
    line = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    line = _SPECIAL.sub(r"\\\1", line)
    line = _ADDRESS.sub(lambda match: "\\" + match[0], line)
    # GitHub renders text between two dollar signs as a formula. A single one is harmless.
    if line.count("$") > 1:
        line = _FORMULA.sub(r"\\$", line)
    return _LINE_START.sub(_escape_start, _HEADING_END.sub(lambda match: "\\" + match[0], line))


def _escape_start(match: re.Match[str]) -> str:
    # "1." begins a list: the escape stands before the full stop, which keeps the number readable.
    return f"{match[1]}{match[2]}\\" if match[2].isdigit() else f"{match[1]}\\{match[2]}"


def render(
    body: Body,
    *,
    title: str,
    pictures: Mapping[int, str] | None = None,
    clips: Mapping[int, str] | None = None,
    language: str | None = None,
    engine: str | None = None,
    doubts: Doubts = NO_DOUBTS,
    options: ExportOptions = USUAL,
) -> str:
    """Return a document as Markdown.

    `title` is for kinds without a title of their own, `language` is the recording's. `pictures` maps the index
    of a Figure to the path or URL of its picture, `clips` to that of its moving picture. The text begins
    with the `doubts`, and ends with a note when `engine` is the extractive writer.
    """
    page = document_page(body, title=title, language=language, engine=engine, doubts=doubts, options=options)
    moving = in_language(Label.MOVING_PICTURE, page.language)
    links = {index: f"[{moving}]({_target(path)})" for index, path in (clips or {}).items()}
    blocks = [f"# {escape(page.title)}", *(_block(block, pictures or {}, links) for block in page.blocks)]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _block(block: Block, pictures: Mapping[int, str], links: Mapping[int, str]) -> str:
    match block:
        case Heading():
            return "## " + _heading(block)
        case Paragraph():
            label = f"**{escape(block.label)}:** " if block.label else ""
            return _time(block.at_ms, after=" ") + label + escape(block.text)
        case Listing():
            bullet = "- [ ] " if block.is_tasks else "- "
            return "\n".join(f"{bullet}{escape(item)}" for item in block.items)
        case Quote():
            return f"> {escape(block.text)}"
        case Figure():
            target = pictures.get(block.index)
            shown = f"![{escape(block.caption)}]({_target(target)})" if target else ""
            return "\n\n".join(filter(None, (shown, links.get(block.index))))
        case Note():
            note = f"*{escape(block.text)}*"
            return f"> {note}" if block.is_warning else f"---\n\n{note}"


def _heading(heading: Heading) -> str:
    if heading.number is None:
        return _time(heading.at_ms, after=" ") + escape(heading.text)
    return f"{heading.number}. {escape(heading.text)}" + _time(heading.at_ms, before=" ")


def _time(at_ms: int | None, *, before: str = "", after: str = "") -> str:
    return "" if at_ms is None else f"{before}[{clock(at_ms)}]{after}"


def _target(path: str) -> str:
    # Between angle brackets a target may hold spaces and parentheses.
    return "<" + path.replace("<", "%3C").replace(">", "%3E").replace("\n", "") + ">"
