"""axe finds nothing on any screen, in light and dark."""

import pytest
from playwright.sync_api import expect

from tests.acceptance.stacks import PATIENCE_S, RECORDINGS, SPEECH, make_project
from tests.browser.accessibility import in_light_and_dark
from tests.browser.built import axe_source
from tests.browser.conftest import Given, Meet
from tests.browser.files import SPEECH_VIDEO
from tests.browser.guides import draw, edit_guide, save_elsewhere, text_of, use_tool
from tests.browser.mishaps import crash, refuse_saving
from tests.browser.person import Person
from tests.browser.test_leaving import FORBID_STORAGE, ask_to_sign_out
from tests.browser.test_lost_answers import upload_whose_answer_is_lost
from tests.browser.test_transcript import write_at_end
from tests.browser.test_uploads import choose

DIALOGS_OF_THE_PROJECT = {
    "Export": ["export"],
    "Keyboard": ["project-menu", "Keyboard help"],
    "Transcribe again": ["project-menu", "Transcribe again…"],
    "History of the transcript": ["versions"],
}

MARKS = {
    "Draw a box": "ArrowUp",
    "Draw an arrow": "ArrowDown",
    "Place a number": "ArrowLeft",
    "Blur a part": "ArrowRight",
}
"""What is drawn, and where it is moved from the middle, so that none covers another."""


@pytest.fixture
def viewer(meet: Meet) -> Person:
    """Somebody before the sign-in, with axe in every page; its own world, so that the page's policy holds."""
    viewer = meet(reduced_motion="reduce")
    viewer.context.add_init_script(axe_source())
    return viewer


def test_the_sign_in(viewer: Person) -> None:
    viewer.page.goto("/")
    viewer.page.get_by_role("button", name="Sign in").click()
    expect(viewer.page.get_by_role("alert")).to_be_visible()

    assert in_light_and_dark(viewer.page) == []


def test_the_empty_home(viewer: Person) -> None:
    viewer.sign_in()
    expect(viewer.page.get_by_test_id("sample")).to_be_visible()

    assert in_light_and_dark(viewer.page) == []


def test_the_home_with_files_that_wait_for_their_start(viewer: Person) -> None:
    viewer.sign_in()
    choose(viewer.page, SPEECH, SPEECH_VIDEO)
    viewer.page.get_by_role("button", name="Options").first.click()

    assert in_light_and_dark(viewer.page) == []


def test_the_home_and_a_project_while_work_runs(viewer: Person) -> None:
    viewer.sign_in()
    project_id = make_project(viewer.client, SPEECH)
    viewer.page.goto("/")
    expect(viewer.recording("speech").get_by_role("progressbar")).to_be_visible()
    home = in_light_and_dark(viewer.page)

    viewer.page.goto(f"/projects/{project_id}")
    expect(viewer.page.get_by_test_id("steps")).to_be_visible()

    assert [*home, *in_light_and_dark(viewer.page)] == []


def test_the_full_home_with_its_menu(viewer: Person, given_tour: Given) -> None:
    for _ in range(3):
        given_tour(viewer)
    viewer.sign_in()
    expect(viewer.page.get_by_test_id("recording")).to_have_count(3)
    plain = in_light_and_dark(viewer.page)
    viewer.page.get_by_test_id("recording-menu").first.click()

    assert [*plain, *in_light_and_dark(viewer.page)] == []


def test_every_tab_of_a_project_read_and_edited(viewer: Person, given_tour: Given) -> None:
    viewer.sign_in()
    project_id = given_tour(viewer)
    page = viewer.page
    viewer.open(project_id)
    found = in_light_and_dark(page)
    page.get_by_test_id("find").click()
    page.get_by_test_id("doubts").click()
    page.get_by_role("textbox", name="Find", exact=True).fill("report")
    found += in_light_and_dark(page)
    for tab in ("Summary", "Chapters", "Guide", "Article", "Script"):
        page.get_by_role("tab", name=tab, exact=True).click()
        expect(page.get_by_role("article", name=tab)).to_be_visible()
        found += in_light_and_dark(page)
    for tab in ("Summary", "Chapters", "Article", "Script"):
        page.get_by_role("tab", name=tab, exact=True).click()
        page.get_by_test_id("edit-document").click()
        expect(page.get_by_test_id("body-editor")).to_be_visible()
        found += in_light_and_dark(page)

    assert found == []


def test_a_guide_while_it_is_written_and_drawn_on(viewer: Person, given_tour: Given) -> None:
    viewer.sign_in()
    page = edit_guide(viewer, given_tour(viewer))
    for tool, way in MARKS.items():
        mark = draw(page, 1, tool)
        for _ in range(5):
            mark.press(f"Shift+{way}")
    found = in_light_and_dark(page)
    use_tool(page, 1, "Crop")
    found += in_light_and_dark(page)
    page.keyboard.press("Escape")
    use_tool(page, 2, "Show no picture")
    page.get_by_test_id("insert-step").nth(1).press("Enter")
    expect(page.get_by_test_id("problems")).to_be_visible()
    found += in_light_and_dark(page)
    page.get_by_test_id("step-menu").first.click()

    assert [*found, *in_light_and_dark(page)] == []


