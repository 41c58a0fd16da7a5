"""A secret under a blur: in no file, link or poster that leaves, and in no later version that forgot it."""

import io
import re
import zipfile
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import httpx
import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image, ImageDraw, ImageFont
from pypdf import PdfReader

from clueso.domain.documents.documents import DocumentKind
from clueso.services.documents import drawn_pictures
from clueso.services.projects import projects
from clueso.services.transaction import transactional
from jobs import step as wrapper
from jobs.runtime import Runtime
from tests import factories
from tests.integration.api import recordings
from tests.integration.api.apps import Caller, one_database
from tests.integration.api.test_exports import document_id_of, fetched, render

pytestmark = one_database

GUIDE = DocumentKind.GUIDE
WIDTH, HEIGHT = 1280, 720
SECRET = [0.25, 0.4, 0.3, 0.08]
BLUR = {"kind": "blur", "box": SECRET}
BOX = {"kind": "box", "box": [0.6, 0.2, 0.2, 0.1]}
ALT = "The settings, with the key hidden"
Pixels = npt.NDArray[np.int16]


@pytest.fixture
def project_id(runtime: Runtime) -> str:
    found = recordings.ready(runtime, *DocumentKind)
    store(runtime, found, "sk-4711-0815")
    return found


def store(runtime: Runtime, project_id: str, secret: str) -> None:
    """Put pictures of a screen with this secret into storage, one of another colour for each step."""
    for number, key in enumerate(recordings.picture_keys(project_id)):
        image = Image.new("RGB", (WIDTH, HEIGHT), (250, 250 - 8 * number, 252))
        place = (SECRET[0] * WIDTH + 8, SECRET[1] * HEIGHT + 8)
        ImageDraw.Draw(image).text(place, secret, (10, 20, 30), ImageFont.load_default(36))
        file = runtime.settings.data_dir / f"{project_id}.jpg"
        image.save(file, "JPEG", quality=90)
        runtime.toolbox.storage.upload(file, key, "image/jpeg")


def guide_of(caller: Caller, project_id: str) -> dict[str, Any]:
    guide: dict[str, Any] = caller.get(f"/documents/{document_id_of(caller, project_id, 'guide')}")
    return guide


def save(caller: Caller, project_id: str, change: Callable[[int, dict[str, Any]], None]) -> dict[str, Any]:
    """Save the guide with each picture changed."""
    path = f"/documents/{document_id_of(caller, project_id, 'guide')}"
    read = caller.ask("GET", path)
    body = read.get_json()["body"]
    for index, step in enumerate(body["steps"]):
        change(index, step["picture"])
    saved = caller.ask("PATCH", path, {"body": body}, if_match=read.headers["ETag"])
    assert saved.status_code == 200, saved.text
    return dict(saved.get_json())


def hide_all(_: int, picture: dict[str, Any]) -> None:
    picture |= {"marks": [BLUR, BOX], "alt": ALT}


def draw(project_id: str) -> None:
    row = factories.step(project_id, "draw:guide")
    factories.let_in(row.id)
    wrapper.run(row.id, row.attempt)


def pixels(data: bytes) -> Pixels:
    with Image.open(io.BytesIO(data)) as image:
        return np.asarray(image.convert("RGB"), np.int16)


def inside(found: Pixels) -> Pixels:
    left, top = int(SECRET[0] * WIDTH), int(SECRET[1] * HEIGHT)
    return found[top : top + int(SECRET[3] * HEIGHT), left : left + int(SECRET[2] * WIDTH)]


def of_html(data: bytes) -> list[bytes]:
    return [b64decode(found) for found in re.findall(rb'<img src="data:image/jpeg;base64,([^"]+)"', data)]


def of_docx(data: bytes) -> list[bytes]:
    parts = docx.Document(io.BytesIO(data)).part.package.iter_parts()
    return [part.blob for part in parts if part.partname.startswith("/word/media")]


def of_pdf(data: bytes) -> list[bytes]:
    return [image.data for page in PdfReader(io.BytesIO(data)).pages for image in page.images]


