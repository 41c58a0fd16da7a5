"""The step that makes a copy which every browser plays: beside the work, and never in its way."""

from pathlib import Path

import pytest
from sqlalchemy import select

from clueso.domain.steps.statuses import ProjectStatus, StepStatus
from clueso.errors import MediaDamaged
from clueso.extensions import db
from clueso.media.adapter import LocalMedia
from clueso.models import Step, Upload, UploadStatus
from clueso.services.operations.janitor import tidy
from clueso.services.projects import projects, purge
from clueso.services.transaction import transactional
from clueso.storage.disk import DiskStorage
from jobs.runtime import Runtime
from tests import factories
from tests.factories import USER, new_project, project, step
from tests.integration.api.apps import one_database
from tests.integration.test_audio_extract import NotingStorage, key_of, recorded, run, storage
from tests.odd_media import SILENT, SPOKEN, cut_off, recording
from tests.recorded import SPEECH

pytestmark = one_database

__all__ = ["storage"]


@pytest.fixture
def memo(tmp_path: Path) -> Path:
    return recording(tmp_path / "memo.aiff", [SPOKEN], codec="pcm_s16be")


def copied(runtime: Runtime, storage: NotingStorage, path: Path) -> str:
    project_id = new_project(runtime, upload_id=recorded(storage, path))
    run(project_id, "probe", "extract", "copy")
    return project_id


@transactional
def expire(upload_id: str) -> None:
    db.session.get_one(Upload, upload_id).status = UploadStatus.EXPIRED


@transactional
def names(project_id: str) -> list[str]:
    return list(db.session.scalars(select(Step.name).where(Step.project_id == project_id)))


def test_the_copy_stays_with_its_project_and_goes_with_it(
    runtime: Runtime, storage: NotingStorage, memo: Path
) -> None:
    project_id = copied(runtime, storage, memo)

    tidy(storage, older_than_s=-1)

    assert project(project_id).copy_key == f"projects/{project_id}/copy-1.m4a"
    stored = storage.stat(f"projects/{project_id}/copy-1.m4a")
    assert stored is not None and stored.content_type == "audio/mp4"
    purge.clear_storage(project_id, storage)
    assert list(storage.list_keys(f"projects/{project_id}/")) == []


def test_a_recording_that_every_browser_plays_gets_no_copy(runtime: Runtime, storage: NotingStorage) -> None:
    project_id = new_project(runtime, upload_id=recorded(storage, SPEECH))

    run(project_id, "probe", "extract")

    assert "copy" not in names(project_id)


def test_a_recording_whose_second_track_is_heard_gets_one(
    runtime: Runtime, storage: NotingStorage, tmp_path: Path
) -> None:
    project_id = copied(runtime, storage, recording(tmp_path / "two.mp4", [SILENT, SPOKEN]))

    assert project(project_id).heard_tracks == [2]
    assert project(project_id).copy_key


def test_a_recording_that_breaks_off_gets_one_and_is_as_long_as_it_is(
    runtime: Runtime, storage: NotingStorage, tmp_path: Path
) -> None:
    whole = recording(tmp_path / "part.mp4", [SPOKEN], options={"movflags": "faststart"})

    row = project(copied(runtime, storage, cut_off(whole, 0.5)))

    assert row.copy_key and row.duration_ms and row.announced_ms
    assert row.duration_ms < 7_000 < row.announced_ms


def test_a_project_is_ready_before_its_copy_and_whatever_becomes_of_it(
    runtime: Runtime, storage: NotingStorage, memo: Path
) -> None:
    upload_id = recorded(storage, memo)
    project_id = new_project(runtime, upload_id=upload_id)
    run(project_id, "probe", "extract")
    factories.run_through(project_id, "transcribe:1", "speakers", "join", "finish")
    assert project(project_id).status == ProjectStatus.READY
    storage.delete([key_of(upload_id)])

    with pytest.raises(AssertionError, match="upload-missing"):
        run(project_id, "copy")

    assert step(project_id, "copy").status == StepStatus.FAILED
    assert project(project_id).status == ProjectStatus.READY
    assert projects.view(USER, project_id).playback == "none"


def test_a_copy_that_failed_keeps_nobody_from_trying_the_rest_again(
    runtime: Runtime, storage: NotingStorage, memo: Path
) -> None:
    upload_id = recorded(storage, memo)
    project_id = new_project(runtime, upload_id=upload_id)
    run(project_id, "probe", "extract")
    factories.run_through(project_id, "transcribe:1", "speakers", "join", "finish")
    storage.delete([key_of(upload_id)])
    with pytest.raises(AssertionError, match="upload-missing"):
        run(project_id, "copy")
    expire(upload_id)

    projects.retry(USER, project_id, settings=runtime.settings, dispatcher=runtime.toolbox.dispatcher)

    assert step(project_id, "copy").status == StepStatus.QUEUED


def test_who_cancels_a_project_cancels_its_copy_and_a_retry_makes_it(
    runtime: Runtime, storage: NotingStorage, memo: Path
) -> None:
    project_id = new_project(runtime, upload_id=recorded(storage, memo))
    run(project_id, "probe", "extract")

    projects.cancel(USER, project_id)
    cancelled = step(project_id, "copy").status
    projects.retry(USER, project_id, settings=runtime.settings, dispatcher=runtime.toolbox.dispatcher)

    assert cancelled == StepStatus.CANCELLED
    assert step(project_id, "copy").status == StepStatus.QUEUED


def test_another_project_of_the_recording_takes_the_copy_over(
    runtime: Runtime, storage: NotingStorage, memo: Path
) -> None:
    upload_id = recorded(storage, memo)
    first, second = (new_project(runtime, upload_id=upload_id) for _ in range(2))
    run(first, "probe", "extract", "copy")
    storage.downloads.clear()

    run(second, "probe", "extract", "copy")

    assert key_of(upload_id) not in storage.downloads
    own = project(second).copy_key
    assert own and own.startswith(f"projects/{second}/") and storage.stat(own)


class BlindMedia(LocalMedia):
    """Cannot copy pictures."""

    def copy(self, source: Path, *rest: object, with_pictures: bool) -> Path:
        if with_pictures:
            raise MediaDamaged
        return super().copy(source, *rest, with_pictures=False)  # type: ignore[arg-type]


def test_pictures_that_cannot_be_copied_leave_the_sound_alone(
    runtime: Runtime, storage: DiskStorage, tmp_path: Path
) -> None:
    film = recording(tmp_path / "film.avi", [SPOKEN], codec="libmp3lame", picture="mpeg4")
    runtime.toolbox.media = BlindMedia(memory_bytes=4 * 1024**3, chunk_s=180, max_duration_s=3600)
    assert isinstance(storage, NotingStorage)

    project_id = copied(runtime, storage, film)

    assert project(project_id).copy_key == f"projects/{project_id}/copy-1.m4a"
