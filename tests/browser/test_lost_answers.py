"""What a person started is made once, also when the answer to it got lost."""

import re

from playwright.sync_api import Locator, Page, Route, expect

from tests.acceptance.stacks import SPEECH, make_project
from tests.browser.person import Person
from tests.browser.test_uploads import choose


def lose_answers(page: Page, path: str) -> None:
    """The server does what is asked at this path, and no answer comes back."""

    def lose(route: Route) -> None:
        if route.request.method != "POST":
            return route.fallback()
        route.fetch()
        return route.abort()

    page.route(path, lose)


def upload_whose_answer_is_lost(page: Page) -> Locator:
    """A stored upload, whose project the server has made, that is to be started with other options."""
    page.goto("/")
    choose(page, SPEECH)
    lose_answers(page, "**/api/v1/projects")
    card = page.get_by_test_id("upload")
    card.get_by_role("button", name="Start").click()
    card.get_by_role("button", name="Change the options").click()
    card.get_by_label("How to write").fill("For children")
    page.unroute_all()
    card.get_by_role("button", name="Start").click()
    expect(card.get_by_test_id("upload-status")).to_contain_text("A recording was made of it already")
    expect(page.get_by_test_id("resume")).to_have_count(0)
    return card


def test_a_start_whose_answer_was_lost_leads_to_what_it_made(person: Person) -> None:
    page = person.page
    card = upload_whose_answer_is_lost(page)
    [made] = person.client.call("GET", "/projects")["items"]

    card.get_by_role("button", name="Open it").click()

    expect(page).to_have_url(re.compile(f"/projects/{made['id']}$"))
    page.get_by_role("link", name="Recordings", exact=True).click()
    expect(person.recording("speech")).to_have_count(1)
    expect(page.get_by_test_id("upload")).to_have_count(0)
    expect(page.get_by_test_id("resume")).to_have_count(0)


def test_after_a_lost_answer_another_recording_is_made_with_the_new_options(person: Person) -> None:
    page = person.page
    card = upload_whose_answer_is_lost(page)

    card.get_by_role("button", name="Start another with these options").click()
    expect(person.recording("speech")).to_have_count(2)

    expect(card).to_have_count(0)
    made = person.client.call("GET", "/projects")["items"]
    assert [item["instructions"] for item in made] == ["For children", None]
    assert len({item["upload_id"] for item in made}) == 1


def test_a_start_that_made_nothing_is_tried_with_the_new_options(person: Person) -> None:
    page = person.page
    page.goto("/")
    choose(page, SPEECH)
    lose_answers(page, "**/api/v1/projects")
    card = page.get_by_test_id("upload")
    card.get_by_role("button", name="Start").click()
    card.get_by_role("button", name="Change the options").click()
    card.get_by_label("How to write").fill("For children")
    [made] = person.client.call("GET", "/projects")["items"]
    person.client.call("DELETE", f"/projects/{made['id']}")
    page.unroute_all()

    card.get_by_role("button", name="Start").click()

    expect(card).to_have_count(0)
    [again] = person.client.call("GET", "/projects")["items"]
    assert again["instructions"] == "For children"


def test_an_option_that_the_server_refuses_can_be_changed(person: Person) -> None:
    page = person.page
    page.goto("/")
    choose(page, SPEECH)
    card = page.get_by_test_id("upload")
    card.get_by_role("button", name="Options").click()
    card.get_by_label("How to write").fill("x" * 5000)
    card.get_by_role("button", name="Start").click()
    expect(card.get_by_role("alert")).to_be_visible()

    card.get_by_role("button", name="Change the options").click()
    card.get_by_label("How to write").fill("Short")
    card.get_by_role("button", name="Start").click()

    expect(person.recording("speech")).to_be_visible()


def test_transcribing_again_after_a_lost_answer_makes_one_recording(person: Person) -> None:
    page = person.page
    project_id = make_project(person.client, SPEECH, documents=[])
    page.goto(f"/projects/{project_id}")
    page.get_by_test_id("project-menu").click()
    page.get_by_role("menuitem", name="Transcribe again").click()
    lose_answers(page, "**/api/v1/projects")
    start = page.get_by_role("button", name="Start", exact=True)
    start.click()
    expect(page.get_by_test_id("error")).to_be_visible()
    page.unroute_all()

    start.click()
    expect(page).not_to_have_url(re.compile(project_id))

    assert len(person.client.call("GET", "/projects")["items"]) == 2