def of_zip(data: bytes) -> list[bytes]:
    archive = zipfile.ZipFile(io.BytesIO(data))
    files = {name: archive.read(name) for name in archive.namelist()}
    stills = [content for name, content in files.items() if name.endswith(".jpg")]
    readers = {"guide.html": of_html, "guide.docx": of_docx, "guide.pdf": of_pdf}
    inner = (
        read(content)
        for name, content in files.items()
        for end, read in readers.items()
        if name.endswith(end)
    )
    return [*stills, *(picture for pictures in inner for picture in pictures)]


def exported(caller: Caller, project_id: str, format: str, **options: Any) -> bytes:
    whole = format == "zip"
    of_guide = {} if whole else {"document_id": document_id_of(caller, project_id, "guide")}
    export = caller.post(f"/projects/{project_id}/exports", {"format": format, "options": options} | of_guide)
    code = "".join(letter for name, letter in (("moving", "m"), ("marks", "u")) if name in options)
    render(project_id, f"{'everything' if whole else 'guide'}.{format}" + (f".{code}" if code else ""))
    return fetched(caller.get(f"/exports/{export['id']}")).content


def linked(markdown: str) -> list[Pixels]:
    links = re.findall(r"!\[[^]]*\]\(<([^>]+)>\)", markdown)
    return [pixels(httpx.get(link, trust_env=False).raise_for_status().content) for link in links]


@transactional
def draw_again(project_id: str) -> None:
    drawn_pictures.queue(factories.project(project_id), GUIDE)


def test_two_secrets_give_the_same_files(alice: Caller, runtime: Runtime, project_id: str) -> None:
    steps = len(recordings.picture_keys(project_id))
    save(alice, project_id, hide_all)
    first = of_zip(exported(alice, project_id, "zip"))
    store(runtime, project_id, "WMWMWMWMWM")
    second = of_zip(exported(alice, project_id, "zip"))

    # The pictures themselves, and those in the web page, the Word file and the PDF.
    assert len(first) == 4 * steps
    for one, other in zip(first, second, strict=True):
        assert np.abs(pixels(one) - pixels(other)).max() <= 4


def test_copies_and_the_poster_have_it_neither(alice: Caller, runtime: Runtime, project_id: str) -> None:
    before = guide_of(alice, project_id)
    assert len(linked(before["markdown"])) == len(before["body"]["steps"])
    assert alice.get(f"/projects/{project_id}")["poster_url"]

    saved = save(alice, project_id, hide_all)

    # Until they are drawn, they are nowhere.
    assert linked(saved["markdown"]) == []
    assert alice.get(f"/projects/{project_id}")["poster_url"] is None

    draw(project_id)
    found = linked(guide_of(alice, project_id)["markdown"])
    poster = pixels(httpx.get(alice.get(f"/projects/{project_id}")["poster_url"], trust_env=False).content)
    store(runtime, project_id, "WMWMWMWMWM")
    draw_again(project_id)
    draw(project_id)
    again = linked(guide_of(alice, project_id)["markdown"])

    assert len(found) == len(before["body"]["steps"])
    for one, other in zip(found, again, strict=True):
        assert np.abs(one - other).max() <= 4
    assert np.abs(inside(poster) - inside(found[0])).max() <= 4
    assert poster.shape == (HEIGHT, WIDTH, 3)


def test_the_owner_still_gets_the_picture_as_it_was_taken(alice: Caller, project_id: str) -> None:
    saved = save(alice, project_id, hide_all)

    raw = pixels(httpx.get(saved["body"]["steps"][0]["picture"]["url"], trust_env=False).content)
    assert inside(raw).min() < 60


def test_a_picture_with_marks_alone_is_copied_with_them_once_it_is_drawn(
    alice: Caller, project_id: str
) -> None:
    raw = linked(guide_of(alice, project_id)["markdown"])
    saved = save(alice, project_id, lambda _, picture: picture.update(marks=[BOX]))
    assert all((one == other).all() for one, other in zip(linked(saved["markdown"]), raw, strict=True))
    poster = factories.project(project_id).poster_key
    assert poster

    draw(project_id)

    drawn = linked(guide_of(alice, project_id)["markdown"])
    assert all(np.abs(one - other).max() > 60 for one, other in zip(drawn, raw, strict=True))
    assert factories.project(project_id).poster_key == poster


