"""The menu of a passage, wherever the passage stands in the window."""

import pytest
from playwright.sync_api import Page

from clueso.dev.stack import Stack
from tests.browser.conftest import Given, Meet
from tests.browser.rows import put_segments
from tests.browser.test_transcript import passage

SCREENS = {"upright": (390, 844), "small": (320, 568), "lying": (844, 390)}
TEXTS = [f"This is passage number {number}, which is long enough for two lines." for number in range(12)]
CLEAR_OF_THE_CONTROLS = """(element) => {
  const floor = document.querySelector('.controls').getBoundingClientRect().top
  window.scrollBy(0, element.getBoundingClientRect().bottom - floor + 24)
}"""
COVERED = """() => [...document.querySelectorAll('[role=menuitem]')]
  .filter((item) => {
    const { x, y, width, height } = item.getBoundingClientRect()
    return !item.contains(document.elementFromPoint(x + width / 2, y + height / 2))
  })
  .map((item) => item.textContent)"""


def open_menu(page: Page, number: int) -> None:
    """Of a passage that stands just above the player's controls."""
    text = passage(page, number)
    text.tap()
    text.evaluate(CLEAR_OF_THE_CONTROLS)
    page.get_by_test_id("segment").nth(number).get_by_test_id("segment-menu").tap()


@pytest.mark.parametrize("screen", SCREENS.values(), ids=SCREENS)
def test_every_action_of_a_passage_can_be_touched(
    screen: tuple[int, int], stack: Stack, meet: Meet, given_tour: Given
) -> None:
    width, height = screen
    holder = meet(viewport={"width": width, "height": height}, has_touch=True, is_mobile=True)
    holder.sign_in()
    project_id = given_tour(holder)
    put_segments(stack, project_id, TEXTS)
    holder.open(project_id)
    page = holder.page

    for number in (1, 4):
        open_menu(page, number)
        page.get_by_role("menuitem", name="Delete").wait_for()

        assert page.evaluate(COVERED) == []
        page.keyboard.press("Escape")
