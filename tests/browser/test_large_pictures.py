"""The pictures of a guide, large."""

from playwright.sync_api import expect

from tests.browser.accessibility import violations
from tests.browser.built import axe_source
from tests.browser.guides import draw, edit_guide
from tests.browser.person import Person


def test_a_picture_opens_large_leads_to_the_next_and_gives_the_focus_back(person: Person, tour: str) -> None:
    person.context.add_init_script(axe_source())
    person.open(tour, "guide")
    page = person.page
    opener = page.get_by_test_id("enlarge").nth(1)
    first = opener.get_by_role("img").get_attribute("alt") or ""
    following = page.get_by_test_id("enlarge").nth(2).get_by_role("img").get_attribute("alt") or ""

    opener.focus()
    page.keyboard.press("Enter")
    large = page.get_by_test_id("large-picture")
    expect(large.get_by_role("img", name=first)).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("ArrowRight")
    expect(large.get_by_role("img", name=following)).to_be_visible()
    page.get_by_role("button", name="Previous picture").click()
    expect(large.get_by_role("img", name=first)).to_be_visible()
    page.keyboard.press("Escape")

    expect(large).to_have_count(0)
    expect(opener).to_be_focused()


def test_what_is_drawn_on_a_picture_stands_on_the_large_one_too(person: Person, tour: str) -> None:
    page = edit_guide(person, tour)
    for tool in ("Draw a box", "Blur a part"):
        draw(page, 1, tool)

    page.get_by_test_id("enlarge").first.press("Enter")

    large = page.get_by_test_id("large-picture")
    picture, blur = (
        large.get_by_role("img").bounding_box(),
        large.locator(".picture-mark-blur").bounding_box(),
    )
    assert picture and blur
    assert large.locator(".picture-mark-box").count() == 1
    inside = [(blur["x"] - picture["x"]) / picture["width"], (blur["y"] - picture["y"]) / picture["height"]]
    assert [round(share, 2) for share in inside] == [0.38, 0.45]
    filter_ = large.locator(".picture-mark-blur").evaluate("mark => getComputedStyle(mark).backdropFilter")
    assert filter_.startswith("blur(")
