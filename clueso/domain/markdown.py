"""Documents as Markdown. No word of a speaker or a model becomes markup, a link or an image."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from clueso.domain.documents import Body, DocumentKind

OWN_WORDS = "The speaker's own words, picked and arranged without a language model."

_SPECIAL = re.compile(r"([\\`*_\[\]|~])")
_LINE_START = re.compile(r"^(\s*)([#+=-]|\d+(?=[.)]))")
_ADDRESS = re.compile(r"(?<=\w)([.@])(?=[^\W\d_]{2})|(?<=\w)(:)(?=//)")


def escape(text: str) -> str:
    """One line of Markdown that reads as `text` and holds no markup, not even a bare link."""
    line = " ".join(text.split())
    line = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    line = _SPECIAL.sub(r"\\\1", line)
    line = _ADDRESS.sub(lambda match: "\\" + match[0], line)
    return _LINE_START.sub(_escape_start, line)


def _escape_start(match: re.Match[str]) -> str:
    # "1." begins a list: the escape stands before the full stop, which keeps the number readable.
    return f"{match[1]}{match[2]}\\" if match[2].isdigit() else f"{match[1]}\\{match[2]}"


def clock(at_ms: int) -> str:
    """mm:ss, from one hour on h:mm:ss."""
    minutes, seconds = divmod(at_ms // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes:02}:{seconds:02}"


def render(
    kind: DocumentKind,
    body: Body,
    *,
    title: str,
    pictures: Mapping[int, str] | None = None,
    engine: str | None = None,
) -> str:
    """A document as Markdown. `title` heads the kinds that have none of their own; `pictures` maps a
    guide step's index (from 0) to the path or URL of its picture; `engine` is the generator's, so that
    extracted words are told as such."""
    blocks = _RENDERERS[kind](body, title, pictures or {})
    if engine == "extractive":
        blocks.append(f"---\n\n*{OWN_WORDS}*")
    return "\n\n".join(block for block in blocks if block) + "\n"


def _summary(body: Body, title: str, _: Mapping[int, str]) -> list[str]:
    return [
        _heading(1, title),
        escape(body["point"]["text"]),
        *_listed("Key points", body["key_points"]),
        *_listed("Decisions", body["decisions"]),
        *_listed("Action items", body["action_items"], bullet="- [ ] "),
        *_section("Quotes", [f"> {escape(quote['text'])}" for quote in body["quotes"]]),
    ]


def _chapters(body: Body, title: str, _: Mapping[int, str]) -> list[str]:
    blocks = [_heading(1, title)]
    for chapter in body["chapters"]:
        blocks += [f"## {_time(chapter['start_ms'])} {escape(chapter['title'])}", escape(chapter["summary"])]
    return blocks


def _guide(body: Body, title: str, pictures: Mapping[int, str]) -> list[str]:
    blocks = [_heading(1, body["title"] or title), escape(body["goal"])]
    blocks += _listed("Before you start", body["prerequisites"])
    for index, step in enumerate(body["steps"]):
        blocks.append(f"## {index + 1}. {escape(step['heading'])} {_time(step['start_ms'])}")
        blocks += _paragraphs(step["text"])
        if step.get("result"):
            blocks.append(f"**Result:** {escape(step['result'])}")
        if index in pictures:
            blocks.append(f"![{escape(step['heading'])}]({_target(pictures[index])})")
    return blocks + _listed("Troubleshooting", body["troubleshooting"])


def _article(body: Body, title: str, _: Mapping[int, str]) -> list[str]:
    blocks = [_heading(1, body["title"] or title), *_paragraphs(body["lead"])]
    for section in body["sections"]:
        blocks += [_heading(2, section["heading"]), *_paragraphs(section["text"])]
    return blocks


def _script(body: Body, title: str, _: Mapping[int, str]) -> list[str]:
    lines = [f"{_time(line['start_ms'])} {escape(line['text'])}" for line in body["lines"]]
    return [_heading(1, title), *lines]


_RENDERERS: dict[DocumentKind, Callable[[Body, str, Mapping[int, str]], list[str]]] = {
    DocumentKind.SUMMARY: _summary,
    DocumentKind.CHAPTERS: _chapters,
    DocumentKind.GUIDE: _guide,
    DocumentKind.ARTICLE: _article,
    DocumentKind.SCRIPT: _script,
}


def _heading(level: int, text: str) -> str:
    return f"{'#' * level} {escape(text)}"


def _time(at_ms: int) -> str:
    return f"[{clock(at_ms)}]"


def _paragraphs(text: str) -> list[str]:
    return [escape(paragraph) for paragraph in re.split(r"\n\s*\n", text) if paragraph.strip()]


def _listed(heading: str, items: list[dict[str, Any]], *, bullet: str = "- ") -> list[str]:
    return _section(
        heading, ["\n".join(f"{bullet}{escape(item['text'])}" for item in items)] if items else []
    )


def _section(heading: str, blocks: list[str]) -> list[str]:
    return [_heading(2, heading), *blocks] if blocks else []


def _target(path: str) -> str:
    return "<" + path.replace("<", "%3C").replace(">", "%3E").replace("\n", "") + ">"
