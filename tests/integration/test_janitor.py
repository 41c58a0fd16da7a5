"""The janitor over a real folder: what no row names goes, what one names stays."""

import os
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.files import keys
from clueso.domain.ports.storage import Storage
from clueso.extensions import db
from clueso.models import Chunk, DocumentVersion, Export, Project, Upload, UploadStatus, new_id
from clueso.services import screens
from clueso.services.identity import installation_id
from clueso.services.operations import janitor
from clueso.services.operations.janitor import tidy
from clueso.services.screens import SeenScreen
from clueso.services.transaction import transactional
from clueso.services.uploads import uploads
from clueso.services.uploads.uploads import NewUpload
from clueso.storage.disk import DiskStorage
from jobs.runtime import Runtime
from tests.factories import USER, new_project, stored_upload
from tests.integration.transcribed import guide, joined, write

GONE = new_id()
"""Of a project or an upload that no row tells of."""


@pytest.fixture
def storage(runtime: Runtime, tmp_path: Path) -> Storage:
    """A place that this installation has claimed."""
    storage = DiskStorage(tmp_path / "objects", "http://unused", "secret")
    storage.claim(installation_id())
    return storage


def put(storage: Storage, key: str, tmp_path: Path) -> str:
    path = tmp_path / "bytes"
    path.write_bytes(b"bytes")
    storage.upload(path, key, "audio/wav")
    return key


@transactional
def chunk(project_id: str, key: str) -> None:
    db.session.add(Chunk(project_id=project_id, number=1, start_ms=0, end_ms=1, speech=[], audio_key=key))


@transactional
def export(project_id: str, key: str) -> None:
    db.session.add(Export(project_id=project_id, owner_id=USER, subject="transcript.pdf", key=key))


@transactional
def show(project_id: str, key: str) -> None:
    screens.record(db.session.get_one(Project, project_id), [SeenScreen(0, 1000, key, 4, 3)], {})


@transactional
def set_on(row_type: type[Project] | type[Upload], row_id: str, **values: str) -> None:
    row = db.session.get_one(row_type, row_id)
    for name, value in values.items():
        setattr(row, name, value)


@transactional
def replace_bodies(body: dict[str, Any]) -> None:
    db.session.execute(update(DocumentVersion).values(body=body))


def begin(runtime: Runtime, storage: Storage) -> Upload:
    wanted = NewUpload("talk.mp4", "video/mp4", 10)
    return uploads.create(USER, wanted, settings=runtime.settings, storage=storage)


def test_what_no_project_names_goes(runtime: Runtime, storage: Storage, tmp_path: Path) -> None:
    project_id = new_project(runtime)
    kept = put(storage, keys.audio(project_id, 2, 1), tmp_path)
    chunk(project_id, kept)
    put(storage, keys.audio(project_id, 1, 1), tmp_path)
    put(storage, keys.poster(project_id, 1), tmp_path)
    put(storage, keys.poster(GONE, 1), tmp_path)

    removed = tidy(storage, older_than_s=0)

    assert removed == 3
    assert list(storage.list_keys("projects/")) == [kept]


def test_the_chunks_of_a_ready_project_go(runtime: Runtime, storage: Storage, tmp_path: Path) -> None:
    project_id = new_project(runtime)
    chunk(project_id, put(storage, keys.audio(project_id, 1, 1), tmp_path))
    set_on(Project, project_id, status="ready")

    assert tidy(storage, older_than_s=0) == 1


def test_a_poster_that_is_shown_stays(runtime: Runtime, storage: Storage, tmp_path: Path) -> None:
    project_id = new_project(runtime)
    key = put(storage, keys.poster(project_id, 1), tmp_path)
    set_on(Project, project_id, poster_key=key)

    assert tidy(storage, older_than_s=0) == 0


def test_an_export_that_can_be_fetched_stays(runtime: Runtime, storage: Storage, tmp_path: Path) -> None:
    project_id = new_project(runtime)
    key = put(storage, keys.export(project_id, GONE, 1, "pdf"), tmp_path)
    export(project_id, key)

    assert tidy(storage, older_than_s=0) == 0


def test_a_screen_that_is_shown_stays(runtime: Runtime, storage: Storage, tmp_path: Path) -> None:
    project_id = new_project(runtime)
    kept = put(storage, keys.screen(project_id, 2, 1), tmp_path)
    put(storage, keys.screen(project_id, 1, 1), tmp_path)
    show(project_id, kept)

    assert tidy(storage, older_than_s=0) == 1
    assert list(storage.list_keys("projects/")) == [kept]


def test_a_picture_of_a_guide_that_cannot_be_read_stays(
    runtime: Runtime, storage: Storage, tmp_path: Path
) -> None:
    project_id = joined(runtime, DocumentKind.GUIDE)
    write(project_id, "write:guide", guide(500))
    kept = put(storage, keys.picture(project_id, GONE, 1, "500"), tmp_path)
    replace_bodies({"steps": [{"picture": {"at_ms": 500, "key": kept}}, {"picture": None}]})
    put(storage, keys.poster(GONE, 1), tmp_path)

    assert tidy(storage, older_than_s=0) == 1
    assert kept in storage.list_keys("projects/")


def test_uploads_that_are_stored_stay_and_others_go(
    runtime: Runtime, storage: Storage, tmp_path: Path
) -> None:
    kept, retired = stored_upload(), stored_upload()
    put(storage, keys.source(kept, "talk.mp4"), tmp_path)
    put(storage, keys.source(retired, "talk.mp4"), tmp_path)
    put(storage, keys.source(GONE, "talk.mp4"), tmp_path)
    set_on(Upload, retired, status=UploadStatus.ABORTED)

    assert tidy(storage, older_than_s=0) == 2
    assert list(storage.list_keys("uploads/")) == [keys.source(kept, "talk.mp4")]


def test_an_upload_under_way_stays_and_a_forgotten_one_goes(runtime: Runtime, storage: Storage) -> None:
    awaited = begin(runtime, storage)
    storage.create_multipart(keys.source(GONE, "talk.mp4"), "video/mp4")

    assert tidy(storage, older_than_s=0) == 1
    assert list(storage.list_multiparts("")) == [(awaited.key, awaited.multipart_id)]


def test_what_is_younger_than_a_day_is_left_alone(runtime: Runtime, storage: Storage, tmp_path: Path) -> None:
    put(storage, keys.poster(GONE, 1), tmp_path)
    old = put(storage, keys.poster(GONE, 2), tmp_path)
    (data,) = (path for path in tmp_path.rglob("data") if "poster-2" in str(path))
    os.utime(data, (0, time.time() - janitor.DAY_S - 1))

    assert tidy(storage) == 1
    assert old not in storage.list_keys("projects/")
