"""The whole job without a mouse."""

from playwright.sync_api import Locator, expect

from tests.browser.conftest import Given, Meet
from tests.browser.person import Person
from tests.browser.test_transcript import expect_saved, passage, texts_of

MOST_STOPS = 60


def tab_to(person: Person, wanted: Locator, key: str = "Tab") -> None:
    """Press Tab (or Shift+Tab) until something has the focus, and see that the focus shows."""
    for _ in range(MOST_STOPS):
        person.page.keyboard.press(key)
        if wanted.evaluate("element => element === document.activeElement"):
            assert wanted.evaluate("element => element.matches(':focus-visible')")
            return
    raise AssertionError(f"{wanted} is not reached within {MOST_STOPS} stops")


def test_the_keyboard_alone_signs_in_opens_edits_and_saves(meet: Meet, given_tour: Given) -> None:
    person = meet()
    project_id = given_tour(person)
    page = person.page
    page.goto("/")
    tab_to(person, page.get_by_label("Your name"))
    page.keyboard.type(person.name)
    page.keyboard.press("Enter")
    link = person.recording("The tour").get_by_role("link", name="The tour")
    expect(link).to_be_visible()

    tab_to(person, link)
    page.keyboard.press("Enter")
    expect(passage(page, 0)).to_be_visible()
    tab_to(person, passage(page, 0))
    page.keyboard.press("Control+End")
    page.keyboard.type(" Good morning.")
    page.keyboard.press("Control+s")
    expect_saved(page)

    assert texts_of(person, project_id)[0].endswith(" Good morning.")


def test_arrows_walk_through_passages_and_tabs(person: Person, tour: str) -> None:
    person.open(tour)
    page = person.page
    tab_to(person, page.get_by_role("tab", name="Transcript"))

    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Summary")).to_be_focused()
    expect(page.get_by_role("article", name="Summary")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    tab_to(person, passage(page, 0))
    page.keyboard.press("Control+End")
    page.keyboard.press("ArrowDown")

    expect(passage(page, 1)).to_be_focused()


def test_a_menu_and_a_dialog_give_the_focus_back(person: Person, tour: str) -> None:
    person.open(tour)
    page = person.page
    menu = page.get_by_test_id("project-menu")
    tab_to(person, menu)

    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem", name="Rename")).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu).to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(menu).to_be_focused()


def test_a_document_is_edited_and_saved_without_losing_the_place(person: Person, tour: str) -> None:
    person.open(tour, "summary")
    page = person.page
    tab_to(person, page.get_by_test_id("edit-document"))

    page.keyboard.press("Enter")
    expect(page.get_by_test_id("body-editor")).to_be_focused()
    point = page.get_by_role("textbox", name="The point")
    tab_to(person, point)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("Five steps.")
    page.keyboard.press("ControlOrMeta+s")
    expect(page.get_by_test_id("saving")).to_have_text("Saved")
    expect(point).to_be_focused()
    page.keyboard.press("ControlOrMeta+z")
    expect(point).not_to_have_value("Five steps.")
    page.keyboard.press("ControlOrMeta+Shift+z")
    expect(point).to_have_value("Five steps.")
    tab_to(person, page.get_by_test_id("done"), "Shift+Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_role("article")).to_contain_text("Five steps.")
    expect(page.get_by_test_id("edit-document")).to_be_focused()


def test_keys_play_pause_and_skip_but_not_while_one_types(person: Person, tour: str) -> None:
    person.open(tour)
    page = person.page
    position = page.get_by_test_id("position")
    page.wait_for_function("() => document.querySelector('[data-testid=media]').readyState > 0")

    page.keyboard.press("l")
    expect(position).to_have_attribute("data-ms", "5000")
    page.keyboard.press("j")
    expect(position).to_have_attribute("data-ms", "0")
    tab_to(person, passage(page, 0))
    page.keyboard.type("l")

    expect(position).to_have_attribute("data-ms", "0")
    expect(passage(page, 0)).to_contain_text("l")
