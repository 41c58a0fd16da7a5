"""Coming, being away, and leaving."""

import re

from playwright.sync_api import expect

from tests.acceptance.stacks import SPEECH
from tests.browser.conftest import Given, Meet
from tests.browser.person import Person
from tests.browser.test_transcript import expect_saved, write_at_end
from tests.browser.test_uploads import choose

LEFT_BEHIND = """async () => ({
  local: { ...localStorage },
  session: { ...sessionStorage },
  caches: await caches.keys(),
  databases: await indexedDB.databases(),
  cookies: document.cookie,
  workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""


def test_sign_out_leaves_nothing_behind(person: Person, tour: str) -> None:
    page = person.page
    page.goto("/")
    choose(page, SPEECH)
    page.get_by_test_id("upload").get_by_role("button", name="Start").click()
    expect(person.recording("speech")).to_be_visible()
    person.open(tour)
    page.get_by_test_id("speed").select_option("2")
    page.get_by_test_id("theme").click()
    write_at_end(page, 0, " Thank you.")
    expect_saved(page)
    assert page.evaluate("localStorage.length") > 0

    page.get_by_test_id("account-menu").click()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page.get_by_label("Your name")).to_be_visible()

    assert page.evaluate(LEFT_BEHIND) == {
        "local": {},
        "session": {},
        "caches": [],
        "databases": [],
        "cookies": "",
        "workers": 0,
    }
    assert person.context.cookies() == []
    assert "The tour" not in page.content()
    assert re.search(r"://[^/]+/$", page.url)


def test_the_next_person_sees_nothing_of_the_one_before(person: Person, tour: str, meet: Meet) -> None:
    person.open(tour)
    page = person.page
    page.get_by_test_id("account-menu").click()
    page.get_by_role("menuitem", name="Sign out").click()

    page.get_by_label("Your name").fill(f"{person.name}-next")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_test_id("sample")).to_be_visible()
    page.go_back()

    expect(page.get_by_text("The tour")).to_have_count(0)


def test_a_link_to_a_recording_leads_there_through_the_sign_in(meet: Meet, given_tour: Given) -> None:
    person = meet()
    project_id = given_tour(person)

    person.sign_in(f"/projects/{project_id}/guide")

    expect(person.page.get_by_role("article", name="Guide")).to_be_visible()


def test_an_expired_session_comes_back_to_where_one_was(person: Person, tour: str) -> None:
    person.open(tour, "guide")
    page = person.page
    refused = {"status": 401, "json": {"title": "Sign in", "status": 401, "detail": "Expired."}}
    page.route("**/api/v1/**", lambda route: route.fulfill(**refused))
    page.route("**/auth/local/token", lambda route: route.fulfill(**refused))

    page.get_by_role("tab", name="Script", exact=True).click()
    expect(page.get_by_role("heading", name="Sign in to go on")).to_be_visible()
    page.unroute_all()
    page.get_by_label("Your name").fill(person.name)
    page.get_by_role("button", name="Sign in").click()

    expect(page.get_by_role("article", name="Script")).to_be_visible()


def test_a_theme_is_the_systems_until_a_person_chooses(meet: Meet) -> None:
    person = meet(color_scheme="dark")
    person.sign_in()
    root = person.page.locator("html")
    expect(root).to_have_attribute("data-theme", "dark")

    person.page.get_by_role("button", name="Light theme").click()
    person.page.reload()

    expect(root).to_have_attribute("data-theme", "light")


def test_words_of_the_vocabulary_are_kept_for_every_recording(person: Person) -> None:
    page = person.page
    page.goto("/account")

    page.get_by_label("New words").fill("Clueso, Dr. Okonkwo")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_test_id("vocabulary").get_by_role("listitem")).to_have_text(["Clueso", "Dr. Okonkwo"])
    page.reload()
    page.get_by_role("button", name="Remove Clueso").click()
    expect(page.get_by_test_id("vocabulary").get_by_role("listitem")).to_have_text(["Dr. Okonkwo"])

    page.reload()
    expect(page.get_by_test_id("vocabulary").get_by_role("listitem")).to_have_text(["Dr. Okonkwo"])


def test_everything_of_a_person_is_deleted_when_they_say_so(person: Person, tour: str) -> None:
    page = person.page
    page.goto("/account")
    page.get_by_role("button", name="Delete my data…").click()
    delete = page.get_by_role("button", name="Delete everything")
    expect(delete).to_be_disabled()

    page.get_by_label("Type “delete” to go on").fill("delete")
    delete.click()

    expect(page.get_by_label("Your name")).to_be_visible()
    assert person.client.call("GET", "/projects")["items"] == []


def test_a_page_that_does_not_open_offers_to_load_again(meet: Meet) -> None:
    page = meet().page
    page.clock.install()
    page.route("**/api/v1/config", lambda route: None, times=1)
    page.goto("/")
    expect(page.get_by_text("Opening Clueso")).to_be_visible()

    page.clock.fast_forward(15_000)
    page.get_by_role("button", name="Load again").click()

    expect(page.get_by_label("Your name")).to_be_visible()
