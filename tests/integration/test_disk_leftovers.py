"""The disk store after a kill or a power loss: nothing stays that nothing would ever remove."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from clueso.errors import UploadClosed
from clueso.services.identity import installation_id
from clueso.services.operations.janitor import DAY_S, tidy
from clueso.storage.disk import DiskStorage
from jobs.runtime import Runtime

ID = "0123456789abcdef" * 2
KEY = f"uploads/{ID}/source.mp4"
DIE_EVERYWHERE = """
import io, itertools, os, signal, sys
from pathlib import Path
from clueso.storage.disk import DiskStorage
from clueso.storage.grants import PartGrant
from tests.integration.api.apps import one_database

pytestmark = one_database

KEY = "uploads/" + "0123456789abcdef" * 2 + "/source.mp4"
TOUCHES = {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir"}

def die_at(number):
    seen = itertools.count()
    def hook(event, _):
        if event in TOUCHES and next(seen) == number:
            os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(hook)

def live(storage):
    ended, whole = (storage.create_multipart(KEY, "video/mp4") for _ in range(2))
    for upload in (ended, whole):
        etag = storage.receive_part(PartGrant(KEY, upload, 1, 4, 2**40), io.BytesIO(b"part"))
    storage.abort_multipart(KEY, ended)
    storage.complete_multipart(KEY, whole, [(1, etag)])
    storage.delete([KEY])

for number in itertools.count():
    storage = DiskStorage(Path(sys.argv[1], str(number)), "http://unused", "secret")
    if not (child := os.fork()):
        die_at(number)
        live(storage)
        os._exit(0)
    if os.waitpid(child, 0)[1] != signal.SIGKILL:
        break
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "objects"


@pytest.fixture
def storage(root: Path) -> DiskStorage:
    return DiskStorage(root, "http://unused", "secret")


def torn(storage: DiskStorage, root: Path) -> str:
    """An upload whose description a power loss has emptied."""
    multipart_id = storage.create_multipart("uploads/torn/source.mp4", "video/mp4")
    (root / "uploads" / multipart_id / "upload.json").write_bytes(b"")
    return multipart_id


def draft(root: Path) -> Path:
    """What a process that was killed has left of an object."""
    path = root / "drafts" / ID
    path.write_bytes(b"half a recording")
    return path


def files(root: Path) -> list[str]:
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def test_at_whatever_file_it_is_killed_the_janitor_removes_all_that_it_left(
    runtime: Runtime, tmp_path: Path
) -> None:
    subprocess.run([sys.executable, "-c", DIE_EVERYWHERE, str(tmp_path / "stores")], check=True, timeout=120)
    roots = sorted((tmp_path / "stores").iterdir())

    for root in roots:
        storage = DiskStorage(root, "http://unused", "secret")
        storage.claim(installation_id())
        tidy(storage, older_than_s=0)

    assert len(roots) > 30
    assert {root.name: files(root) for root in roots} == {root.name: ["clueso.json"] for root in roots}
    assert [root.name for root in roots if any((root / "uploads").iterdir())] == []


def test_what_is_younger_than_a_day_stays_and_what_is_older_goes(
    runtime: Runtime, storage: DiskStorage, root: Path
) -> None:
    half = draft(root)
    folder = root / "uploads" / torn(storage, root)
    assert tidy(storage) == 0

    for path in (half, folder):
        os.utime(path, (0, time.time() - DAY_S - 1))

    assert tidy(storage) == 2
    assert not half.exists()
    assert not folder.exists()


def test_an_upload_torn_by_a_power_loss_hides_no_other(storage: DiskStorage, root: Path) -> None:
    torn(storage, root)
    whole = storage.create_multipart(KEY, "video/mp4")

    assert list(storage.list_multiparts("")) == [(KEY, whole)]


def test_an_upload_torn_by_a_power_loss_is_closed(storage: DiskStorage, root: Path) -> None:
    multipart_id = torn(storage, root)

    with pytest.raises(UploadClosed):
        storage.list_parts("uploads/torn/source.mp4", multipart_id)
    storage.abort_multipart("uploads/torn/source.mp4", multipart_id)
