"""Nothing is tidied beside objects and files that Clueso did not write."""

from pathlib import Path

import pytest

from clueso.domain.files import keys
from clueso.domain.ports.storage import Storage
from clueso.models import new_id
from clueso.services.identity import installation_id
from clueso.services.operations.installation import NotOurs
from clueso.services.operations.janitor import tidy
from clueso.services.projects import purge
from clueso.storage.disk import DiskStorage
from jobs.runtime import Runtime
from tests.factories import new_project
from tests.integration.api.apps import one_database
from tests.integration.installation.objects import ORPHAN, put

PROJECT = "0a1b2c3d" * 4  # fixed, so that every worker of a test run collects the same tests
STRANGE = ["plan.pdf", "uploads/customer/video.mp4", f"projects/{PROJECT}/Plan Q3.pdf", "media/huge.mp4"]


@pytest.fixture
def claimed(storage: Storage) -> Storage:
    """A place that is ours."""
    storage.claim(installation_id())
    return storage


@one_database
@pytest.mark.parametrize("key", STRANGE)
def test_a_place_that_holds_anything_strange_is_not_claimed(
    storage: Storage, tmp_path: Path, key: str
) -> None:
    put(storage, key, tmp_path)

    with pytest.raises(NotOurs, match=key):
        tidy(storage, older_than_s=0)

    assert storage.owner() is None
    assert list(storage.list_keys("")) == [key]


@one_database
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
