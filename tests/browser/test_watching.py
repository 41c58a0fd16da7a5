"""The player as one watches: large, with captions, chapters, a waveform and a volume."""

import re

from playwright.sync_api import Page, expect

from tests.browser.accessibility import violations
from tests.browser.built import axe_source
from tests.browser.person import Person
from tests.browser.test_transcript import expect_saved, write_at_end

LOADED = "() => document.querySelector('[data-testid=media]')?.readyState > 0"
CAPTIONS = """() => [...document.querySelector('video').textTracks]
  .filter((track) => track.mode === 'showing')
  .flatMap((track) => [...track.cues].map((cue) => cue.text))"""
HEARD = "() => { const { volume, muted } = document.querySelector('video'); return [volume, muted] }"
THEATRE = re.compile("project-theatre")


def watch(person: Person, project_id: str) -> Page:
    person.open(project_id)
    person.page.wait_for_function(LOADED)
    return person.page


def test_the_theatre_takes_the_width_and_is_remembered(person: Person, tour: str) -> None:
    person.context.add_init_script(axe_source())
    page = watch(person, tour)
    main = page.get_by_role("main")

    page.get_by_test_id("theatre").click()
    expect(main).to_have_class(THEATRE)
    page.reload()
    expect(main).to_have_class(THEATRE)
    page.get_by_test_id("captions").click()
    assert violations(page) == []

    page.keyboard.press("t")
    expect(main).not_to_have_class(THEATRE)


def test_all_of_the_theatre_is_in_the_window(person: Person, tour: str) -> None:
    page = watch(person, tour)

    page.get_by_test_id("theatre").click()
    expect(page.get_by_role("main")).to_have_class(THEATRE)
    page.evaluate("scrollTo(0, 0)")

    expect(page.get_by_test_id("full")).to_be_in_viewport(ratio=1)


def test_the_keys_of_the_player_work_after_a_click_on_its_bar(person: Person, tour: str) -> None:
    page = watch(person, tour)
    page.get_by_role("slider", name="Position").click()

    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.keyboard.press("k")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    page.keyboard.press("m")

    expect(page.get_by_role("slider", name="Volume")).to_have_value("0")


def test_full_screen_is_entered_and_left_by_a_key(person: Person, tour: str) -> None:
    page = watch(person, tour)

    page.keyboard.press("f")
    expect(page.get_by_test_id("full")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("f")

    expect(page.get_by_test_id("full")).to_have_attribute("aria-pressed", "false")


def test_captions_say_what_the_transcript_says_now(person: Person, tour: str) -> None:
    page = watch(person, tour)
    assert page.evaluate(CAPTIONS) == []

    page.keyboard.press("c")
    page.wait_for_function(f"() => ({CAPTIONS})().length > 0")
    write_at_end(page, 0, " <b>Hello</b> & welcome.")
    expect_saved(page)

    page.wait_for_function(f"() => ({CAPTIONS})().some((text) => text.includes('&lt;b>Hello'))")
    page.get_by_test_id("captions").click()
    assert page.evaluate(CAPTIONS) == []


def test_the_volume_is_kept_and_muting_gives_it_back(person: Person, tour: str) -> None:
    page = watch(person, tour)

    page.keyboard.press("-")
    page.keyboard.press("-")
    page.reload()
    page.wait_for_function(LOADED)
    assert page.evaluate(HEARD) == [0.8, False]
    page.get_by_role("button", name="Mute").click()
    expect(page.get_by_role("slider", name="Volume")).to_have_value("0")
    page.keyboard.press("m")

    assert page.evaluate(HEARD) == [0.8, False]


def test_the_bar_shows_the_sound_and_the_chapters(person: Person, tour: str) -> None:
    chapters = person.document(tour, "chapters")["body"]["chapters"]
    assert len(chapters) > 1
    page = watch(person, tour)
    bar = page.get_by_role("slider", name="Position")
    expect(page.get_by_test_id("waveform")).to_be_visible()
    expect(page.get_by_test_id("chapter-mark")).to_have_count(len(chapters) - 1)

    page.keyboard.press("]")
    expect(page.get_by_test_id("position")).to_have_attribute("data-ms", str(chapters[1]["start_ms"]))
    expect(bar).to_have_attribute("aria-valuetext", re.compile(re.escape(chapters[1]["title"])))
    bar.hover(position={"x": 2, "y": 10})

    expect(page.get_by_test_id("hint")).to_contain_text(chapters[0]["title"])
