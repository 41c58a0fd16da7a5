"""Whatever people, recognisers and models write is shown as text, wherever it stands.

That no dialog opened, that no foreign host was asked and that no policy was violated is asserted of
every person at the end of every browser test.
"""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from clueso.dev.stack import Stack
from clueso.domain.words.visible import visible
from tests.browser.conftest import Given
from tests.browser.payloads import FOREIGN, PAYLOADS
from tests.browser.person import Person
from tests.browser.rows import put_segments

MADE_OF_TEXT = f"""() => document.querySelectorAll(
  '[src*="{FOREIGN}"], [href*="{FOREIGN}"], [href^="javascript"], [onload], [onerror], [onmouseover], iframe'
).length"""


def expect_only_text(page: Page) -> None:
    """No payload has become an element, and the page is not wider than its window."""
    assert page.evaluate(MADE_OF_TEXT) == 0
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")


def edit_transcript(person: Person, project_id: str, operations: list[dict[str, Any]]) -> None:
    path = f"/projects/{project_id}/transcript"
    etag = person.client.request("GET", path).headers["etag"]
    person.client.call("PATCH", path, json={"operations": operations}, headers={"If-Match": etag})


def fields_of(page: Page, kind: str) -> Locator:
    """What a person types a document into. A guide is written where it is read."""
    if kind == "guide":
        return page.get_by_role("article").get_by_role("textbox")
    page.get_by_test_id("edit-document").click()
    return page.get_by_test_id("body-editor").get_by_role("textbox")


def copy_elsewhere(person: Person, html: str) -> None:
    """Put HTML onto the clipboard as another program does, in a page that is not ours and not watched."""
    elsewhere = person.context.new_page()
    elsewhere.goto("/healthz")
    elsewhere.evaluate(
        """html => navigator.clipboard.write([new ClipboardItem({
          'text/html': new Blob([html], { type: 'text/html' }),
          'text/plain': new Blob([html], { type: 'text/plain' }),
        })])""",
        html,
    )
    elsewhere.close()


def filled(body: Any, words: list[str]) -> Any:
    """A document's body with every text that a reader sees replaced by the next of the words."""
    if isinstance(body, list):
        return [filled(item, words) for item in body]
    if not isinstance(body, dict):
        return body
    texts = {"title", "text", "summary", "heading", "result", "goal", "lead"}
    return {
        key: words.pop(0) if key in texts and isinstance(value, str) else filled(value, words)
        for key, value in body.items()
    }


def grown(body: dict[str, Any]) -> dict[str, Any]:
    """A body whose longest list is long enough for all payloads."""
    key = max((key for key in body if isinstance(body[key], list)), key=lambda key: len(body[key]))
    first = body[key][0]
    return body | {key: [first] * len(PAYLOADS)}


@pytest.fixture
def hostile_transcript(person: Person, tour: str, stack: Stack) -> str:
    put_segments(stack, tour, [f"Passage {number}." for number in range(len(PAYLOADS))])
    return tour


def test_titles_in_the_list(person: Person, given_tour: Given) -> None:
    for payload in PAYLOADS:
        person.client.call("PATCH", f"/projects/{given_tour(person)}", json={"title": payload})

    person.page.goto("/")

    titles = person.page.get_by_test_id("recording").get_by_role("heading")
    expect(titles).to_have_count(len(PAYLOADS))
    assert sorted(titles.all_text_contents()) == sorted(map(visible, PAYLOADS))
    expect_only_text(person.page)


def test_titles_on_the_page_of_a_project(person: Person, tour: str) -> None:
    page = person.page
    for payload in PAYLOADS:
        person.client.call("PATCH", f"/projects/{tour}", json={"title": payload})
        person.open(tour)

        assert page.get_by_role("heading", level=1).text_content() == visible(payload)
        assert page.title().startswith(visible(payload)[:20])
        expect_only_text(page)


def test_the_title_in_what_is_said_about_a_deleted_recording(person: Person, tour: str) -> None:
    person.client.call("PATCH", f"/projects/{tour}", json={"title": PAYLOADS[1]})
    page = person.page
    page.goto("/")

    page.get_by_test_id("recording-menu").click()
    page.get_by_role("menuitem", name="Delete").click()

    expect(page.get_by_test_id("toast")).to_contain_text(PAYLOADS[1])
    expect_only_text(page)


def test_the_words_of_a_transcript(person: Person, hostile_transcript: str) -> None:
    operations = [
        {"op": "set_text", "segment_id": f"s1-{number}", "text": payload}
        for number, payload in enumerate(PAYLOADS, 1)
    ]
    edit_transcript(person, hostile_transcript, operations)
    page = person.page
    person.open(hostile_transcript)

    for number, payload in enumerate(PAYLOADS):
        passage = page.locator(f".segment[data-index='{number}']").get_by_test_id("segment-text")
        passage.scroll_into_view_if_needed()
        expect(passage).to_be_visible()
        assert passage.text_content() == payload
    expect_only_text(page)


def test_the_words_that_a_person_types_and_pastes(person: Person, tour: str) -> None:
    person.context.grant_permissions(["clipboard-read", "clipboard-write"])
    copy_elsewhere(person, PAYLOADS[1])
    person.open(tour)
    page = person.page
    first = page.get_by_test_id("segment-text").first
    first.click()
    page.keyboard.press("Control+a")
    page.keyboard.type(PAYLOADS[0])
    page.keyboard.press("Control+v")

    expect(first).to_have_text(PAYLOADS[0] + PAYLOADS[1])
    expect_only_text(page)


