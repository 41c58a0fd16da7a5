"""The list of recordings as a library: tags, sorts and filters, and several recordings at once."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.accessibility import in_light_and_dark
from tests.browser.built import axe_source
from tests.browser.conftest import Given, Meet
from tests.browser.person import Person
from tests.browser.test_narrow import expect_it_fits, width_of

TITLES = ("Budget", "Roadmap", "Interview 10", "Interview 2")


def fill(person: Person, given_tour: Given) -> dict[str, str]:
    """Four recordings; their ids by title."""
    ids = {title: given_tour(person) for title in TITLES}
    for title, project_id in ids.items():
        person.client.call("PATCH", f"/projects/{project_id}", json={"title": title})
    return ids


@pytest.fixture
def ids(person: Person, given_tour: Given) -> dict[str, str]:
    ids = fill(person, given_tour)
    person.client.call("PUT", f"/projects/{ids['Budget']}/tags", json={"tags": ["Finance", "Internal"]})
    person.page.goto("/?sort=title")
    expect(person.recording("Budget")).to_be_visible()
    return ids


def titles(person: Person) -> Locator:
    return person.page.get_by_test_id("recording").get_by_role("heading")


def box(person: Person, title: str) -> Locator:
    return person.page.get_by_role("checkbox", name=f"Select {title}", exact=True)


def bar(person: Person) -> Locator:
    return person.page.get_by_test_id("selection")


def tags_of(person: Person, project_id: str) -> list[str]:
    tags: list[str] = person.client.call("GET", f"/projects/{project_id}")["tags"]
    return tags


def address(person: Person) -> dict[str, list[str]]:
    return parse_qs(urlsplit(person.page.url).query)


def test_a_recording_is_tagged_and_its_tag_leads_to_the_others(person: Person, ids: dict[str, str]) -> None:
    page = person.page
    person.recording("Roadmap").get_by_test_id("recording-menu").click()
    page.get_by_role("menuitem", name="Tags…").click()
    dialog = page.get_by_role("dialog", name="Tags")
    dialog.get_by_role("textbox", name="Add a tag").fill("Plans")
    page.keyboard.press("Enter")
    dialog.get_by_role("button", name="Finance").click()
    dialog.get_by_role("button", name="Save").click()

    tag = person.recording("Roadmap").get_by_role("link", name="Finance")
    expect(tag).to_be_visible()
    assert tags_of(person, ids["Roadmap"]) == ["Plans", "Finance"]
    tag.click()
    expect(titles(person)).to_have_count(2)
    expect(person.recording("Budget")).to_be_visible()
    assert address(person) == {"tag": ["Finance"]}
    page.get_by_role("combobox", name="Tag", exact=True).select_option("Any tag")
    expect(titles(person)).to_have_count(4)


def test_the_sort_and_the_filters_stand_in_the_address(person: Person, ids: dict[str, str]) -> None:
    page = person.page
    page.get_by_label("Sort").select_option("Title, Z to A")
    expect(titles(person)).to_have_text(["Roadmap", "Interview 10", "Interview 2", "Budget"])
    page.get_by_label("Sort").select_option("Title, A to Z")
    expect(titles(person)).to_have_text(["Budget", "Interview 2", "Interview 10", "Roadmap"])
    page.get_by_label("Added").select_option("In the last 7 days")
    page.get_by_role("searchbox").fill("inter")
    expect(titles(person)).to_have_text(["Interview 2", "Interview 10"])

    page.reload()

    expect(titles(person)).to_have_text(["Interview 2", "Interview 10"])
    assert set(address(person)) == {"sort", "created_after", "q"}
    page.get_by_role("button", name="Failed").click()
    page.get_by_role("button", name="Show all recordings").click()
    expect(titles(person)).to_have_count(4)
    expect(page.get_by_role("searchbox")).to_have_value("")


def test_shift_selects_all_between_and_tags_go_to_each(person: Person, ids: dict[str, str]) -> None:
    page = person.page
    box(person, "Roadmap").click()
    expect(bar(person)).to_contain_text("1 recording selected")
    box(person, "Interview 2").click(modifiers=["Shift"])
    expect(bar(person)).to_contain_text("3 recordings selected")
    bar(person).get_by_role("button", name="Select all 4 shown").click()
    bar(person).get_by_role("button", name="Tag").click()
    dialog = page.get_by_role("dialog", name="Tags of 4 recordings")
    expect(dialog.get_by_test_id("tags")).to_contain_text("on 1 of 4")

    dialog.get_by_role("button", name="Remove Internal").click()
    dialog.get_by_role("textbox", name="Add a tag").fill("finance")
    page.keyboard.press("Enter")
    dialog.get_by_role("button", name="Save").click()

    expect(page.get_by_test_id("toast")).to_contain_text("The tags of 4 recordings are saved.")
    assert [tags_of(person, ids[title]) for title in TITLES] == [["Finance"]] * 4


def test_several_are_deleted_at_once_and_all_come_back(person: Person, ids: dict[str, str]) -> None:
    page = person.page
    for title in ("Budget", "Roadmap", "Interview 2"):
        box(person, title).check()
    bar(person).get_by_role("button", name="Delete").click()
    expect(titles(person)).to_have_text(["Interview 10"])
    expect(bar(person)).to_have_count(0)

    toast = page.get_by_test_id("toast").filter(has_text="3 recordings are deleted.")
    toast.get_by_role("button", name="Undo").click()

    expect(titles(person)).to_have_count(4)
    listed = person.client.call("GET", "/projects")["items"]
    assert {item["id"] for item in listed} == set(ids.values())


def test_a_failure_of_one_is_told_and_stops_no_other(person: Person, ids: dict[str, str]) -> None:
    page = person.page
    for title in ("Budget", "Roadmap"):
        box(person, title).check()
    person.client.call("DELETE", f"/projects/{ids['Budget']}")
    bar(person).get_by_role("button", name="Tag").click()
    page.get_by_role("textbox", name="Add a tag").fill("Plans")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_test_id("toast").filter(has_text="“Budget”:")).to_be_visible()
    assert tags_of(person, ids["Roadmap"]) == ["Plans"]


def test_the_keyboard_selects_and_escape_lets_go(person: Person, ids: dict[str, str]) -> None:
    page = person.page
    box(person, "Budget").focus()
    page.keyboard.press("Space")
    expect(bar(person)).to_contain_text("1 recording selected")
    bar(person).get_by_role("button", name="Tag").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()

    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(bar(person)).to_be_visible()
    page.keyboard.press("Escape")

    expect(bar(person)).to_have_count(0)
    expect(box(person, "Budget")).not_to_be_checked()


def test_each_of_several_is_downloaded_as_a_zip(person: Person, ids: dict[str, str]) -> None:
    page = person.page
    files: list[str] = []
    page.on("download", lambda download: files.append(download.suggested_filename))
    for title in ("Budget", "Roadmap"):
        box(person, title).check()
    bar(person).get_by_role("button", name="Export").click()

    expect(page.get_by_test_id("toast")).to_contain_text("2 files downloaded", timeout=120_000)
    assert sorted(files) == ["Budget.zip", "Roadmap.zip"]


def test_what_became_ready_since_the_last_visit_is_new(person: Person, ids: dict[str, str]) -> None:
    page = person.page
    expect(page.get_by_text("New", exact=True)).to_have_count(0)
    page.goto("/account")  # a page that does not end a visit to the list
    page.evaluate("localStorage.setItem('clueso.visits', JSON.stringify({ last: 0, since: 0 }))")
    page.goto("/")

    expect(person.recording("Budget").get_by_text("New", exact=True)).to_be_visible()


def test_the_library_is_accessible_and_fits_on_a_telephone(meet: Meet, given_tour: Given) -> None:
    walker = meet(
        viewport={"width": 320, "height": 720},
        has_touch=True,
        is_mobile=True,
        reduced_motion="reduce",
        is_signed_in=True,
    )
    walker.context.add_init_script(axe_source())
    ids = fill(walker, given_tour)
    walker.client.call("PUT", f"/projects/{ids['Budget']}/tags", json={"tags": ["Finance", "x" * 50]})
    page = walker.page
    page.goto("/")
    for title in TITLES:
        box(walker, title).tap()
    expect(bar(walker)).to_be_visible()
    expect(page.get_by_label("Sort")).to_be_visible()
    expect_it_fits(page, width_of(walker))
    page.evaluate("scrollTo(0, document.body.scrollHeight)")  # where the bar covers no row
    found = in_light_and_dark(page)

    bar(walker).get_by_role("button", name="Tag").tap()
    expect(page.get_by_role("dialog").get_by_text("on 1 of 4").first).to_be_visible()
    expect_it_fits(page, width_of(walker))

    assert [*found, *in_light_and_dark(page)] == []
