"""The page of a recording that browsers do not play, or whose times begin late: a click on a word plays its
copy there.
"""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.acceptance.stacks import PATIENCE_S
from tests.browser.listening import listen
from tests.browser.person import PATIENCE_MS, Person
from tests.browser.test_playable import BEFORE_S
from tests.browser.test_transcript import middle_of_word, passage, segments_of
from tests.browser.test_uploads import choose
from tests.odd_kinds import KINDS

PLAYED = ["WMA", "AVI", "late sound", "late film"]
MEDIA = "document.querySelector('[data-testid=media]')"


def upload(person: Person, recording: Path) -> str:
    """A recording that went through the page and the workers; its project's id."""
    page = person.page
    choose(page, recording)
    page.get_by_role("button", name="Start", exact=True).click()
    page.get_by_test_id("recording").get_by_role("link").first.click()
    page.wait_for_url(re.compile(r"/projects/\w+$"))
    project_id = page.url.rsplit("/", 1)[-1]
    project = person.client.finished(project_id, PATIENCE_S)
    assert project["status"] == "ready", project["error"]
    return project_id


def click_first_word_after(person: Person, project_id: str, ms: int) -> int:
    """Click the first word that begins then or later; where it begins."""
    numbered = enumerate(segments_of(person, project_id))
    said = ((number, word) for number, segment in numbered for word in segment["words"])
    number, word = next((number, word) for number, word in said if word["start_ms"] >= ms)
    at = middle_of_word(passage(person.page, number), word["text"])
    person.page.mouse.click(at["x"], at["y"])
    start_ms: int = word["start_ms"]
    return start_ms


def plays_from(page: Page) -> float:
    """Where the player of the page stands once it has left the beginning and has sound there, in seconds.

    One look at the element: a newer address of the copy may come in between, and it stands at 0 while it loads.
    """
    stands = f"{MEDIA}.readyState >= 3 && !{MEDIA}.seeking && {MEDIA}.currentTime"
    at_s: float = page.wait_for_function(f"() => {stands}").json_value()
    return at_s


@pytest.mark.parametrize("kind", PLAYED)
def test_a_click_on_a_word_plays_the_copy_at_that_word(
    kind: str, browser: Browser, person: Person, tmp_path: Path
) -> None:
    source = KINDS[kind].make(tmp_path)
    project_id = upload(person, source)
    page = person.page
    expect(page.get_by_test_id("playback")).to_have_count(0, timeout=PATIENCE_MS)
    expect(passage(page, 0)).to_have_attribute("role", "textbox")

    word_ms = click_first_word_after(person, project_id, round(BEFORE_S * 1000))
    at_s = plays_from(page)

    copy = person.client.call("GET", f"/projects/{project_id}/media")
    played = person.client.fetch(page.evaluate(f"{MEDIA}.currentSrc"))
    assert played == person.client.fetch(copy["url"]) != source.read_bytes()
    assert at_s == pytest.approx(word_ms / 1000, abs=0.05)
    _, heard_s = listen(browser, played, copy["content_type"], from_s=BEFORE_S)
    assert at_s == pytest.approx(heard_s, abs=0.3)