def test_files_made_before_a_blur_are_withdrawn(alice: Caller, project_id: str) -> None:
    guide_id = document_id_of(alice, project_id, "guide")
    path = f"/projects/{project_id}/exports"
    old = alice.post(path, {"format": "html", "document_id": guide_id})
    render(project_id, "guide.html")
    waiting = alice.post(path, {"format": "pdf", "document_id": guide_id})
    transcript = alice.post(path, {"format": "html"})
    render(project_id, "transcript.html")

    save(alice, project_id, hide_all)

    assert alice.ask("GET", f"/exports/{old['id']}").status_code == 404
    assert alice.get(f"/exports/{waiting['id']}")["status"] == "queued"
    assert alice.get(f"/exports/{transcript['id']}")["url"]
    anew = alice.post(path, {"format": "html", "document_id": guide_id})
    render(project_id, "guide.html")
    assert of_html(fetched(alice.get(f"/exports/{anew['id']}")).content)


def test_older_versions_hide_what_the_visible_one_hides(alice: Caller, project_id: str) -> None:
    guide_id = document_id_of(alice, project_id, "guide")
    save(alice, project_id, hide_all)
    draw(project_id)

    older = alice.get(f"/documents/{guide_id}/versions/1")
    restored = alice.post(f"/documents/{guide_id}/versions/1/restore")

    for body in (older["body"], restored["body"]):
        assert [mark["kind"] for mark in body["steps"][0]["picture"]["marks"]] == ["blur"]
    for picture in linked(older["markdown"]) + linked(restored["markdown"]):
        assert inside(picture).min() > 150


def test_a_guide_that_hides_something_does_not_move(alice: Caller, project_id: str) -> None:
    save(alice, project_id, lambda index, picture: picture.update(marks=[BLUR] if index == 0 else []))

    page = exported(alice, project_id, "html", moving=True)

    assert b"<video" not in page
    assert len(of_html(page)) == len(recordings.picture_keys(project_id))


def test_each_format_has_the_alternative_text(alice: Caller, project_id: str) -> None:
    save(alice, project_id, hide_all)
    archive = zipfile.ZipFile(io.BytesIO(exported(alice, project_id, "zip")))
    files = {name.rpartition("/")[2]: archive.read(name) for name in archive.namelist()}

    assert f'alt="{ALT}"'.encode() in files["guide.html"]
    assert f"![{ALT}](<pictures/step-01.jpg>)".encode() in files["guide.md"]
    assert f'descr="{ALT}"' in docx.Document(io.BytesIO(files["guide.docx"])).part.blob.decode()
    assert ALT in _alternatives(files["guide.pdf"])


def _alternatives(data: bytes) -> set[str]:
    reader: Any = PdfReader(io.BytesIO(data))
    objects: list[Any] = [reader.get_object(number) for number in range(1, reader.trailer["/Size"])]
    return {str(one["/Alt"]) for one in objects if isinstance(one, dict) and "/Alt" in one}


def test_a_picture_that_cannot_be_drawn_is_left_out(
    alice: Caller, runtime: Runtime, project_id: str, tmp_path: Path
) -> None:
    first, *others = recordings.picture_keys(project_id)
    bad = tmp_path / "bad.jpg"
    bad.write_bytes(b"\xff\xd8\xff\xe0 cut off")
    runtime.toolbox.storage.upload(bad, first, "image/jpeg")
    save(alice, project_id, hide_all)

    assert len(of_html(exported(alice, project_id, "html"))) == len(others)
    assert len(of_pdf(exported(alice, project_id, "pdf"))) == len(others)


def test_a_deleted_blur_is_gone(alice: Caller, project_id: str) -> None:
    save(alice, project_id, hide_all)
    saved = save(alice, project_id, lambda _, picture: picture.update(marks=[]))

    assert len(linked(saved["markdown"])) == len(saved["body"]["steps"])
    assert projects.view(factories.USER, project_id)
