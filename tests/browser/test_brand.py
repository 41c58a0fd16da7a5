"""A logo and a colour of one's own: chosen in the account, in the file that arrives, kept when a picture is
refused.
"""

import re

import pytest
from playwright.sync_api import FilePayload, Locator, expect

from tests.browser.person import Person
from tests.browser.test_exports import take
from tests.pngs import plain_png

RED, WHITE = "#b3261e", b"\xff" * 4
SCRIPT = '<svg xmlns="http://www.w3.org/2000/svg" width="99" height="99"><script>alert(1)</script></svg>'


def picture(name: str, data: bytes) -> FilePayload:
    return {"name": name, "mimeType": "image/png", "buffer": data}


def choose(person: Person, logo: FilePayload) -> Locator:
    """Choose a logo in the account; the place of the logo on the page."""
    person.page.get_by_label("Logo", exact=True).set_input_files([logo])
    return person.page.get_by_test_id("logo")


def stored(person: Person) -> bytes:
    return person.client.fetch(person.client.call("GET", "/me/brand")["logo_url"])


def test_a_logo_and_a_colour_are_in_the_file_until_they_are_removed(person: Person, tour: str) -> None:
    page = person.page
    page.goto("/account")
    expect(choose(person, picture("logo.png", plain_png(120, 40)))).to_be_visible()
    page.get_by_label("Colour").fill(RED)
    page.get_by_label("Colour").blur()
    expect(page.get_by_role("button", name=re.compile("green"))).to_be_visible()

    _, branded = take(person, tour, "Web page")
    page.goto("/account")
    page.get_by_role("button", name="Remove the logo").click()
    expect(page.get_by_test_id("logo")).to_have_count(0)
    page.get_by_role("button", name=re.compile("green")).click()
    expect(page.get_by_role("button", name=re.compile("green"))).to_have_count(0)
    _, plain = take(person, tour, "Web page")

    assert f"--accent: {RED}".encode() in branded
    assert b'src="data:image/png;base64,' in branded
    assert RED.encode() not in plain
    assert b"data:image/png" not in plain


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("text.png", b"Not a picture.", "not a picture that can be read"),
        ("script.svg", SCRIPT.encode(), "not a picture that can be read"),
        ("one.png", plain_png(1, 1), "too small"),
        ("white.png", plain_png(120, 40, pixel=WHITE), "cannot be seen on paper"),
    ],
)
def test_a_picture_that_is_no_logo_is_refused_and_loses_nothing(
    person: Person, name: str, data: bytes, told: str
) -> None:
    person.page.goto("/account")
    expect(choose(person, picture("logo.png", plain_png(120, 40)))).to_be_visible()
    before = stored(person)

    logo = choose(person, picture(name, data))

    expect(person.page.get_by_test_id("toast")).to_contain_text(told)
    expect(logo).to_be_visible()
    assert stored(person) == before
