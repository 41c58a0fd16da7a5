"""Links: made and revoked on the page, opened by nobody in particular, in a frame, after their end, by password."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_httpserver import HTTPServer
from sqlalchemy import update

from clueso.dev.stack import Stack
from clueso.models import SharedLink, from_now
from tests.browser.accessibility import violations
from tests.browser.built import axe_source
from tests.browser.conftest import Meet
from tests.browser.person import TELL_VIOLATIONS, Person
from tests.browser.rows import writing
from tests.browser.test_narrow import expect_it_fits, width_of

PASSWORD = "open sesame"
TITLE = "The tour"
Stranger = Callable[..., Page]


@pytest.fixture
def stranger(browser: Browser) -> Iterator[Stranger]:
    """Makes visitors without an account or a cookie, whose pages must do nothing that the policy forbids."""
    wrongs: list[str] = []
    with ExitStack() as contexts:

        def new(**options: Any) -> Page:
            context = browser.new_context(**options)
            contexts.callback(context.close)
            context.add_init_script(TELL_VIOLATIONS)
            page = context.new_page()
            page.on("console", lambda said: wrongs.append(said.text) if "CSP" in said.text else None)
            page.on("pageerror", lambda error: wrongs.append(str(error)))
            return page

        yield new
        assert wrongs == []


@pytest.fixture
def site() -> Iterator[HTTPServer]:
    """The pages of somebody else, on another origin."""
    with HTTPServer(host="127.0.0.1") as server:
        yield server


def link(person: Person, stack: Stack, project: str, *shows: str, **more: Any) -> str:
    """The whole address of a new link."""
    made = person.client.call("POST", f"/projects/{project}/links", json={"shows": shows, **more})
    return f"{stack.url}{made['url']}"


def framed(site: HTTPServer, address: str) -> str:
    """The address of a page of somebody else that shows this one in a frame."""
    html = f'<!doctype html><title>Help</title><iframe src="{address}" width="800" height="600"></iframe>'
    site.expect_request("/help").respond_with_data(html, content_type="text/html")
    return site.url_for("/help")


def test_nobody_in_particular_reads_and_plays_what_was_released(
    person: Person, stack: Stack, tour: str, stranger: Stranger
) -> None:
    page = stranger()
    page.goto(link(person, stack, tour, "video", "guide", "transcript"))

    expect(page.get_by_role("heading", level=1, name=TITLE)).to_be_visible()
    pictures = page.locator("#guide figure img")
    expect(pictures.first).to_have_js_property("complete", True)
    assert pictures.first.evaluate("picture => picture.naturalWidth") > 0
    player = page.locator("video")
    page.wait_for_function("() => document.querySelector('video').readyState >= 1")
    page.locator("#transcript button.moment").last.click()
    page.wait_for_function("() => document.querySelector('video').currentTime > 5")
    assert player.evaluate("player => player.textTracks.length") == 1
    page.evaluate("document.querySelector('video').textTracks[0].mode = 'showing'")
    page.wait_for_function("() => document.querySelector('video').textTracks[0].cues?.length > 3")
    assert page.context.cookies() == []
    listed = person.client.call("GET", f"/projects/{tour}/links")["items"]
    # Who says "HeadlessChrome" is no program that fetches pages by itself.
    assert listed[0]["views"] == 1


def test_texts_and_pictures_are_there_without_javascript(
    person: Person, stack: Stack, tour: str, stranger: Stranger
) -> None:
    page = stranger(java_script_enabled=False)
    page.goto(link(person, stack, tour, "video", "guide", password=PASSWORD))
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Open the page").click()

    steps = person.document(tour, "guide")["body"]["steps"]
    expect(page.locator("#guide h3.heading").filter(has_text=steps[0]["heading"])).to_be_visible()
    expect(page.locator("#guide figure img")).to_have_count(len(steps))
    expect(page.locator("video[controls]")).to_be_visible()
    expect(page.locator("#transcript")).to_have_count(0)


def test_a_frame_of_another_site_opens_with_its_password_and_without_cookies(
    person: Person, stack: Stack, tour: str, stranger: Stranger, site: HTTPServer
) -> None:
    origin = site.url_for("").rstrip("/")
    address = link(person, stack, tour, "guide", password=PASSWORD, embed=True, embed_origins=[origin])
    page = stranger()
    page.goto(framed(site, address))
    frame = page.frame_locator("iframe")

    frame.get_by_label("Password").fill("open says me")
    frame.get_by_label("Password").press("Enter")
    expect(frame.get_by_role("alert")).to_have_text("This is not the password. Capitals count.")
    frame.get_by_label("Password").fill(PASSWORD)
    frame.get_by_label("Password").press("Enter")

    expect(frame.get_by_role("heading", level=1, name=TITLE)).to_be_visible()
    # Without chrome: the site around it is the page.
    expect(frame.get_by_text("Clueso", exact=True)).to_have_count(0)
    assert page.context.cookies() == []
    assert not any(PASSWORD.replace(" ", "+") in one.url for one in page.frames)


@pytest.mark.parametrize("wish", [{}, {"embed": True, "embed_origins": ["https://help.example.com"]}])
def test_a_site_that_may_not_show_it_has_an_empty_frame(
    person: Person, stack: Stack, tour: str, browser: Browser, site: HTTPServer, wish: dict[str, Any]
) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        with page.expect_console_message(lambda said: "frame-ancestors" in said.text):
            page.goto(framed(site, link(person, stack, tour, "guide", **wish)))

        expect(page.frame_locator("iframe").get_by_role("heading", name=TITLE)).to_have_count(0)


def test_after_its_end_a_link_says_that_it_does_not_work(
    person: Person, stack: Stack, tour: str, stranger: Stranger
) -> None:
    address = link(person, stack, tour, "guide")
    page = stranger()
    page.goto(address)
    expect(page.get_by_role("heading", level=1, name=TITLE)).to_be_visible()
    with writing(stack) as rows:
        rows.execute(update(SharedLink).where(SharedLink.project_id == tour).values(expires_at=from_now(-1)))

    answer = page.reload()

    assert answer and answer.status == 404
    expect(page.get_by_role("heading", level=1)).to_have_text("This link does not work")
    expect(page.get_by_text(TITLE)).to_have_count(0)


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_on_a_links_pages_and_they_fit(
    person: Person, stack: Stack, tour: str, stranger: Stranger, width: int
) -> None:
    page = stranger(viewport={"width": width, "height": 844}, reduced_motion="reduce")
    page.context.add_init_script(axe_source())
    addresses = (
        link(person, stack, tour, "video", "transcript", "summary", "chapters", "guide", "article", "script"),
        link(person, stack, tour, "guide", password=PASSWORD),
        f"{stack.url}/s/unknown",
    )
    for address in addresses:
        page.goto(address)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert violations(page) == []
        expect_it_fits(page, width)


def test_a_link_is_made_copied_once_and_revoked_with_the_keyboard(
    person: Person, tour: str, stranger: Stranger
) -> None:
    page = person.page
    person.context.grant_permissions(["clipboard-read", "clipboard-write"])
    person.open(tour, "guide")
    page.get_by_test_id("share").press("Enter")
    dialog = page.get_by_role("dialog", name="Share")
    expect(dialog.get_by_label("Guide", exact=True)).to_be_checked()
    dialog.get_by_label("Recording", exact=True).press("Space")
    expect(dialog.get_by_text("what you blurred in a document")).to_be_visible()
    dialog.get_by_label("Password, if you want one").fill(PASSWORD)
    dialog.get_by_label("Other sites may show it in a frame").press("Space")
    dialog.get_by_label("Only these sites").fill("https://help.example.com/articles/1")
    dialog.get_by_label("Only these sites").press("Enter")

    expect(dialog.get_by_label("The link", exact=True)).to_be_focused()
    dialog.get_by_role("button", name="Copy the link").press("Enter")
    expect(page.get_by_test_id("toast")).to_contain_text("Copied")
    address = page.evaluate("navigator.clipboard.readText()")
    assert f'<iframe src="{address}"' in dialog.get_by_label("HTML for a frame").input_value()
    visitor = stranger()
    visitor.goto(address)
    visitor.get_by_label("Password").fill(PASSWORD)
    visitor.get_by_role("button", name="Open the page").click()
    expect(visitor.locator("video")).to_be_visible()

    dialog.get_by_role("button", name="Done").press("Enter")
    page.keyboard.press("Escape")
    page.reload()
    page.get_by_test_id("share").press("Enter")
    listed = dialog.get_by_test_id("links").get_by_role("listitem")
    expect(listed).to_contain_text("with a password · in frames of https://help.example.com · 1 view")
    assert address not in page.content()
    dialog.get_by_role("button", name="Revoke the link to Recording and Guide…").press("Enter")
    dialog.get_by_role("button", name="Revoke the link", exact=True).press("Enter")
    expect(dialog.get_by_text("No links yet.")).to_be_visible()
    visitor.goto(address)
    expect(visitor.get_by_role("heading", level=1)).to_have_text("This link does not work")


def test_the_dialog_fits_a_telephone_and_axe_finds_nothing(meet: Meet, given_tour: Any) -> None:
    walker = meet(is_signed_in=True, viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    walker.context.add_init_script(axe_source())
    walker.open(given_tour(walker))
    page = walker.page
    page.get_by_test_id("share").click()
    page.get_by_label("Recording", exact=True).check()
    page.get_by_label("Other sites may show it in a frame").check()
    assert violations(page) == []
    page.get_by_role("button", name="Make a link").click()
    expect(page.get_by_test_id("links")).to_be_visible()

    expect_it_fits(page, width_of(walker))
    assert violations(page) == []
