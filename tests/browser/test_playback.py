"""Playing a recording: another address of it, and what a browser cannot play."""

from playwright.sync_api import Route, expect

from tests.browser.accessibility import violations
from tests.browser.built import axe_source
from tests.browser.person import Person

AGAIN = (
    "() => { const media = document.querySelector('[data-testid=media]'); media.src = media.src + '#again' }"
)
STANDS_THERE = """() => {
  const media = document.querySelector('[data-testid=media]')
  return media.readyState > 0 && Math.abs(media.currentTime - 5) < 0.3
}"""


def test_another_address_of_the_recording_goes_on_where_it_stood(person: Person, tour: str) -> None:
    person.open(tour)
    page = person.page
    page.wait_for_function("() => document.querySelector('[data-testid=media]').readyState > 0")
    page.keyboard.press("l")
    page.wait_for_function(STANDS_THERE)

    page.evaluate(AGAIN)

    page.wait_for_function(STANDS_THERE)
    expect(page.get_by_test_id("position")).to_have_attribute("data-ms", "5000")


def test_a_recording_that_this_browser_cannot_play_is_said_in_words(person: Person, tour: str) -> None:
    person.context.add_init_script(axe_source())
    page = person.page

    def no_film(route: Route) -> None:
        route.fulfill(status=200, content_type="video/mp4", body=b"no film at all")

    page.route(lambda url: "/objects/" in url, no_film)
    page.goto(f"/projects/{tour}")

    expect(page.get_by_test_id("playback")).to_contain_text("This browser cannot play the recording.")
    expect(page.get_by_test_id("segment").first).to_be_visible()
    assert violations(page) == []


def test_a_recording_that_storage_did_not_give_is_tried_again(person: Person, tour: str) -> None:
    page = person.page
    page.route(lambda url: "/objects/" in url, lambda route: route.fulfill(status=503))
    page.goto(f"/projects/{tour}")
    note = page.get_by_test_id("playback")
    expect(note.get_by_role("button", name="Try again")).to_be_visible()

    page.unroute_all()
    note.get_by_role("button", name="Try again").click()

    page.wait_for_function("() => document.querySelector('[data-testid=media]').readyState > 0")
    expect(note).to_have_count(0)
