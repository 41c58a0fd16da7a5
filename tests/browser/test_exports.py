"""What a person takes away, opened as other programs would."""

import json
import zipfile
from io import BytesIO
from pathlib import Path

import av
import pysubs2
import pytest
from av.container import InputContainer
from docx import Document as open_docx
from playwright.sync_api import Download, expect
from pypdf import PdfReader
from sqlalchemy import update

from clueso.dev.stack import Stack
from clueso.models import Project
from tests.browser.person import PATIENCE_MS, Person
from tests.browser.rows import writing

SAID = "Then click the new report button"


def take(person: Person, project_id: str, button: str, *, of: str = "Transcript") -> tuple[str, bytes]:
    """Press a button of the export dialog: the name and the bytes of the file that the browser saves."""
    person.open(project_id)
    page = person.page
    page.get_by_test_id("export").click()
    dialog = page.get_by_role("dialog", name="Export")
    dialog.get_by_role("radio", name=of).check()
    with page.expect_download(timeout=PATIENCE_MS) as download:
        dialog.get_by_role("button", name=button).click()
    return download.value.suggested_filename, read(download.value)


def read(download: Download) -> bytes:
    return Path(download.path()).read_bytes()


def test_subtitles_are_read_by_a_subtitle_program(person: Person, tour: str) -> None:
    name, data = take(person, tour, "SubRip")

    cues = pysubs2.SSAFile.from_string(data.decode(), format_="srt")
    assert name == "The tour.srt"
    assert SAID in " ".join(cue.plaintext.replace("\n", " ") for cue in cues)


@pytest.mark.parametrize(("button", "ending"), [("Markdown .md", "md"), ("Plain text", "txt")])
def test_text_says_what_the_transcript_says(person: Person, tour: str, button: str, ending: str) -> None:
    name, data = take(person, tour, button)

    assert name == f"The tour.{ending}"
    assert SAID in data.decode()


def test_the_word_file_opens(person: Person, tour: str) -> None:
    name, data = take(person, tour, "Word")

    text = "\n".join(paragraph.text for paragraph in open_docx(BytesIO(data)).paragraphs)
    assert name.endswith(".docx")
    assert SAID in text


def test_the_pdf_of_a_document_opens(person: Person, tour: str) -> None:
    heading = person.document(tour, "guide")["body"]["steps"][0]["heading"]

    name, data = take(person, tour, "PDF", of="Guide")

    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages)
    assert name.endswith(".pdf")
    assert " ".join(heading.split()[:3]) in " ".join(text.split())


def test_what_stands_on_the_page_is_what_is_offered_first(person: Person, tour: str) -> None:
    person.open(tour, "article")

    person.page.get_by_test_id("export").click()

    expect(person.page.get_by_role("radio", name="Article")).to_be_checked()


def test_everything_comes_as_one_zip(person: Person, tour: str) -> None:
    name, data = take(person, tour, "Everything as a zip")

    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert archive.testzip() is None
        endings = {Path(member).suffix for member in archive.namelist()}
    assert name.endswith(".zip")
    assert {".md", ".srt", ".json"} <= endings


def test_a_document_is_downloaded_as_data(person: Person, tour: str) -> None:
    _, data = take(person, tour, "JSON", of="Summary")

    assert json.loads(data) == {"notes": []} | person.document(tour, "summary")["body"]


def test_a_document_is_copied_as_markdown_and_as_rich_text(person: Person, tour: str) -> None:
    person.context.grant_permissions(["clipboard-read", "clipboard-write"])
    person.open(tour, "guide")
    page = person.page
    guide_id = person.document(tour, "guide")["id"]
    downloaded = person.client.request("GET", f"/documents/{guide_id}/export.md").text
    copied = {}
    for how in ("As Markdown", "As rich text"):
        page.get_by_role("button", name="Copy").click()
        page.get_by_role("menuitem", name=how).click()
        expect(page.get_by_test_id("toast").last).to_contain_text(f"Copied {how[0].lower()}{how[1:]}.")
        copied[how] = page.evaluate(
            """async () => {
              const [item] = await navigator.clipboard.read()
              const read = async (type) => [type, await (await item.getType(type)).text()]
              return Object.fromEntries(await Promise.all(item.types.map(read)))
            }"""
        )

    assert copied["As Markdown"] == {"text/plain": downloaded}
    assert "<h2>" in copied["As rich text"]["text/html"]


def test_the_sound_is_played_by_any_program_that_knows_opus(person: Person, tour: str) -> None:
    name, data = take(person, tour, "Opus")

    with av.open(BytesIO(data)) as sound:
        assert (name, sound.streams.audio[0].codec_context.name) == ("The tour.opus", "opus")
        assert isinstance(sound, InputContainer) and sound.duration is not None
        assert sound.duration / av.time_base == pytest.approx(tour_length_s(person, tour), abs=0.5)


def tour_length_s(person: Person, tour: str) -> float:
    return person.client.call("GET", f"/projects/{tour}")["media"]["duration_ms"] / 1000


def test_a_project_without_its_sound_offers_none(person: Person, tour: str, stack: Stack) -> None:
    with writing(stack) as connection:
        connection.execute(update(Project).where(Project.id == tour).values(audio_key=None))
    person.open(tour)

    person.page.get_by_test_id("export").click()

    dialog = person.page.get_by_role("dialog", name="Export")
    expect(dialog.get_by_role("button", name="Word")).to_be_visible()
    expect(dialog.get_by_role("button", name="Opus")).to_have_count(0)
