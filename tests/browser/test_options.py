"""What a person says of a recording before it is worked on."""

from playwright.sync_api import expect

from tests.acceptance.stacks import SPEECH
from tests.browser.accessibility import violations
from tests.browser.built import axe_source
from tests.browser.person import Person
from tests.browser.test_uploads import choose


def test_languages_and_speakers_are_said_before_and_kept_for_the_next_recording(person: Person) -> None:
    person.context.add_init_script(axe_source())
    page = person.page
    page.goto("/")
    choose(page, SPEECH)
    page.get_by_role("button", name="Options").click()
    languages = page.get_by_label("Languages that may be spoken")

    languages.select_option("de")
    languages.select_option("en")
    languages.select_option("es")
    page.get_by_role("button", name="Remove Spanish").click()
    page.get_by_label("How many people speak").select_option("2")
    assert violations(page) == []
    expect(page.get_by_test_id("upload-status")).to_contain_text("German, English")
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_test_id("recording")).to_be_visible()

    project = person.client.call("GET", "/projects")["items"][0]
    assert (project["language"], project["languages"], project["speakers"]) == (None, ["de", "en"], 2)
    choose(page, SPEECH)
    page.get_by_role("button", name="Options").click()
    expect(page.get_by_role("list", name="Chosen languages").get_by_role("listitem")).to_have_text(
        ["German", "English"]
    )
    expect(page.get_by_label("How many people speak")).to_have_value("2")


def test_one_spoken_language_takes_the_place_of_several(person: Person) -> None:
    page = person.page
    page.goto("/")
    choose(page, SPEECH)
    page.get_by_role("button", name="Options").click()
    page.get_by_label("Languages that may be spoken").select_option("de")

    page.get_by_label("Spoken language", exact=True).select_option("en")
    expect(page.get_by_label("Languages that may be spoken")).to_have_count(0)
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_test_id("recording")).to_be_visible()

    project = person.client.call("GET", "/projects")["items"][0]
    assert (project["language"], project["languages"]) == ("en", [])


def test_transcribe_again_begins_with_what_was_said(person: Person, tour: str) -> None:
    person.open(tour)
    page = person.page
    page.get_by_test_id("project-menu").click()
    page.get_by_role("menuitem", name="Transcribe again…").click()

    page.get_by_label("Spoken language", exact=True).select_option("")
    page.get_by_label("Languages that may be spoken").select_option("en")
    page.get_by_label("How many people speak").select_option("1")
    page.get_by_role("button", name="Start").click()
    expect(page).not_to_have_url(f"{page.url.rpartition('/')[0]}/{tour}")

    again = person.client.call("GET", f"/projects/{page.url.rpartition('/')[2]}")
    assert (again["languages"], again["speakers"]) == (["en"], 1)


def test_a_remembered_kind_of_document_that_the_page_does_not_know_is_left_out(person: Person) -> None:
    """Such as one of a newer release, after a return to this one."""
    remembered = """localStorage.setItem('clueso.options', '{"documents": ["minutes", "summary"]}')"""
    person.context.add_init_script(remembered)
    page = person.page
    page.goto("/")
    choose(page, SPEECH)
    expect(page.get_by_test_id("upload-status")).to_contain_text("Summary")
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_test_id("recording")).to_be_visible()
    (made,) = person.client.call("GET", "/projects")["items"]
    documents = person.client.call("GET", f"/projects/{made['id']}/documents")["items"]
    assert [document["kind"] for document in documents] == ["summary"]
