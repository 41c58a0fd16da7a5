"""Markdown that reads as what was written, and as nothing else."""

from dataclasses import replace
from typing import Any

import pytest

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.documents.kinds.chapters import Chapter
from clueso.domain.pages.chapters import webvtt, youtube
from clueso.domain.pages.markdown import escape, render
from clueso.domain.words.labels import Label
from tests.bodies import body_of, part_of

STEP = {"heading": "Open *it*", "text": "Click <b>here</b>.", "result": "A form.", "start_ms": 65_000}
GUIDE = {
    "title": "How to open it",
    "goal": "It is open.",
    "prerequisites": [{"text": "A key.", "segment_ids": ["a"]}],
    "steps": [STEP | {"end_ms": 70_000, "segment_ids": ["a"], "picture": {"at_ms": 69_000}}],
    "troubleshooting": [],
}
CHAPTERS = [
    part_of(Chapter, title="Begin <now>", start_ms=0, end_ms=65_500),
    part_of(Chapter, title="Go on", start_ms=65_500, end_ms=90_000),
]


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("![x](http://e.com/p.png)", "!\\[x\\](http\\://e\\.com/p\\.png)"),
        ("write to a@example.com", "write to a\\@example\\.com"),
        ("www.x.com www.1.com", "www\\.x\\.com www\\.1\\.com"),
        ("a@1.2", "a\\@1.2"),
        ("Learn C # ##", "Learn C # \\##"),
        ("$x$ for $20", "\\$x$ for \\$20"),
        ("for $20", "for $20"),
        ("# not a heading", "\\# not a heading"),
        ("- not a list", "\\- not a list"),
        ("1. not a list", "1\\. not a list"),
        ("*not* _emphasis_ `code`", "\\*not\\* \\_emphasis\\_ \\`code\\`"),
        ("one\n\n## two", "one ## two"),
        ("&lt;b&gt;", "&amp;lt;b&amp;gt;"),
        ("It costs 3.5 dollars, i.e. little.", "It costs 3.5 dollars, i.e. little."),
    ],
)
def test_no_text_becomes_markup(text: str, escaped: str) -> None:
    assert escape(text) == escaped


def test_a_guide_shows_steps_with_times_results_and_the_pictures_it_is_given() -> None:
    text = render(body_of(DocumentKind.GUIDE, GUIDE), title="Project", pictures={0: "pictures/step 1.jpg"})
    assert text == (
        "# How to open it\n\nIt is open.\n\n## Before you start\n\n- A key.\n\n"
        "## 1. Open \\*it\\*\n\nClick &lt;b&gt;here&lt;/b&gt;.\n\n**Result:** A form.\n\n"
        "![Open \\*it\\*](<pictures/step 1.jpg>)\n"
    )


def test_a_guide_without_pictures_says_nothing_of_them() -> None:
    assert "![" not in render(body_of(DocumentKind.GUIDE, GUIDE), title="Project")


def test_extracted_words_are_told_as_such() -> None:
    text = render(body_of(DocumentKind.GUIDE, GUIDE), title="Project", engine="extractive")
    assert Label.OWN_WORDS in text
    assert Label.OWN_WORDS not in render(body_of(DocumentKind.GUIDE, GUIDE), title="Project", engine="openai")


def test_paragraphs_of_an_article_stay_apart() -> None:
    sections = [{"heading": "H", "text": "One.\n\nTwo.", "segment_ids": ["a"]}]
    text = render(
        body_of(DocumentKind.ARTICLE, {"title": "T", "lead": "L.", "sections": sections}), title="Project"
    )
    assert text == "# T\n\nL.\n\n## H\n\nOne.\n\nTwo.\n"


def test_empty_lists_of_a_summary_have_no_heading() -> None:
    body: dict[str, Any] = {"point": {"text": "P.", "segment_ids": ["a"]}, "key_points": [], "decisions": []}
    body |= {"action_items": [{"text": "Do it.", "segment_ids": ["a"]}], "quotes": []}
    assert render(body_of(DocumentKind.SUMMARY, body), title="Project") == (
        "# Project\n\nP.\n\n## Action items\n\n- [ ] Do it.\n"
    )


@pytest.mark.parametrize(
    ("language", "said", "name"),
    [
        ("en", "This is the page that you see.", "Script"),
        ("de", "Das ist die Seite, die Sie sehen.", "Skript"),
        (None, "This is the page that you see.", "Script"),
    ],
)
def test_without_any_title_the_kind_heads_a_document(language: str | None, said: str, name: str) -> None:
    line = {"text": said, "start_ms": 0, "end_ms": 900, "segment_ids": ["a"]}
    script = body_of(DocumentKind.SCRIPT, {"lines": [line]})
    assert render(script, title="", language=language).startswith(f"# {name}\n")


def test_times_from_one_hour_on_have_hours() -> None:
    line = {"text": "Late.", "start_ms": 3_661_000, "end_ms": 3_662_000, "segment_ids": ["a"]}
    assert "[1:01:01] Late." in render(body_of(DocumentKind.SCRIPT, {"lines": [line]}), title="Project")


def test_chapters_for_a_video_description_are_lines_of_time_and_title() -> None:
    assert youtube(CHAPTERS) == "00:00 Begin <now>\n01:05 Go on\n"


def test_chapters_of_hours_have_hours_in_every_line() -> None:
    assert youtube([CHAPTERS[0], replace(CHAPTERS[1], end_ms=3_600_000)]).startswith("0:00:00 Begin")


def test_webvtt_chapters_begin_with_notes_as_comments() -> None:
    assert webvtt(CHAPTERS[:1], ["Out of date.", "3 --> 4"]) == (
        "WEBVTT\n\nNOTE Out of date.\n\nNOTE 3 --&gt; 4\n\n1\n00:00:00.000 --> 00:01:05.500\nBegin &lt;now&gt;\n"
    )


def test_webvtt_chapters_hold_no_tags() -> None:
    assert webvtt(CHAPTERS) == (
        "WEBVTT\n\n1\n00:00:00.000 --> 00:01:05.500\nBegin &lt;now&gt;\n\n"
        "2\n00:01:05.500 --> 00:01:30.000\nGo on\n"
    )
