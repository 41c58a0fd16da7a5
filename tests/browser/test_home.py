"""The list of recordings: found, renamed, deleted and brought back."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Given
from tests.browser.person import Person


def test_a_deleted_recording_is_gone_at_once_and_comes_back_with_undo(person: Person, tour: str) -> None:
    page = person.page
    page.goto("/")
    row = person.recording("The tour")
    row.get_by_test_id("recording-menu").click()

    page.get_by_role("menuitem", name="Delete").click()
    expect(row).to_have_count(0)
    toast = page.get_by_test_id("toast").filter(has_text="“The tour” is deleted.")
    expect(toast).to_be_visible()
    deleted = person.client.request("GET", f"/projects/{tour}").status_code
    toast.get_by_role("button", name="Undo").click()
    expect(row).to_be_visible()

    assert deleted == 404
    assert person.client.call("GET", f"/projects/{tour}")["status"] == "ready"


def test_a_recording_that_another_tab_has_deleted_is_deleted(person: Person, tour: str) -> None:
    page = person.page
    page.goto("/")
    row = person.recording("The tour")
    row.get_by_test_id("recording-menu").click()
    person.client.call("DELETE", f"/projects/{tour}")

    page.get_by_role("menuitem", name="Delete").click()
    toast = page.get_by_test_id("toast").filter(has_text="“The tour” is deleted.")
    toast.get_by_role("button", name="Undo").click()

    expect(row).to_be_visible()
    assert person.client.call("GET", f"/projects/{tour}")["status"] == "ready"


def test_a_recording_deleted_on_its_own_page_leads_home(person: Person, tour: str) -> None:
    person.open(tour)
    page = person.page

    page.get_by_test_id("project-menu").click()
    page.get_by_role("menuitem", name="Delete").click()

    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    expect(page).to_have_url(re.compile(r"://[^/]+/$"))
    expect(person.recording("The tour")).to_have_count(0)


def test_a_title_is_changed_in_place_and_kept(person: Person, tour: str) -> None:
    page = person.page
    page.goto("/")
    person.recording("The tour").get_by_test_id("recording-menu").click()
    page.get_by_role("menuitem", name="Rename").click()

    page.get_by_role("textbox", name="Title").fill("March reports")
    page.keyboard.press("Enter")
    expect(person.recording("March reports")).to_be_visible()
    page.reload()

    expect(person.recording("March reports")).to_be_visible()


def test_titles_are_searched_and_statuses_filtered(person: Person, given_tour: Given) -> None:
    for title in ("Budget", "Roadmap"):
        person.client.call("PATCH", f"/projects/{given_tour(person)}", json={"title": title})
    page = person.page
    page.goto("/")

    page.get_by_role("searchbox", name="Search your recordings").fill("budg")
    expect(page.get_by_test_id("recording")).to_have_count(1)
    expect(person.recording("Budget")).to_be_visible()
    page.get_by_role("button", name="Failed").click()

    expect(page.get_by_text("No title has “budg” in it.")).to_be_visible()


def test_a_long_list_goes_on_as_one_scrolls(person: Person, given_tour: Given) -> None:
    for _ in range(35):
        given_tour(person)
    page = person.page
    page.goto("/")
    expect(page.get_by_test_id("recording")).to_have_count(30)

    page.get_by_test_id("recording").last.scroll_into_view_if_needed()

    expect(page.get_by_test_id("recording")).to_have_count(35)
