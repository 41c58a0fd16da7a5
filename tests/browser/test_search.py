"""What is said, written and shown is found on the page of the recordings, and opens where it stands."""

import re

from playwright.sync_api import expect

from tests.browser.accessibility import in_light_and_dark
from tests.browser.built import axe_source
from tests.browser.person import Person


def test_a_word_that_is_said_leads_to_its_second_and_the_way_back_to_the_search(
    person: Person, tour: str
) -> None:
    page = person.page
    person.context.add_init_script(axe_source())
    segment = person.client.call("GET", f"/projects/{tour}/transcript")["segments"][-1]
    word = max(re.findall(r"\w+", segment["text"]), key=len)
    page.goto("/")
    page.get_by_role("searchbox", name="Search your recordings").fill(word)
    hit = page.get_by_test_id("hit").filter(has_text="Said at").filter(has_text=segment["text"][-20:]).first
    expect(hit.locator("mark").first).to_have_text(re.compile(word, re.IGNORECASE))
    assert in_light_and_dark(page) == []

    hit.press("Enter")
    expect(page).to_have_url(re.compile(rf"/projects/{tour}\?t="))
    said = page.get_by_test_id("segment").filter(has_text=segment["text"][-20:])
    expect(said.first).to_be_in_viewport()
    page.go_back()

    expect(page.get_by_role("searchbox", name="Search your recordings")).to_have_value(word)
    expect(hit).to_be_visible()


def test_a_word_of_a_document_leads_to_the_document_at_its_place(person: Person, tour: str) -> None:
    page = person.page
    path = f"/documents/{person.document(tour, 'guide')['id']}"
    answer = person.client.request("GET", path)
    body = answer.json()["body"]
    edited = {"steps": [*body["steps"][:-1], body["steps"][-1] | {"heading": "Press the marzipan"}]}
    person.client.call(
        "PATCH", path, json={"body": body | edited}, headers={"If-Match": answer.headers["ETag"]}
    )
    page.goto("/?q=marzipan")
    hit = page.get_by_test_id("hit")
    expect(hit).to_have_count(1)
    expect(hit).to_contain_text("Guide, ")

    hit.click()

    expect(page).to_have_url(re.compile(rf"/projects/{tour}/guide\?t="))
    expect(page.get_by_text("Press the marzipan").first).to_be_in_viewport()


def test_what_is_nowhere_and_what_cannot_be_searched_is_told(person: Person, tour: str) -> None:
    page = person.page
    page.goto("/?q=marzipan")
    expect(page.get_by_text("Nothing that is said, written or shown has “marzipan” in it.")).to_be_visible()
    page.route("**/api/v1/search?*", lambda route: route.fulfill(status=422, json={"title": "No"}))

    page.get_by_role("searchbox", name="Search your recordings").fill("nougat")
    again = page.get_by_role("button", name="Try again")
    expect(again).to_be_visible()
    page.unroute("**/api/v1/search?*")
    again.click()

    expect(page.get_by_text("Nothing that is said, written or shown has “nougat” in it.")).to_be_visible()


def test_the_link_to_the_recordings_leaves_the_search(person: Person, tour: str) -> None:
    page = person.page
    page.goto("/?q=marzipan")
    expect(page.get_by_test_id("hits")).to_be_visible()

    page.get_by_role("link", name="Recordings", exact=True).click()

    expect(page.get_by_test_id("hits")).to_have_count(0)
    expect(page.get_by_role("searchbox", name="Search your recordings")).to_have_value("")
    expect(person.recording("The tour")).to_be_visible()
