"""Exports with moving pictures: cut by a worker from the recording, refused where nothing can move."""

import io
import json
import logging
import re
import zipfile
from base64 import b64decode
from pathlib import Path
from typing import Any

import av
import pytest

from clueso.domain.documents.documents import DocumentKind
from clueso.extensions import db
from clueso.models import Upload, UploadStatus
from clueso.services.projects import recordings as rows
from clueso.services.transaction import transactional
from jobs.runtime import Runtime
from tests import factories
from tests.films import working, write_film
from tests.integration.api import recordings
from tests.integration.api.apps import Caller, one_database
from tests.integration.api.test_exports import document_id_of, fetched, render
from tests.recorded import MEDIA, RECORDINGS

MOVING = {"moving": True}
CLIP = re.compile(
    r'<video [^>]*poster="data:image/jpeg;base64,[^"]+"[^>]* src="data:video/mp4;base64,([^"]+)"'
)


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As long as the tutorial that the projects speak, which is less than fourteen slides."""
    return write_film(tmp_path_factory.mktemp("film") / "film.mp4", working(5, slides=14))


@pytest.fixture
def project_id(runtime: Runtime) -> str:
    """A finished project with every document, without a recording in storage."""
    return recordings.ready(runtime, *DocumentKind)


@pytest.fixture
def filmed(runtime: Runtime, project_id: str, film: Path, tmp_path: Path, watch: Any) -> str:
    """The project with its recording and pictures in storage."""
    store(runtime, project_id, film)
    keys = recordings.picture_keys(project_id)
    moments = [int(Path(key).stem) for key in keys]
    for key, picture in zip(keys, MEDIA.pictures(film, moments, tmp_path, watch), strict=True):
        runtime.toolbox.storage.upload(picture.path, key, "image/jpeg")
    return project_id


def store(runtime: Runtime, project_id: str, recording: Path) -> None:
    runtime.toolbox.storage.upload(recording, rows.source_of(project_id).place.key, "video/mp4")


def wish(caller: Caller, project_id: str, format: str, options: Any, kind: str | None = None) -> Any:
    document = {"document_id": document_id_of(caller, project_id, kind)} if kind else {}
    body = {"format": format, "options": options} | document
    return caller.ask("POST", f"/projects/{project_id}/exports", body)


def refusal(response: Any) -> tuple[int, str, str]:
    [error] = response.get_json()["errors"]
    return response.status_code, error["pointer"], error["detail"]


def file_of(caller: Caller, response: Any) -> bytes:
    return fetched(caller.get(f"/exports/{response.get_json()['id']}")).content


@one_database
def test_a_web_page_shows_a_moving_picture_for_each_step(
    alice: Caller, filmed: str, runtime: Runtime, tmp_path: Path, watch: Any
) -> None:
    changed, *others = keys = recordings.picture_keys(filmed)
    (other,) = MEDIA.pictures(RECORDINGS / "speech.mp4", [0], tmp_path, watch)
    runtime.toolbox.storage.upload(other.path, changed, "image/jpeg")
    response = wish(alice, filmed, "html", MOVING, "guide")
    assert (response.status_code, response.get_json()["options"]["moving"]) == (202, True)

    render(filmed, "guide.html.m")

    page = file_of(alice, response).decode()
    clips = [b64decode(clip) for clip in CLIP.findall(page)]
    assert len(clips) == page.count("<video ") == len(others)
    # A picture that is no longer that of the recording stands alone.
    assert page.count("<img ") == len(keys)
    for clip in clips:
        with av.open(io.BytesIO(clip)) as container:
            assert [stream.type for stream in container.streams] == ["video"]
        assert len(clip) <= 1_000_000
    assert "autoplay" not in page
    assert "<script" not in page
    assert "media-src data:" in page


@one_database
def test_a_zip_holds_them_beside_the_pictures(alice: Caller, filmed: str) -> None:
    response = wish(alice, filmed, "zip", MOVING)
    render(filmed, "everything.zip.m")

    archive = zipfile.ZipFile(io.BytesIO(file_of(alice, response)))

    names = [name.partition("/")[2] for name in archive.namelist()]
    moving = [name for name in names if name.endswith(".mp4")]
    assert len(moving) == len(recordings.picture_keys(filmed))
    assert {name.replace(".mp4", ".jpg") for name in moving} <= set(names)
    top = archive.namelist()[0].partition("/")[0]
    text = archive.read(f"{top}/guide.md").decode()
    assert all(f"(<{name}>)" in text for name in moving)
    body = json.loads(archive.read(f"{top}/guide.json"))
    assert [step["picture"]["moving"] for step in body["steps"]] == sorted(moving)


@one_database
@pytest.mark.parametrize(("name", "told"), [("truncated.mp4", "no clips"), ("speech.mp4", "0 of ")])
def test_where_none_can_be_cut_the_pictures_stand(
    name: str, told: str, alice: Caller, filmed: str, runtime: Runtime, caplog: pytest.LogCaptureFixture
) -> None:
    store(runtime, filmed, RECORDINGS / name)
    response = wish(alice, filmed, "html", MOVING, "guide")
    with caplog.at_level(logging.INFO, logger="jobs.clips"):
        render(filmed, "guide.html.m")

    page = file_of(alice, response).decode()
    assert page.count("<img ") == len(recordings.picture_keys(filmed))
    assert "<video" not in page
    assert "media-src" not in page
    assert told in caplog.text


@one_database
@pytest.mark.parametrize(
    ("format", "options", "kind", "detail"),
    [
        ("docx", MOVING, "guide", "Only a web page and the zip"),
        ("pdf", MOVING, "guide", "Only a web page and the zip"),
        ("html", MOVING, None, "Only a guide"),
        ("html", MOVING, "summary", "Only a guide"),
        ("html", MOVING | {"pictures": False}, "guide", "Moving pictures belong to pictures"),
    ],
)
def test_what_nothing_can_move_in_is_refused(
    format: str, options: Any, kind: str | None, detail: str, alice: Caller, project_id: str
) -> None:
    status, pointer, told = refusal(wish(alice, project_id, format, options, kind))

    assert (status, pointer) == (422, "/options/moving")
    assert told.startswith(detail)


def test_a_recording_without_video_has_none(alice: Caller, project_id: str) -> None:
    transactional(lambda: setattr(factories.project(project_id), "has_video", False))()

    for format, kind in (("html", "guide"), ("zip", None)):
        assert refusal(wish(alice, project_id, format, MOVING, kind)) == (
            422,
            "/options/moving",
            "The recording has no video, so it has no moving pictures. Leave them out.",
        )
    assert wish(alice, project_id, "zip", {}).status_code == 202


def test_a_recording_that_was_removed_has_none(alice: Caller, project_id: str) -> None:
    @transactional
    def remove() -> None:
        upload = db.session.get_one(Upload, factories.project(project_id).upload_id)
        upload.status, upload.removal_at = UploadStatus.EXPIRED, upload.created_at

    remove()

    response = wish(alice, project_id, "zip", MOVING)
    assert (response.status_code, response.get_json()["type"]) == (409, "/problems/recording-removed")
