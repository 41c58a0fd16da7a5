"""A narrow screen: everything is there, and nothing must be pushed sideways."""

import pytest
from playwright.sync_api import Page, expect

from tests.acceptance.stacks import SPEECH
from tests.browser.conftest import Given, Meet
from tests.browser.person import Person
from tests.browser.test_transcript import expect_saved, texts_of, write_at_end
from tests.browser.test_uploads import choose

OVER_THE_EDGE = """() => {
  const cut = (element) => element && element !== document.body &&
    (getComputedStyle(element).overflowX !== 'visible' || cut(element.parentElement))
  return [...document.querySelectorAll('body *')]
    .filter((element) => {
      const { left, right, width } = element.getBoundingClientRect()
      return width > 1 && (right > innerWidth + 1 || left < -1) && !cut(element)
    })
    .map((element) => `${element.tagName}.${element.className}`)
}"""


@pytest.fixture(params=[320, 375])
def walker(request: pytest.FixtureRequest, meet: Meet) -> Person:
    """Somebody with a telephone."""
    walker = meet(viewport={"width": request.param, "height": 720}, has_touch=True, is_mobile=True)
    walker.sign_in()
    return walker


def expect_it_fits(page: Page, width: int) -> None:
    over: list[str] = page.evaluate(OVER_THE_EDGE)
    assert over == []
    assert page.evaluate("[document.scrollingElement.scrollWidth, innerWidth]") == [width, width]


def width_of(person: Person) -> int:
    assert person.page.viewport_size
    return person.page.viewport_size["width"]


def test_the_home_fits(walker: Person, given_tour: Given) -> None:
    given_tour(walker)
    page = walker.page
    page.goto("/")
    expect(page.get_by_test_id("recording")).to_be_visible()
    choose(page, SPEECH)
    page.get_by_role("button", name="Options").click()

    expect_it_fits(page, width_of(walker))


def test_every_tab_of_a_project_fits(walker: Person, given_tour: Given) -> None:
    project_id = given_tour(walker)

    for tab in ("", "summary", "chapters", "guide", "article", "script"):
        walker.open(project_id, tab)
        expect_it_fits(walker.page, width_of(walker))


def test_dialogs_fit(walker: Person, given_tour: Given) -> None:
    page = walker.page
    walker.open(given_tour(walker))

    for opener in ("export", "versions"):
        page.get_by_test_id(opener).click()
        expect(page.get_by_role("dialog")).to_be_visible()
        expect_it_fits(page, width_of(walker))
        page.keyboard.press("Escape")


def test_the_pictures_to_choose_from_fit(walker: Person, given_tour: Given) -> None:
    page = walker.page
    walker.open(given_tour(walker), "guide")

    page.get_by_test_id("pick-picture").nth(1).click()
    expect(page.get_by_test_id("candidate").last).to_be_attached()

    expect_it_fits(page, width_of(walker))


def test_the_versions_to_choose_from_can_be_seen(walker: Person, given_tour: Given) -> None:
    walker.open(given_tour(walker), "summary")
    page = walker.page
    page.get_by_test_id("versions").click()

    version = page.get_by_test_id("version").first
    expect(page.get_by_role("region", name="compared with now")).to_be_visible()
    expect(version).to_be_in_viewport(ratio=1)


def test_a_transcript_is_corrected_on_a_telephone(walker: Person, given_tour: Given) -> None:
    project_id = given_tour(walker)
    walker.open(project_id)

    write_at_end(walker.page, 0, " Thank you.")
    expect_saved(walker.page)

    assert texts_of(walker, project_id)[0].endswith(" Thank you.")


def test_the_account_fits(walker: Person) -> None:
    walker.page.goto("/account")
    expect(walker.page.get_by_test_id("usage")).to_be_visible()

    expect_it_fits(walker.page, width_of(walker))
