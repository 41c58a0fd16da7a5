"""What somebody types into a document is never lost."""

import time
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from tests.browser.guides import (
    MINE,
    choose_for_step,
    edit_guide,
    expect_typed_and_saved,
    figure_of,
    heading_of,
    steps_of,
    text_of,
    versions_of,
)
from tests.browser.mishaps import crash, ended_session, refuse_saving, sign_in_again
from tests.browser.person import Person
from tests.browser.test_transcript import expect_saved


def test_a_guide_that_is_left_for_another_tab_is_saved_and_open_again_on_return(
    person: Person, tour: str
) -> None:
    page = edit_guide(person, tour)
    text_of(page, 2).fill(MINE)
    page.get_by_role("tab", name="Transcript").click()
    expect(page.get_by_test_id("segment").first).to_be_visible()

    page.get_by_role("tab", name="Guide").click()

    expect_typed_and_saved(person, page, tour)
    page.get_by_test_id("undo").click()
    expect(text_of(page, 2)).not_to_have_text(MINE)


def test_a_guide_that_is_left_for_the_list_of_recordings_is_saved(person: Person, tour: str) -> None:
    page = edit_guide(person, tour)
    text_of(page, 2).fill(MINE)

    page.get_by_role("link", name="Recordings", exact=True).click()
    expect(page.get_by_test_id("recordings")).to_be_visible()
    page.get_by_role("link", name="The tour").first.click()
    page.get_by_role("tab", name="Guide").click()

    expect_typed_and_saved(person, page, tour)
    assert person.times_warned == 0


def test_a_deleted_step_comes_back_by_undo_also_after_it_was_saved(person: Person, tour: str) -> None:
    before = steps_of(person, tour)
    page = edit_guide(person, tour)
    choose_for_step(page, 2, "Remove")
    expect_saved(page)
    gone = steps_of(person, tour)

    page.get_by_test_id("undo").click()
    expect(heading_of(page, 2)).to_have_text(before[1]["heading"])
    expect(heading_of(page, 2)).to_be_in_viewport()
    expect_saved(page)
    back = steps_of(person, tour)
    heading_of(page, 1).focus()
    page.keyboard.press("ControlOrMeta+Shift+z")
    expect_saved(page)

    assert [step["heading"] for step in gone] == [step["heading"] for step in (before[0], *before[2:])]
    assert [step["picture"]["at_ms"] for step in back] == [step["picture"]["at_ms"] for step in before]
    assert len(steps_of(person, tour)) == len(before) - 1
    assert [version["version"] for version in versions_of(person, tour)] == [2, 1]


def test_undo_covers_moves_texts_and_pictures(person: Person, tour: str) -> None:
    before = steps_of(person, tour)
    page = edit_guide(person, tour)
    choose_for_step(page, 1, "Move down")
    text_of(page, 1).fill(MINE)
    figure_of(page, 1).get_by_test_id("pick-picture").click()
    page.get_by_role("button", name="A little later").click()
    page.get_by_test_id("use-picture").click()
    expect_saved(page)
    edited = steps_of(person, tour)

    for _ in range(3):
        page.get_by_test_id("undo").click()
    expect(page.get_by_test_id("undo")).to_be_disabled()
    expect_saved(page)

    def told(steps: list[dict[str, Any]]) -> list[tuple[str, str, int]]:
        return [(step["heading"], step["text"], step["picture"]["at_ms"]) for step in steps]

    assert edited[0]["text"] == MINE
    assert edited[0]["picture"]["at_ms"] != before[1]["picture"]["at_ms"]
    assert told(steps_of(person, tour)) == told(before)


def test_what_is_typed_while_the_session_ends_is_saved_after_signing_in_again(
    person: Person, tour: str
) -> None:
    page = edit_guide(person, tour)
    with ended_session(page):
        text_of(page, 2).fill(MINE)
        expect(page.get_by_role("heading", name="Sign in to go on")).to_be_visible()

    sign_in_again(page, person.name)

    expect_typed_and_saved(person, page, tour)


def test_it_is_saved_when_the_page_was_loaded_again_before_signing_in(person: Person, tour: str) -> None:
    page = edit_guide(person, tour)
    with ended_session(page):
        text_of(page, 2).fill(MINE)
        expect(page.get_by_role("heading", name="Sign in to go on")).to_be_visible()
        page.reload()

    sign_in_again(page, person.name)

    expect(page.get_by_test_id("toast")).to_contain_text("is here again")
    expect_typed_and_saved(person, page, tour)


def test_what_is_typed_when_the_tab_crashes_is_there_in_the_next_one(person: Person, tour: str) -> None:
    page = edit_guide(person, tour)
    refuse_saving(page)
    text_of(page, 2).fill(MINE)
    crash(page)

    page = person.new_page()
    page.goto(f"/projects/{tour}/guide")

    expect_typed_and_saved(person, page, tour)


def test_what_is_typed_without_a_network_is_saved_when_it_is_back(person: Person, tour: str) -> None:
    page = edit_guide(person, tour)
    person.context.set_offline(True)
    text_of(page, 2).fill(MINE)
    expect(page.get_by_test_id("saving")).to_have_text("Not saved: offline")
    page.get_by_role("tab", name="Transcript").click()
    page.get_by_role("tab", name="Guide").click()
    expect(text_of(page, 2)).to_have_text(MINE)

    person.context.set_offline(False)

    expect_typed_and_saved(person, page, tour)


def test_closing_the_tab_with_unsaved_work_is_asked_about_and_the_work_survives(
    person: Person, tour: str
) -> None:
    page = edit_guide(person, tour)
    refuse_saving(page)
    text_of(page, 2).fill(MINE)
    expect(page.get_by_test_id("saving")).to_have_text("Not saved: no answer")
    with page.expect_event("dialog"):
        page.close(run_before_unload=True)

    page = person.new_page()
    page.goto(f"/projects/{tour}/guide")

    assert person.times_warned == 1
    expect_typed_and_saved(person, page, tour)


def test_a_file_that_is_taken_away_holds_what_was_just_typed(person: Person, tour: str) -> None:
    person.page.clock.install()
    page = edit_guide(person, tour)
    page.clock.pause_at(time.time() + 3600)
    text_of(page, 2).fill(MINE)  # no rest comes while the clock stands
    page.get_by_test_id("export").click()
    dialog = page.get_by_role("dialog")
    with page.expect_download() as download:
        dialog.get_by_role("button", name="Markdown", exact=False).first.click()

    assert MINE in Path(download.value.path()).read_text()


def test_what_is_typed_belongs_to_one_user_and_goes_with_a_real_sign_out(person: Person, tour: str) -> None:
    page = edit_guide(person, tour)
    with ended_session(page):
        text_of(page, 2).fill(MINE)
        expect(page.get_by_role("heading", name="Sign in to go on")).to_be_visible()
    sign_in_again(page, f"{person.name}-next")
    assert MINE not in page.content()
    page.get_by_test_id("account-menu").click()
    page.get_by_role("menuitem", name="Sign out").click()
    sign_in_again(page, person.name)
    page.goto(f"/projects/{tour}/guide")

    expect_typed_and_saved(person, page, tour)
