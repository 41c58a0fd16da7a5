"""What people wrote stays text in the files that they take away, in the browser that opens them; and the
names of files and words of a vocabulary stay text on the page.
"""

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.pages.exports import RenderedFormat
from clueso.domain.pages.page import Page as Paper
from clueso.domain.pages.page import document_page, transcript_page
from clueso.domain.transcript import Segment
from clueso.domain.words.visible import visible
from clueso.rendering.adapter import PageRenderer
from clueso.services.transcripts.subtitles import write_vtt
from tests import hostile
from tests.bodies import body_of
from tests.browser.payloads import PAYLOADS
from tests.browser.person import Person
from tests.browser.test_hostile import expect_only_text

TEXTS = (*PAYLOADS, *hostile.PAYLOADS)
SEGMENTS = [
    Segment(str(number), number * 1000, number * 1000 + 900, text, (), text)
    for number, text in enumerate(TEXTS)
]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of nobody's, which fails when it asks for anything."""
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: asked.append(dialog.message))
    yield page
    foreign = [url for url in asked if not url.startswith(("file:", "data:text/vtt", "about:"))]
    context.close()
    assert foreign == []


def guide() -> Paper:
    steps = [
        {"heading": text, "text": f"{text}\n\n{text}", "result": text, "start_ms": 0, "end_ms": 1}
        for text in TEXTS
    ]
    parts = [{"text": text} for text in TEXTS]
    body = {
        "title": TEXTS[0],
        "goal": TEXTS[1],
        "prerequisites": parts,
        "steps": steps,
        "troubleshooting": parts,
    }
    return document_page(body_of(DocumentKind.GUIDE, body), title="T", language="en")


def flat(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("what", ["transcript", "guide"])
def test_a_web_page_that_somebody_took_away_shows_all_as_text(page: Page, tmp_path: Path, what: str) -> None:
    paper = guide() if what == "guide" else transcript_page(SEGMENTS, title=TEXTS[0], language="en")
    PageRenderer().render(paper, RenderedFormat.HTML, {}, tmp_path / "page.html")

    page.goto((tmp_path / "page.html").as_uri())

    shown = flat(page.locator("body").text_content() or "")
    assert [text for text in TEXTS if flat(text) not in shown] == []
    assert (
        page.locator("script, iframe, img, svg, object, a, [onerror], [onload], [onmouseover]").count() == 0
    )
    assert page.title() == TEXTS[0]


def test_captions_show_all_as_text(page: Page) -> None:
    captions = base64.b64encode("".join(write_vtt(SEGMENTS, raw=True)).encode()).decode()
    page.set_content(f'<video><track default src="data:text/vtt;base64,{captions}"></video>')
    page.wait_for_function("() => document.querySelector('track').readyState === 2")

    cues = page.evaluate(
        """() => [...document.querySelector('track').track.cues].map((cue) => {
          const shown = cue.getCueAsHTML()
          return [shown.textContent, [...shown.querySelectorAll('*')].map((each) => each.tagName + each.title)]
        })"""
    )

    assert [flat(text) for text, _ in cues] == [flat(text) for text in TEXTS]
    assert [[flat(tag) for tag in tags] for _, tags in cues] == [[f"SPAN{flat(text)}"] for text in TEXTS]


def test_the_names_of_files_that_are_sent(person: Person) -> None:
    page = person.page
    page.goto("/")
    for payload in PAYLOADS:
        file: FilePayload = {"name": payload, "mimeType": "video/mp4", "buffer": b"no video"}
        page.locator("input[type=file]").first.set_input_files(file)

    names = page.locator(".upload-name")
    expect(names).to_have_count(len(PAYLOADS))
    assert sorted(names.all_text_contents()) == sorted(PAYLOADS)
    expect_only_text(page)


def test_the_words_of_a_vocabulary(person: Person) -> None:
    words = [payload[:80] for payload in PAYLOADS]
    person.client.call("PUT", "/me/vocabulary", json={"words": words})
    page = person.page

    page.goto("/account")

    shown = page.get_by_test_id("vocabulary").get_by_role("listitem")
    expect(shown).to_have_count(len(words))
    assert sorted(text.strip() for text in shown.all_text_contents()) == sorted(map(visible, words))
    expect_only_text(page)
