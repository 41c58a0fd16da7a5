"""A recording from a link: pasted, fetched by a worker, ready."""

from playwright.sync_api import expect

from tests.acceptance.stacks import SPEECH
from tests.browser.person import PATIENCE_MS, Person
from tests.recording_site import recording_site


def test_a_pasted_link_becomes_a_recording_and_a_refused_one_stays_in_the_field(person: Person) -> None:
    page = person.page
    page.goto("/")
    with recording_site(SPEECH.read_bytes()) as site:
        field = page.get_by_label("Or paste a link to a recording")
        field.fill(f"http://10.0.0.1/talk.mp4?signature=secret\n{site.url}")
        page.reload()
        page.get_by_role("button", name="Add 2 links").click()

        expect(page.get_by_test_id("link-error")).to_contain_text("10.0.0.1/talk.mp4:")
        expect(page.get_by_test_id("link-error")).not_to_contain_text("secret")
        expect(field).to_have_value("http://10.0.0.1/talk.mp4?signature=secret")
        status = person.recording("My talk").get_by_test_id("project-status")
        expect(status).to_have_text("Ready", timeout=PATIENCE_MS)

    field.fill("")
    page.reload()
    expect(field).to_have_value("")
