"""An installation claims its place in storage, and tidies no place of another one."""

import threading
from pathlib import Path

import pytest

from clueso.domain.files import keys
from clueso.domain.ports.storage import Storage
from clueso.models import new_id
from clueso.services.identity import installation_id
from clueso.services.operations.installation import NotOurs
from clueso.services.operations.janitor import DAY_S, tidy
from clueso.storage.disk import DiskStorage
from clueso.storage.marker import MARKER
from jobs import serving
from jobs.runtime import Runtime
from tests.factories import new_project
from tests.integration.installation.objects import ORPHAN, put


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
