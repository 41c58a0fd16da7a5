"""How long a recording is kept: told in time, in plain words, and kept by one button."""

from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect
from sqlalchemy import select, update

from clueso.dev.stack import Stack
from clueso.models import Project, Upload, UploadStatus
from tests.browser.conftest import Given
from tests.browser.person import Person
from tests.browser.rows import writing


def change_upload(stack: Stack, project_id: str, **values: object) -> None:
    """Of the project's upload; the project is another one by that, for whoever watches it."""
    with writing(stack) as connection:
        uses = select(Project.upload_id).where(Project.id == project_id).scalar_subquery()
        connection.execute(update(Upload).where(Upload.id == uses).values(**values))
        connection.execute(
            update(Project).where(Project.id == project_id).values(version=Project.version + 1)
        )


def test_what_is_to_go_is_told_and_kept_by_a_button(person: Person, tour: str, stack: Stack) -> None:
    change_upload(stack, tour, removal_at=datetime(2031, 5, 4, 12, tzinfo=UTC))
    page = person.page
    page.goto("/")
    expect(page.get_by_test_id("kept")).to_have_text("The recording will be removed on 4 May 2031")

    person.open(tour)
    note = page.get_by_test_id("removal")
    expect(note).to_contain_text("The recording will be removed on 4 May 2031")
    note.get_by_role("button", name="Keep it").click()

    expect(page.get_by_text("The recording is kept.")).to_be_visible()
    expect(note).to_have_count(0)


def test_the_owner_chooses_how_long(person: Person, tour: str) -> None:
    page = person.page
    person.open(tour)
    page.get_by_test_id("project-menu").click()
    page.get_by_role("menuitem", name="Keep the recording").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("As usual here: kept")
    dialog.get_by_label("Remove it after some days").check()
    dialog.get_by_label("Days after it was added").fill("0")
    expect(dialog.get_by_role("button", name="Save")).to_be_disabled()
    dialog.get_by_label("Days after it was added").fill("60")
    dialog.get_by_role("button", name="Save").click()

    expect(dialog).to_have_count(0)
    page.get_by_test_id("project-menu").click()
    page.get_by_role("menuitem", name="Keep the recording").click()
    expect(dialog.get_by_label("Days after it was added")).to_have_value("60")


def test_of_a_removed_recording_the_words_are_there_and_the_page_says_so(
    person: Person, given_tour: Given, stack: Stack
) -> None:
    project_id = given_tour(person)
    gone = datetime.now(UTC) - timedelta(days=1)
    change_upload(stack, project_id, status=UploadStatus.EXPIRED, updated_at=gone, cleared_at=gone)

    person.open(project_id)

    expect(person.page.get_by_test_id("removed")).to_contain_text("The recording was removed on")
    expect(person.page.get_by_test_id("media")).to_have_count(0)
    expect(person.page.get_by_test_id("segment").first).to_be_visible()
