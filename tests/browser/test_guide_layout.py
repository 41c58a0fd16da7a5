"""Where the words of a step stand, by the room there is for its picture."""

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.guides import edit_guide, figure_of
from tests.browser.person import Person
from tests.browser.test_brand import picture
from tests.pngs import plain_png


def frame(found: Locator) -> tuple[float, float, float, float]:
    """Left, top, right and bottom."""
    box = found.bounding_box()
    assert box
    return box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"]


@pytest.mark.parametrize(("width", "is_beside"), [(1440, True), (1280, True), (1024, False), (375, False)])
def test_words_stand_beside_their_picture_where_there_is_room(
    person: Person, tour: str, width: int, is_beside: bool
) -> None:
    page = edit_guide(person, tour)
    page.set_viewport_size({"width": width, "height": 860})

    left, top, _, _ = frame(figure_of(page, 1).get_by_role("img"))
    _, above, right, below = frame(page.get_by_test_id("guide-step").first.locator(".guide-words"))

    if is_beside:
        assert left > right
        assert abs(top - above) < 2
    else:
        assert top >= below


def test_an_upright_picture_is_seen_all_at_once(person: Person, tour: str) -> None:
    page = edit_guide(person, tour)
    figure = figure_of(page, 1)
    file = figure.get_by_label("A picture of your own", exact=True)
    file.set_input_files([picture("phone.png", plain_png(390, 844))])
    expect(figure.get_by_role("img")).to_have_js_property("naturalWidth", 390)

    _, top, _, bottom = frame(figure.get_by_role("img"))

    assert page.viewport_size
    assert bottom - top < page.viewport_size["height"] * 0.8
