"""Our Markdown, as the frontend's renderer reads it."""

import json
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.pages.markdown import escape, render
from clueso.domain.transcript import Segment
from clueso.services.transcripts.files import ExportFormat
from clueso.services.transcripts.files import render as render_transcript
from clueso.services.transcripts.transcripts import TranscriptView
from tests.bodies import body_of
from tests.hostile import PAYLOADS

MARKED = Path(__file__).parents[2] / "frontend/node_modules/marked/lib/marked.esm.js"
SCRIPT = """
import { readFileSync } from 'node:fs'
const { Marked } = await import(process.argv[2])
const marked = new Marked({ gfm: true })
console.log(JSON.stringify(JSON.parse(readFileSync(0, 'utf8')).map((text) => marked.parse(text))))
"""
SIGNS = (
    "`",
    "*",
    "_",
    "~~",
    "#",
    "-",
    "1.",
    "2)",
    "+",
    "=",
    "|",
    "[",
    "](",
    "![",
    "<",
    ">",
    "&lt;",
    "\\",
    "$",
)
LINKS = (
    "https://evil.example/a?b=c#d",
    "http://1.2.3.4/x",
    "ftp://evil.example",
    "www.evil.example",
    "WWW.x.com",
    "www.1.com",
    "me@evil.example",
    "a@1.2",
    "mailto:me@evil.example",
    "xmpp:me@evil.example",
    "<https://evil.example>",
    "[a]: https://evil.example",
    "[x](<https://evil.example> 'y')",
    "![x][a]",
    "<a href=https://evil.example>x</a>",
    "(www.evil.example)",
    "https:&#47;&#47;evil.example",
)
TEXTS = (
    *PAYLOADS,
    *LINKS,
    *(f"{sign} word {sign}word{sign} word {sign}" for sign in SIGNS),
    *(f"{a}{b}x{b}{a}" for a in SIGNS for b in SIGNS),
    "---",
    "***",
    "| a | b |",
    ":--|--:",
    "    indented",
    "```js\ncode\n```",
    "line one  \nline two",
    "[^1]: foot",
    "- [x] done",
    "C #",
)


def parsed(texts: list[str]) -> list[str]:
    """The HTML of each."""
    node = shutil.which("node")
    assert node and MARKED.exists(), "Node.js and the frontend's packages are needed (make frontend)."
    command = [node, "--input-type=module", "--eval", SCRIPT, "-", str(MARKED)]
    told = subprocess.run(command, input=json.dumps(texts), capture_output=True, text=True, check=True)
    html: list[str] = json.loads(told.stdout)
    return html


def test_every_text_reads_as_it_was_written_and_is_one_paragraph() -> None:
    for text, html in zip(TEXTS, parsed([escape(text) for text in TEXTS]), strict=True):
        assert re.findall(r"</?[^>]+>", html) == ["<p>", "</p>"], text
        assert unescape(html.strip()[3:-4]) == " ".join(text.split())


def test_every_text_reads_as_it_was_written_in_a_heading() -> None:
    for text, html in zip(TEXTS, parsed([f"## {escape(text)}" for text in TEXTS]), strict=True):
        assert re.findall(r"</?[^>]+>", html) == ["<h2>", "</h2>"], text
        assert unescape(html.strip()[4:-5]) == " ".join(text.split())


def test_no_document_and_no_transcript_holds_a_link_an_image_or_html_of_anybodys() -> None:
    files = []
    for text in TEXTS:
        part = {"text": text, "segment_ids": ["a"]}
        step = {"heading": text, "text": f"{text}\n\n{text}", "result": text, "start_ms": 0, "end_ms": 1}
        guide = {"title": text, "goal": text, "prerequisites": [part], "troubleshooting": [part]}
        lists = ("key_points", "decisions", "action_items", "quotes")
        summary = {name: [part] for name in lists}
        files.append(render(body_of(DocumentKind.GUIDE, guide | {"steps": [step]}), title=text))
        files.append(render(body_of(DocumentKind.SUMMARY, summary | {"point": part}), title=text))
        segments = (Segment("a", 0, 1, text, speaker=text),)
        told = TranscriptView("p1", text, "en", text, complete=True, version=1, segments=segments)
        files.append(render_transcript(told, ExportFormat.MD, speakers=True, timestamps=True, raw=False))

    for html in parsed(files):
        tags = set(re.findall(r"<([a-z0-9]+)", html))
        assert tags <= {"h1", "h2", "p", "ul", "li", "input", "strong", "em", "blockquote", "code"}
        assert "<code>00:00:00</code>" in html or "<code>" not in html
