"""Whose a place in storage is: nothing is tidied where somebody else keeps anything, on S3 and on the disk."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from clueso.domain import keys
from clueso.domain.ports import Storage
from clueso.models import new_id
from clueso.services.operations.installation import NotOurs, installation_id
from clueso.services.operations.janitor import DAY_S, tidy
from clueso.services.projects import purge
from clueso.storage.disk import DiskStorage
from clueso.storage.marker import MARKER
from clueso.storage.s3 import S3Storage
from jobs import serving
from jobs.runtime import Runtime
from tests.factories import new_project
from tests.storage_servers import start_s3

ORPHAN = keys.poster(new_id(), 1)
PROJECT = "0a1b2c3d" * 4  # fixed, so that every worker of a test run collects the same tests
STRANGE = ["plan.pdf", "uploads/customer/video.mp4", f"projects/{PROJECT}/Plan Q3.pdf", "media/huge.mp4"]


@pytest.fixture(scope="module")
def bucket() -> Iterator[S3Storage]:
    with start_s3() as server, pytest.MonkeyPatch.context() as patch:
        for name, value in server.env.items():
            patch.setenv(name, value)
        yield S3Storage(
            server.bucket, prefix="clueso/", region=server.region, endpoint_url=server.endpoint_url
        )


@pytest.fixture
def s3(bucket: S3Storage) -> Iterator[S3Storage]:
    yield bucket
    bucket.delete([*bucket.list_keys(""), "clueso.json"])
    for key, multipart_id in list(bucket.list_multiparts("")):
        bucket.abort_multipart(key, multipart_id)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "objects"


@pytest.fixture
def disk(root: Path) -> DiskStorage:
    return DiskStorage(root, "http://unused", "secret")


@pytest.fixture(params=["disk", "s3"])
def storage(request: pytest.FixtureRequest, runtime: Runtime) -> Storage:
    found: Storage = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def claimed(storage: Storage) -> Storage:
    """A place that is ours."""
    storage.claim(installation_id())
    return storage


def put(storage: Storage, key: str, tmp_path: Path) -> None:
    path = tmp_path / "bytes"
    path.write_bytes(b"bytes")
    storage.upload(path, key, "application/octet-stream")


def test_an_empty_place_is_claimed_at_the_first_start(storage: Storage) -> None:
    assert storage.owner() is None

    tidy(storage, older_than_s=0)

    assert storage.owner() == installation_id()
    assert list(storage.list_keys("")) == []


def test_a_place_whose_objects_the_database_knows_is_claimed(
    storage: Storage, runtime: Runtime, tmp_path: Path
) -> None:
    put(storage, keys.poster(new_project(runtime), 1), tmp_path)
    put(storage, ORPHAN, tmp_path)

    assert tidy(storage, older_than_s=0) == 2
    assert storage.owner() == installation_id()


def remove_marker(storage: Storage, root: Path) -> None:
    if isinstance(storage, DiskStorage):
        (root / MARKER).unlink()
    else:
        storage.delete([MARKER])


def test_nothing_is_tidied_where_our_marker_is_gone(
    storage: Storage, runtime: Runtime, root: Path, tmp_path: Path
) -> None:
    """Whoever removed it may have put other objects in the place of ours, too."""
    tidy(storage, older_than_s=0)
    put(storage, keys.poster(new_project(runtime), 1), tmp_path)
    put(storage, ORPHAN, tmp_path)
    remove_marker(storage, root)

    with pytest.raises(NotOurs, match=f'gone.* write {{"installation": "{installation_id()}"}}'):
        tidy(storage, older_than_s=0)

    assert storage.owner() is None
    assert len(list(storage.list_keys(""))) == 2


def test_a_marker_that_was_seen_once_is_demanded_from_then_on(
    storage: Storage, runtime: Runtime, root: Path, tmp_path: Path
) -> None:
    storage.claim(installation_id())  # by an earlier release, which did not remember it
    put(storage, keys.poster(new_project(runtime), 1), tmp_path)
    tidy(storage, older_than_s=DAY_S)
    remove_marker(storage, root)

    with pytest.raises(NotOurs, match="gone"):
        tidy(storage, older_than_s=0)


def test_a_place_that_is_empty_again_is_claimed_again(storage: Storage, root: Path) -> None:
    tidy(storage, older_than_s=0)
    remove_marker(storage, root)

    tidy(storage, older_than_s=0)

    assert storage.owner() == installation_id()


def test_a_new_place_to_which_our_objects_were_moved_is_claimed(
    storage: Storage, runtime: Runtime, tmp_path: Path
) -> None:
    tidy(DiskStorage(tmp_path / "former", "http://former", "secret"), older_than_s=0)
    put(storage, keys.poster(new_project(runtime), 1), tmp_path)

    tidy(storage, older_than_s=DAY_S)

    assert storage.owner() == installation_id()


def test_a_place_in_which_another_has_uploads_under_way_is_not_claimed(storage: Storage) -> None:
    key = keys.source(new_id(), "talk.mp4")
    multipart_id = storage.create_multipart(key, "video/mp4")

    with pytest.raises(NotOurs, match="knows none of the objects"):
        tidy(storage, older_than_s=0)

    assert list(storage.list_multiparts("")) == [(key, multipart_id)]


def test_a_place_full_of_objects_that_the_database_does_not_know_is_not_claimed(
    storage: Storage, tmp_path: Path
) -> None:
    put(storage, ORPHAN, tmp_path)

    with pytest.raises(NotOurs, match=f'write {{"installation": "{installation_id()}"}} into clueso.json'):
        tidy(storage, older_than_s=0)

    assert storage.owner() is None
    assert list(storage.list_keys("")) == [ORPHAN]


@pytest.mark.parametrize("owner", ["0" * 32, ""], ids=["another", "damaged"])
def test_a_place_with_the_marker_of_another_installation_is_left_alone(
    storage: Storage, runtime: Runtime, tmp_path: Path, owner: str
) -> None:
    storage.claim(owner)
    put(storage, keys.poster(new_project(runtime), 1), tmp_path)
    multipart_id = storage.create_multipart(keys.source(new_id(), "talk.mp4"), "video/mp4")

    with pytest.raises(NotOurs, match=f"installation {owner or '.damaged.'}, and .* {installation_id()}"):
        tidy(storage, older_than_s=0)

    assert storage.owner() == owner
    assert len(list(storage.list_keys(""))) == 1
    assert [id_ for _, id_ in storage.list_multiparts("")] == [multipart_id]


@pytest.mark.parametrize("key", STRANGE)
def test_a_place_that_holds_anything_strange_is_not_claimed(
    storage: Storage, tmp_path: Path, key: str
) -> None:
    put(storage, key, tmp_path)

    with pytest.raises(NotOurs, match=key):
        tidy(storage, older_than_s=0)

    assert storage.owner() is None
    assert list(storage.list_keys("")) == [key]


@pytest.mark.parametrize("key", STRANGE)
def test_nothing_is_tidied_beside_anything_strange_until_it_is_gone(
    claimed: Storage, tmp_path: Path, key: str
) -> None:
    put(claimed, ORPHAN, tmp_path)
    put(claimed, key, tmp_path)

    with pytest.raises(NotOurs, match=key):
        tidy(claimed, older_than_s=0)
    assert sorted(claimed.list_keys("")) == sorted([key, ORPHAN])
    claimed.delete([key])

    assert tidy(claimed, older_than_s=0) == 1


def test_an_upload_under_way_that_is_strange_is_left_alone(claimed: Storage) -> None:
    multipart_id = claimed.create_multipart("media/huge.mp4", "video/mp4")

    with pytest.raises(NotOurs, match=r"media/huge\.mp4"):
        tidy(claimed, older_than_s=0)

    assert list(claimed.list_multiparts("")) == [("media/huge.mp4", multipart_id)]


def test_a_report_shows_a_few_names_however_many_there_are(claimed: Storage, tmp_path: Path) -> None:
    for number in range(5):
        put(claimed, f"plan-{number}.pdf", tmp_path)

    with pytest.raises(NotOurs, match=r"plan-0\.pdf, plan-1\.pdf, plan-2\.pdf and more\."):
        tidy(claimed, older_than_s=0)


def test_a_purge_leaves_what_is_strange_in_the_folder_of_a_project(
    storage: Storage, runtime: Runtime, tmp_path: Path
) -> None:
    project_id = new_project(runtime)
    put(storage, keys.poster(project_id, 1), tmp_path)
    put(storage, f"projects/{project_id}/Plan Q3.pdf", tmp_path)

    purge.clear_storage(project_id, storage)

    assert list(storage.list_keys("")) == [f"projects/{project_id}/Plan Q3.pdf"]


@pytest.mark.parametrize(
    "name",
    [
        "customer.mp4",
        "customer/video.mp4",
        "clueso.json.bak",
        "objects/plan.pdf",
        "objects/customer/plan.pdf",
        "objects/=projects/plan.pdf",
        "uploads/plan.pdf",
        "uploads/.hidden/upload.json",
        "uploads/customer/upload.json",
        f"uploads/{'a' * 32}/plan.pdf",
        f"uploads/{'a' * 32}",
        "drafts/plan.pdf",
        f"drafts/{'a' * 32}/plan.pdf",
    ],
)
def test_a_file_that_the_disk_store_has_not_written_is_reported_and_stays(
    runtime: Runtime, disk: DiskStorage, root: Path, name: str
) -> None:
    disk.claim(installation_id())
    draft = root / "drafts" / ("b" * 32)
    draft.touch()
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_bytes(b"theirs")

    with pytest.raises(NotOurs, match=r"what Clueso did not put there"):
        tidy(disk, older_than_s=0)

    disk.clear_drafts(older_than_s=0)
    assert (root / name).read_bytes() == b"theirs"
    assert not draft.exists()


def test_what_the_disk_store_writes_is_never_taken_for_strange(disk: DiskStorage, tmp_path: Path) -> None:
    put(disk, keys.poster(new_id(), 1), tmp_path)
    put(disk, "x" * 300 + "/ä &.mp4", tmp_path)
    disk.create_multipart(keys.source(new_id(), "talk.mp4"), "video/mp4")
    disk.claim("somebody")

    assert list(disk.stray_files()) == []


def test_all_who_ask_at_once_get_the_same_id(runtime: Runtime) -> None:
    told: list[str] = []
    barrier = threading.Barrier(4)

    def ask() -> None:
        with runtime.app.app_context():
            barrier.wait()
            told.append(installation_id())

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(told) == 4
    assert set(told) == {installation_id()}


def test_the_janitor_of_the_sweep_says_why_it_leaves_storage_alone(
    runtime: Runtime, caplog: pytest.LogCaptureFixture
) -> None:
    runtime.toolbox.storage.claim("0" * 32)
    runtime.shutdown.request()

    serving._tidy_once(runtime, tidy)

    assert "the janitor leaves storage alone: The marker in storage (clueso.json) names" in caplog.text
