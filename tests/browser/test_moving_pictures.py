"""Moving pictures in the web page of a guide: offered where they can move, and played by the browser."""

from contextlib import closing
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.browser.person import PATIENCE_MS, Person
from tests.browser.test_export_options import MOVING, opened, taken

PLAYED = """async (video) => {
  await video.play()
  const { readyState, duration, videoWidth, muted, loop } = video
  return { readyState, duration, videoWidth, muted, loop, paused: video.paused }
}"""


def test_a_reader_plays_the_moving_picture_of_a_step(
    browser: Browser, person: Person, tour: str, tmp_path: Path
) -> None:
    dialog = opened(person, tour, of="Guide")
    dialog.get_by_label(MOVING).check()
    file = tmp_path / "guide.html"
    file.write_bytes(taken(dialog, "Web page"))

    with closing(browser.new_page()) as page:
        page.goto(file.as_uri())
        expect(page.locator("figure img").first).to_be_visible()
        expect(page.locator("video").first).to_be_hidden()
        page.get_by_text("Moving picture", exact=True).first.click()

        video = page.locator("video").first
        expect(video).to_be_visible()
        expect(page.locator("figure img").first).to_be_hidden()
        played = video.evaluate(PLAYED)
    assert 2 < played.pop("duration") < 10
    assert played.pop("videoWidth") > 0
    assert played.pop("readyState") >= 2
    assert played == {"muted": True, "loop": True, "paused": False}


def test_a_word_file_is_made_whatever_is_chosen_for_web_pages(person: Person, tour: str) -> None:
    dialog = opened(person, tour, of="Guide")
    dialog.get_by_label(MOVING).check()

    assert taken(dialog, "Word").startswith(b"PK")


def test_without_pictures_none_can_move(person: Person, tour: str) -> None:
    dialog = opened(person, tour, of="Guide")
    dialog.get_by_label(MOVING).check()

    dialog.get_by_label("Pictures", exact=True).uncheck()

    expect(dialog.get_by_label(MOVING)).to_be_disabled(timeout=PATIENCE_MS)
    expect(dialog.get_by_label(MOVING)).not_to_be_checked()
