"""A full disk under the scratch folders passes, and is told as what it is.

It is played by the limit on the size of files, which needs no root; PostgreSQL, since SQLite writes files.
"""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from clueso.domain.ports.storage import Storage
from clueso.domain.steps.statuses import StepStatus
from clueso.errors import DiskFull
from clueso.media import adapter
from clueso.media.adapter import LocalMedia
from clueso.models import Upload
from clueso.services.uploads import uploads
from jobs import step as wrapper
from jobs.runtime import Runtime
from tests.factories import USER, new_project, step, stored_upload
from tests.pipe_watch import PipeWatch

RECORDING = Path(__file__).parents[1] / "recordings" / "speech.mp4"
postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@contextmanager
def no_file_larger_than(size_bytes: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def put_recording(storage: Storage, upload: Upload) -> None:
    storage.upload(RECORDING, upload.key, "video/mp4")


@postgresql
def test_a_step_that_finds_no_room_is_tried_again_and_says_so(runtime: Runtime) -> None:
    upload_id = stored_upload()
    put_recording(runtime.toolbox.storage, uploads.get(USER, upload_id))
    project_id = new_project(runtime, upload_id=upload_id)

    with no_file_larger_than(4096):
        wrapper.run(step(project_id, "probe").id, 1)

    row = step(project_id, "probe")
    assert (row.status, row.errors) == (StepStatus.QUEUED, 1)
    assert (row.last_error or "").startswith("disk-full: ")


def test_pictures_that_find_no_room_do_not_call_the_recording_damaged(
    tmp_path: Path, watch: PipeWatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The child takes a limit of its own, which follows from the recording and the longest one: none at all here.
    monkeypatch.setattr(adapter, "SPARE_BYTES", 100 - RECORDING.stat().st_size)
    media = LocalMedia(memory_bytes=4 * 1024**3, chunk_s=180, max_duration_s=0)

    with pytest.raises(DiskFull):
        media.pictures(RECORDING, [1000], tmp_path, watch)


def test_a_child_does_not_raise_a_limit_that_its_worker_met(tmp_path: Path, watch: PipeWatch) -> None:
    media = LocalMedia(memory_bytes=4 * 1024**3, chunk_s=180, max_duration_s=60)

    with no_file_larger_than(100), pytest.raises(DiskFull):
        media.pictures(RECORDING, [1000], tmp_path, watch)
    with no_file_larger_than(4096), pytest.raises(DiskFull):
        media.extract(RECORDING, tmp_path, watch)
