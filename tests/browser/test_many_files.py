"""Many recordings at once under the default limits, and files that change on disk after they were chosen."""

import wave
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.acceptance.stacks import SPEECH, running
from tests.browser.built import require_build
from tests.browser.person import PATIENCE_MS, Person, someone
from tests.browser.test_uploads import choose

MANY = 25
MANY_MS = 180_000
SAID_MS = 10_000
DEFAULT_LIMITS = {"WRITES_PER_MINUTE": "60", "READS_PER_MINUTE": "600"}


@pytest.fixture
def limited(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Person]:
    """Somebody who has signed in where the default limits hold."""
    require_build()
    with (
        running(tmp_path_factory.mktemp("limited"), DEFAULT_LIMITS) as stack,
        someone("many", browser, stack) as person,
    ):
        person.sign_in()
        yield person


def silence(path: Path) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(16000))
    return path


def card(person: Person, name: str) -> Locator:
    return person.page.get_by_test_id("upload").filter(has_text=name)


def test_many_files_become_recordings_without_a_click(limited: Person, tmp_path: Path) -> None:
    page = limited.page

    choose(page, *(silence(tmp_path / f"talk {number:02}.wav") for number in range(MANY)))

    expect(page.get_by_test_id("uploads-all")).to_contain_text(f"of {MANY} files are in", timeout=20_000)
    expect(page.get_by_text("Stopped")).to_have_count(0)
    expect(page.get_by_test_id("upload")).to_have_count(0, timeout=MANY_MS)
    listed = limited.client.call("GET", "/projects?limit=100")["items"]
    assert {project["title"] for project in listed} == {f"talk {number:02}" for number in range(MANY)}
    assert len(listed) == MANY


def test_a_file_that_changed_or_vanished_says_so_and_the_others_go_on(person: Person, tmp_path: Path) -> None:
    page = person.page
    changed, vanished, whole = (
        silence(tmp_path / f"{name}.wav") for name in ("changed", "vanished", "whole")
    )
    choose(page, changed, vanished, whole)
    page.get_by_role("button", name="Not yet").click()

    changed.write_bytes(changed.read_bytes() + b"more")
    vanished.unlink()

    for name in ("changed.wav", "vanished.wav"):
        alert = card(person, name).get_by_role("alert")
        expect(alert).to_contain_text("The file has changed", timeout=SAID_MS)
    card(person, "whole.wav").get_by_role("button", name="Start").click()
    expect(person.recording("whole")).to_be_visible()
    with page.expect_file_chooser() as chooser:
        card(person, "changed.wav").get_by_role("button", name="Choose it again").click()
    chooser.value.set_files([changed])
    card(person, "changed.wav").get_by_role("button", name="Start").click()
    expect(person.recording("changed")).to_be_visible()
    expect(card(person, "vanished.wav").get_by_role("alert")).to_be_visible()


def test_a_file_of_unknown_type_is_judged_by_what_it_is(person: Person, tmp_path: Path) -> None:
    speech, notes = tmp_path / "speech.unknown", tmp_path / "notes.unknown"
    speech.write_bytes(SPEECH.read_bytes())
    notes.write_text("No recording at all.")

    choose(person.page, speech, notes)
    person.page.get_by_role("button", name="Start all 2").click()

    row = person.page.get_by_test_id("recording").filter(has_text="notes")
    expect(row.get_by_test_id("project-status")).to_contain_text("Failed", timeout=PATIENCE_MS)
    listed = person.client.call("GET", "/projects")["items"]
    errors = {project["title"]: (project["error"] or {}).get("code") for project in listed}
    assert errors == {"speech.unknown": None, "notes.unknown": "not-media"}