def test_what_keeps_a_document_from_being_saved(viewer: Person, given_tour: Given) -> None:
    viewer.sign_in()
    project_id = given_tour(viewer)
    page = edit_guide(viewer, project_id)
    text_of(page, 1).fill("")
    expect(page.get_by_test_id("problems")).to_be_visible()
    found = in_light_and_dark(page)
    save_elsewhere(viewer, project_id, "Theirs")
    text_of(page, 1).fill("Mine.")
    page.get_by_test_id("conflict").get_by_role("button", name="Compare").click()
    expect(page.get_by_role("region", name="Yours compared with the other one")).to_be_visible()

    assert [*found, *in_light_and_dark(page)] == []


def test_the_dialogs_of_a_project(viewer: Person, given_tour: Given) -> None:
    viewer.sign_in()
    viewer.open(given_tour(viewer))
    page = viewer.page
    found = []
    for name, (first, *items) in DIALOGS_OF_THE_PROJECT.items():
        page.get_by_test_id(first).click()
        for item in items:
            page.get_by_role("menuitem", name=item).click()
        dialog = page.get_by_role("dialog", name=name)
        expect(dialog).to_be_visible()
        found += in_light_and_dark(page)
        page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)

    assert found == []


def test_the_dialogs_of_a_passage_and_a_document(viewer: Person, given_tour: Given) -> None:
    viewer.sign_in()
    project_id = given_tour(viewer)
    page = viewer.page
    viewer.open(project_id)
    found = []
    page.get_by_test_id("segment-text").first.click()
    for item in ("Speaker…", "Times…"):
        page.get_by_test_id("segment-menu").first.click()
        page.get_by_role("menuitem", name=item).click()
        found += in_light_and_dark(page)
        page.keyboard.press("Escape")
    page.get_by_role("tab", name="Guide").click()
    page.get_by_test_id("rewrite").click()
    found += in_light_and_dark(page)
    page.keyboard.press("Escape")
    page.get_by_test_id("pick-picture").first.click()
    expect(page.get_by_test_id("candidate").first).to_be_visible()
    found += in_light_and_dark(page)

    assert found == []


def test_a_failed_recording(viewer: Person) -> None:
    viewer.sign_in()
    project_id = make_project(viewer.client, RECORDINGS / "no-audio.mp4")
    viewer.client.finished(project_id, PATIENCE_S)
    viewer.page.goto(f"/projects/{project_id}")
    expect(viewer.page.get_by_test_id("project-error")).to_be_visible()

    assert in_light_and_dark(viewer.page) == []


def test_the_account_and_its_dialog(viewer: Person) -> None:
    viewer.sign_in()
    page = viewer.page
    viewer.client.call("PUT", "/me/vocabulary", json={"words": ["Clueso"]})
    page.goto("/account")
    expect(page.get_by_test_id("usage")).to_be_visible()
    expect(page.get_by_test_id("vocabulary")).to_be_visible()
    found = in_light_and_dark(page)
    page.get_by_role("button", name="Delete my data…").click()

    assert [*found, *in_light_and_dark(page)] == []


def test_a_page_that_does_not_exist(viewer: Person) -> None:
    viewer.sign_in()
    viewer.page.goto("/nowhere")
    expect(viewer.page.get_by_role("heading", name="There is no such page")).to_be_visible()

    assert in_light_and_dark(viewer.page) == []


def test_what_is_told_of_unsaved_work(viewer: Person, given_tour: Given) -> None:
    viewer.sign_in()
    viewer.open(given_tour(viewer))
    page = viewer.page
    refuse_saving(page)
    page.evaluate(FORBID_STORAGE)
    write_at_end(page, 1, " Thank you.")
    expect(page.get_by_test_id("storage-trouble")).to_be_visible()
    told = in_light_and_dark(page)
    ask_to_sign_out(page)
    expect(page.get_by_role("button", name="Sign out and lose them")).to_be_enabled()

    assert told + in_light_and_dark(page) == []


def test_the_offer_of_work_that_was_left_unsaved(viewer: Person, given_tour: Given) -> None:
    viewer.sign_in()
    viewer.open(given_tour(viewer))
    refuse_saving(viewer.page)
    write_at_end(viewer.page, 1, " Thank you.")
    crash(viewer.page)
    page = viewer.new_page()
    page.goto("/")
    expect(page.get_by_test_id("unsaved")).to_be_visible()

    assert in_light_and_dark(page) == []


def test_an_upload_whose_project_is_there_already(viewer: Person) -> None:
    viewer.sign_in()
    upload_whose_answer_is_lost(viewer.page)

    assert in_light_and_dark(viewer.page) == []
