"""`python -m tests.browser.pictures`: the pictures of the README and of docs, taken of the real stack with
Whisper `base`. Arguments name parts of it: `files` are those of exported files, `sample` is the sample on the first
page, `operations` are those for operators, `pages` all others.
"""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, expect

from clueso.dev.stack import Stack
from clueso.transcription.whisper_model import fetch_model
from tests.acceptance.stacks import PATIENCE_S, RECORDINGS, SPEECH, make_project, running
from tests.browser.built import require_build
from tests.browser.chromium import running_browser
from tests.browser.file_pictures import take_files
from tests.browser.operator import CREDENTIALS, PASSWORD, open_registry
from tests.browser.person import Person, someone
from tests.browser.sample import write_sample

ROOT = Path(__file__).parents[2]
TOUR = ROOT / "samples" / "tour.mp4"
PICTURES = ROOT / "docs" / "pictures"
MODELS = ROOT / "var" / "models"
SETTINGS = {"OPS_PASSWORD": PASSWORD, "PUBLIC_URL": "https://clueso.example.com", "SCREEN_READER": "rapidocr"}
"""With a public address, the times in files are links."""
TITLE = "How to make a monthly report"


def take(person: Person, name: str) -> None:
    """The page as it stands, once its fonts and its pictures are there."""
    page = person.page
    page.evaluate("document.fonts.ready")
    page.wait_for_function("() => [...document.images].every((i) => i.complete || i.loading === 'lazy')")
    page.screenshot(path=PICTURES / f"{name}.png", animations="disabled")
    sys.stdout.write(f"docs/pictures/{name}.png\n")


def take_of_files(browser: Browser, stack: Stack) -> None:
    with someone("files-demo", browser, stack) as person:
        english = person.make_ready(TOUR, title=TITLE, documents=["guide", "article"])
        for path in take_files(person, browser, english, PICTURES):
            sys.stdout.write(f"docs/pictures/{path.name}\n")


def take_of_pages(browser: Browser, stack: Stack) -> None:
    with someone("demo", browser, stack, color_scheme="light", reduced_motion="reduce") as person:
        take_pages(person)


def take_pages(person: Person) -> None:
    person.make_ready(SPEECH, title="Note to myself: the reports", documents=["summary"])
    tour = person.make_ready(TOUR, title=TITLE)
    person.sign_in()
    page = person.page
    upload_id = person.client.call("GET", f"/projects/{tour}")["upload_id"]
    person.client.call("POST", "/projects", json={"upload_id": upload_id, "title": "The tour, once more"})
    page.reload()
    expect(page.get_by_test_id("project-status").first).to_contain_text("left")
    take(person, "recordings")
    person.open(tour)
    page.get_by_test_id("segment").nth(3).get_by_role("button", name="Go to").click()
    page.wait_for_function("() => document.querySelector('[data-testid=media]').seeking === false")
    take(person, "transcript")
    person.open(tour, "guide")
    expect(page.get_by_role("figure").first.get_by_role("img")).to_be_visible()
    take(person, "guide")


def take_of_sample(browser: Browser, stack: Stack) -> None:
    with someone("sample-demo", browser, stack) as person:
        for path in write_sample(person):
            sys.stdout.write(f"{path.relative_to(ROOT)}\n")


def take_of_operations(browser: Browser, stack: Stack) -> None:
    """One recording that failed beside one that did not, as those who run Clueso see them."""
    options = {"http_credentials": CREDENTIALS, "viewport": {"width": 1100, "height": 560}}
    with someone("ops-demo", browser, stack, color_scheme="light", **options) as person:
        person.make_ready(SPEECH, documents=["summary"])
        broken = make_project(person.client, RECORDINGS / "no-audio.mp4", documents=["summary"])
        person.client.finished(broken, PATIENCE_S)
        open_registry(person.page, "media", "failed")
        take(person, "queues-failed")
        open_registry(person.page, "media", "finished")
        take(person, "queues-finished")
        person.page.set_viewport_size({"width": 1280, "height": 930})
        person.page.goto("/ops")
        take(person, "ops")


PARTS: dict[str, Callable[[Browser, Stack], None]] = {
    "files": take_of_files,
    "sample": take_of_sample,
    "operations": take_of_operations,
    "pages": take_of_pages,
}


def main() -> None:
    require_build()
    PICTURES.mkdir(parents=True, exist_ok=True)
    whisper = {"TRANSCRIBER": "whisper", "WHISPER_MODEL": str(fetch_model("base", MODELS))}
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder), SETTINGS | whisper) as stack,
        running_browser() as browser,
    ):
        for part in sys.argv[1:] or PARTS:
            PARTS[part](browser, stack)


if __name__ == "__main__":
    main()