def test_the_names_of_speakers(person: Person, hostile_transcript: str) -> None:
    operations = [
        {"op": "set_speaker", "segment_id": f"s1-{number}", "speaker": payload}
        for number, payload in enumerate(PAYLOADS, 1)
    ]
    edit_transcript(person, hostile_transcript, operations)
    page = person.page
    person.open(hostile_transcript)

    for number, payload in enumerate(PAYLOADS):
        speaker = page.locator(f".segment[data-index='{number}'] .segment-speaker")
        speaker.scroll_into_view_if_needed()
        assert speaker.text_content() == visible(payload)
    speaker.click()
    names = page.get_by_label("The same person as").locator("option").all_text_contents()
    assert names[1:] == list(map(visible, PAYLOADS[:-1]))
    expect_only_text(page)


@pytest.mark.parametrize("kind", ["summary", "chapters", "guide", "article", "script"])
def test_the_body_of_a_document(person: Person, tour: str, kind: str) -> None:
    document = person.document(tour, kind)
    path = f"/documents/{document['id']}"
    body = filled(grown(document["body"]), list(PAYLOADS) * 8)
    etag = person.client.request("GET", path).headers["etag"]
    person.client.call("PATCH", path, json={"body": body}, headers={"If-Match": etag})
    page = person.page

    person.open(tour, kind)
    shown = page.get_by_role("article").text_content() or ""
    read_only_text = page.evaluate(MADE_OF_TEXT)
    written = fields_of(page, kind).evaluate_all(
        "all => all.map((field) => field.value ?? field.textContent)"
    )

    assert [payload for payload in PAYLOADS if visible(payload) not in visible(shown)] == []
    assert set(map(visible, PAYLOADS)) <= set(map(visible, written))
    assert read_only_text == 0
    expect_only_text(page)


def test_the_comparison_of_versions(person: Person, tour: str) -> None:
    operations = [{"op": "set_text", "segment_id": "s1-1", "text": " ".join(PAYLOADS)}]
    edit_transcript(person, tour, operations)
    person.open(tour)
    page = person.page

    page.get_by_test_id("versions").click()
    comparison = page.get_by_role("region", name="compared with now")

    expect(comparison).to_contain_text(PAYLOADS[0])
    expect(comparison).to_contain_text('onerror="alert(2)">')
    expect_only_text(page)


def test_markdown_that_is_copied_as_rich_text(person: Person, tour: str) -> None:
    person.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = person.page

    def hostile(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, json=answer.json() | {"markdown": "\n\n".join(PAYLOADS)})

    page.route(re.compile(r"/documents/[0-9a-f]+$"), hostile)
    person.open(tour)
    page.get_by_test_id("export").click()
    page.get_by_role("radio", name="Summary").check()

    page.get_by_role("button", name="As rich text").click()
    expect(page.get_by_test_id("toast")).to_contain_text("Copied as rich text.")

    html = page.evaluate(
        """async () => {
          const [item] = await navigator.clipboard.read()
          return (await item.getType('text/html')).text()
        }"""
    )
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    made = page.evaluate(
        """html => [...new DOMParser().parseFromString(html, 'text/html').querySelectorAll('body *')]
          .filter((e) => e.attributes.length > 0 || /^(IMG|A|SCRIPT|STYLE|SVG|IFRAME)$/i.test(e.tagName))
          .map((e) => e.outerHTML)""",
        html,
    )
    assert made == []


def test_what_went_wrong_with_a_recording(person: Person, tour: str) -> None:
    page = person.page
    project = person.client.call("GET", f"/projects/{tour}")
    for payload in PAYLOADS:
        error = {"code": payload, "title": payload, "detail": payload, "step": "probe", "retryable": True}
        answer = project | {"status": "failed", "error": error}
        page.route(f"**/projects/{tour}", lambda route, _, answer=answer: fulfil_api(route, answer))

        page.goto(f"/projects/{tour}")
        note = page.get_by_test_id("project-error").locator("p")

        expect(note.first).to_be_visible()
        assert note.all_text_contents()[:2] == [payload, payload]
        expect_only_text(page)
        page.unroute_all()


def test_what_the_api_says_about_a_mistake(person: Person) -> None:
    page = person.page
    for payload in PAYLOADS:
        problem = {"type": f"/problems/{payload}", "title": payload, "status": 422, "detail": payload}
        problem |= {"request_id": payload, "errors": [{"pointer": payload, "detail": payload}]}
        page.route(
            "**/api/v1/projects?*",
            lambda route, _, problem=problem: route.fulfill(
                status=422, json=problem, content_type="application/problem+json"
            ),
        )

        page.goto("/")
        note = page.get_by_test_id("error").locator("p")

        expect(note.first).to_be_visible()
        assert note.all_text_contents()[:2] == [payload, payload]
        assert note.last.text_content() == f"If you ask for help, name this request: {payload}"
        expect_only_text(page)
        page.unroute_all()


def fulfil_api(route: Route, answer: dict[str, Any]) -> None:
    """Answer for the API; the page itself has the same path and comes from the server."""
    if "/api/" in route.request.url:
        route.fulfill(json=answer)
    else:
        route.continue_()
