"""Recording in the browser: kept there from second to second, until a recording is made of it."""

import re
from contextlib import suppress
from typing import Any

from playwright.sync_api import Error, Locator, Page, expect

from tests.browser.accessibility import in_light_and_dark
from tests.browser.built import axe_source
from tests.browser.conftest import Meet
from tests.browser.person import PATIENCE_MS, Person
from tests.waiting import wait_for

REFUSED = """navigator.mediaDevices.getUserMedia = async () => {
  throw new DOMException('Permission denied', 'NotAllowedError')
}"""
MOST_LOST_S = 5


def set_up(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Record", exact=True).click()


def recorded(page: Page) -> int:
    """How long the recording that runs says it is, in seconds."""
    minutes, seconds = page.get_by_test_id("recorder-time").inner_text().split(":")
    return int(minutes) * 60 + int(seconds)


def record(page: Page, *, some_seconds: str) -> None:
    page.get_by_role("button", name="Start recording").click()
    expect(page.get_by_test_id("recorder-time")).to_have_text(re.compile(some_seconds))


def media_of(person: Person) -> Any:
    """What the server has found in the only recording, None while it has not looked."""
    projects = person.client.call("GET", "/projects")["items"]
    return projects[0]["media"] if projects else None


def kill(page: Page) -> None:
    """End the process of a tab: it has no time for a last word."""
    with suppress(Error), page.expect_event("crash"):
        page.goto("chrome://crash")


def alert(page: Page) -> Locator:
    return page.get_by_test_id("recorder").get_by_role("alert")


def test_screen_camera_and_voice_become_a_recording(person: Person) -> None:
    page = person.page
    person.context.add_init_script(axe_source())
    set_up(page)
    page.get_by_label("Camera").check()
    expect(page.get_by_label("Your camera")).to_be_visible()
    found = in_light_and_dark(page)
    record(page, some_seconds="0:0[4-9]")
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Resume").click()
    found += in_light_and_dark(page)
    page.get_by_role("button", name="Stop").click()
    page.get_by_label("Name").fill("What I said")
    found += in_light_and_dark(page)
    page.get_by_role("button", name="Upload").click()

    row = person.recording("What I said")
    expect(row.get_by_test_id("project-status")).to_have_text("Ready", timeout=PATIENCE_MS)
    page.reload()
    expect(page.get_by_role("button", name="Record", exact=True)).to_be_visible()
    expect(page.get_by_test_id("kept")).to_have_count(0)
    assert media_of(person)["has_video"]
    assert found == []


def test_a_killed_tab_loses_at_most_five_seconds(person: Person) -> None:
    set_up(person.page)
    record(person.page, some_seconds="0:(0[6-9]|1)")
    said_s = recorded(person.page)
    kill(person.page)

    page = person.new_page()
    page.goto("/")
    offer = page.get_by_test_id("kept")
    expect(offer).to_contain_text(re.compile("A recording of [0-9]+ seconds was not uploaded"))
    offer.get_by_role("button", name="Upload").click()

    expect(offer).to_have_count(0)
    wait_for(lambda: media_of(person) is not None)
    assert media_of(person)["duration_ms"] >= (said_s - MOST_LOST_S) * 1000


def test_a_kept_recording_is_offered_to_nobody_else_and_deleted_only_after_a_question(person: Person) -> None:
    page = person.page
    set_up(page)
    record(page, some_seconds="0:0[2-9]")
    other = person.new_page()
    other.goto("/")
    expect(other.get_by_role("button", name="Record", exact=True)).to_be_visible()
    expect(other.get_by_test_id("kept")).to_have_count(0)
    page.get_by_test_id("account-menu").click()
    page.get_by_role("menuitem", name="Sign out").click()

    for name, count in (("somebody-else", 0), (person.name, 1)):
        page.get_by_label("Your name").fill(name)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("button", name="Record", exact=True)).to_be_visible()
        expect(page.get_by_test_id("kept")).to_have_count(count)
        if count == 0:
            page.get_by_test_id("account-menu").click()
            page.get_by_role("menuitem", name="Sign out").click()
    page.get_by_test_id("kept").get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()

    expect(page.get_by_test_id("kept")).to_have_count(0)
    page.reload()
    expect(page.get_by_role("button", name="Record", exact=True)).to_be_visible()
    expect(page.get_by_test_id("kept")).to_have_count(0)


def test_a_refused_microphone_and_a_phone_say_what_to_do(meet: Meet) -> None:
    person = meet(is_signed_in=True, has_touch=True, is_mobile=True, viewport={"width": 390, "height": 844})
    person.context.add_init_script(REFUSED)
    page = person.page
    set_up(page)

    expect(alert(page).filter(has_text="The microphone is not allowed")).to_contain_text(
        "allow the microphone"
    )
    expect(page.get_by_label("Screen, window or tab")).to_have_count(0)
    expect(page.get_by_role("main")).not_to_contain_text(re.compile("drop", re.IGNORECASE))
