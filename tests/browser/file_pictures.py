"""Pictures of exported files: a guide, an article and a transcript, above in English with the product's look,
below in German with a logo. Needs pdftoppm and soffice (Debian: poppler-utils, libreoffice-writer).
"""

import subprocess
import tempfile
from base64 import b64encode
from pathlib import Path

from playwright.sync_api import Browser, ViewportSize

from clueso.dev.client import Json
from tests.acceptance.stacks import PATIENCE_S
from tests.browser import german_tour
from tests.browser.person import Person
from tests.waiting import wait_for

FORMATS = ("pdf", "docx", "html")
NAMES = {"pdf": "files-pdf", "docx": "files-word", "html": "files-web"}
SUBJECTS = ("guide", "article", None)  # None is the transcript
SHEET: ViewportSize = {"width": 794, "height": 1123}
"""A page of A4 in CSS pixels."""
LOGO = """<body style="margin: 0; background: transparent; font: 700 56px system-ui; color: #8c2f39">
<div style="padding: 12px 20px; width: max-content">◆ Nordwind</div>"""
WALL = """<style>body { margin: 0; padding: 24px; background: #dcd9ce; width: 1152px }
main { display: grid; grid-template-columns: repeat(3, 1fr); gap: 24px } img { width: 100%; display: block }</style>"""


def take_files(person: Person, browser: Browser, english: str, into: Path) -> list[Path]:
    """Export, draw and hang up the files; the pictures that were made."""
    drawn: dict[str, list[bytes]] = {format: [] for format in FORMATS}
    with tempfile.TemporaryDirectory() as name:
        _draw(person, browser, english, drawn, Path(name))
        person.client.call("PUT", "/me/brand", json={"accent": "#8c2f39"})
        logo = b64encode(_logo(browser)).decode()
        person.client.call("PUT", "/me/brand/logo", json={"png": logo})
        _draw(person, browser, german_tour.make(person), drawn, Path(name))
    return [_hang(browser, pages, into / f"{NAMES[format]}.png") for format, pages in drawn.items()]


def _draw(
    person: Person, browser: Browser, project_id: str, drawn: dict[str, list[bytes]], folder: Path
) -> None:
    for subject in SUBJECTS:
        document_id = person.document(project_id, subject)["id"] if subject else None
        for format in FORMATS:
            path = folder / f"page.{format}"
            path.write_bytes(_exported(person, project_id, format, document_id))
            drawn[format].append(_page(browser, path))


def _exported(person: Person, project_id: str, format: str, document_id: str | None) -> bytes:
    wanted: Json = {"format": format, "document_id": document_id}
    export = person.client.call("POST", f"/projects/{project_id}/exports", json=wanted)
    path = f"/exports/{export['id']}"
    wait_for(lambda: person.client.call("GET", path)["poll_after_ms"] is None, timeout_s=PATIENCE_S)
    return person.client.fetch(person.client.call("GET", path)["url"])


def _page(browser: Browser, path: Path) -> bytes:
    """The first page of a file as PNG."""
    if path.suffix == ".html":
        page = browser.new_page(viewport=SHEET, color_scheme="light")
        page.goto(path.as_uri())
        picture = page.screenshot()
        page.close()
        return picture
    if path.suffix == ".docx":
        profile = f"-env:UserInstallation={(path.parent / 'profile').as_uri()}"
        word = path.parent / "word"
        _run("soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(word), str(path))
        path = word / "page.pdf"
    _run("pdftoppm", "-png", "-r", "96", "-singlefile", str(path), str(path.with_suffix("")))
    return path.with_suffix(".png").read_bytes()


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)


def _logo(browser: Browser) -> bytes:
    page = browser.new_page()
    page.set_content(LOGO)
    picture = page.locator("div").screenshot(omit_background=True)
    page.close()
    return picture


def _hang(browser: Browser, pages: list[bytes], into: Path) -> Path:
    shown = "".join(f'<img src="data:image/png;base64,{b64encode(page).decode()}">' for page in pages)
    wall = browser.new_page(viewport={"width": 1200, "height": 800})
    wall.set_content(f"{WALL}<main>{shown}</main>")
    wall.screenshot(path=into, full_page=True)
    wall.close()
    return into
