"""What is odd about a recording is told on its page, in words."""

from playwright.sync_api import expect
from sqlalchemy import update

from clueso.dev.stack import Stack
from clueso.models import Project
from tests.browser.accessibility import violations
from tests.browser.built import axe_source
from tests.browser.person import Person
from tests.browser.rows import writing


def test_the_page_says_that_a_file_breaks_off_and_which_track_was_heard(
    person: Person, tour: str, stack: Stack
) -> None:
    person.context.add_init_script(axe_source())
    odd = {"duration_ms": 40_000, "announced_ms": 3_700_000, "heard_tracks": [2]}
    with writing(stack) as connection:
        connection.execute(update(Project).where(Project.id == tour).values(**odd))

    person.open(tour)

    note = person.page.get_by_test_id("odd-recording")
    expect(note).to_contain_text(
        "The file breaks off after 0:40 of 1:01:40. The sound up to there was transcribed."
    )
    expect(note).to_contain_text("Track 2 of its sound was transcribed, because it holds the speech.")
    assert violations(person.page) == []
