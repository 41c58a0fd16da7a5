"""Cancel, delete, restore and leaving for good, in every state of the pipeline: nothing stays, nothing
sticks.
"""

from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from clueso.domain.steps.statuses import StepStatus
from clueso.extensions import Base, db
from clueso.models import Deed, Document, Export, Step
from clueso.services.operations import janitor
from clueso.services.pipeline import claimed_steps
from clueso.services.pipeline.claimed_steps import Claim, LeaseLost
from clueso.services.pipeline.sweep import sweep
from clueso.services.transaction import transactional
from jobs import step as wrapper
from jobs.runtime import Runtime
from tests import factories
from tests.factories import let_pauses_end, quick
from tests.integration.api.apps import Caller
from tests.integration.api.states import HOW, KINDS, LATER, PIPELINE, Scene, brought_to, states, ways

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
DATA = b"a recording"


def stored(caller: Caller) -> str:
    wanted = {"filename": "talk.mp4", "content_type": "video/mp4", "size_bytes": len(DATA)}
    upload_id = caller.post("/uploads", wanted, idempotency_key="upload")["id"]
    part = caller.post(f"/uploads/{upload_id}/parts", {"part_numbers": [1]})["parts"][0]
    sent = httpx.put(part["url"], content=DATA, trust_env=False).raise_for_status()
    parts = [{"part_number": 1, "etag": sent.headers["etag"]}]
    caller.post(f"/uploads/{upload_id}/complete", {"parts": parts})
    return str(upload_id)


def made(caller: Caller, upload_id: str, key: str = "project") -> str:
    wanted = {"upload_id": upload_id, "documents": KINDS}
    return str(caller.post("/projects", wanted, idempotency_key=key)["id"])


@pytest.fixture
def upload_id(alice: Caller) -> str:
    return stored(alice)


@pytest.fixture
def scene(alice: Caller, upload_id: str, runtime: Runtime, tmp_path: Path) -> Scene:
    runtime.toolbox.courier.connection.flushall()
    return Scene(runtime, made(alice, upload_id), tmp_path)


@transactional
def ids_of(scene: Scene, upload_id: str) -> set[str]:
    """Every id by which something could still be known."""
    ids = {scene.project_id, upload_id}
    for table in (Document, Export, Step):
        ids |= set(db.session.scalars(select(table.id).where(table.project_id == scene.project_id)))
    return ids


@transactional
def rows_with(ids: set[str]) -> list[str]:
    """Every row of every table, also of one that is added later, in which one of these stands anywhere; but
    of the audit log, which holds ids alone (`test_audit`).
    """
    return [
        f"{table.name}: {tuple(row)}"
        for table in Base.metadata.sorted_tables
        if table.name != Deed.__tablename__
        for row in db.session.execute(select(table))
        if any(id_ in str(tuple(row)) for id_ in ids)
    ]


def messages_with(scene: Scene, ids: set[str]) -> list[str]:
    """What Redis holds, queued, deferred or waited for, by its keys and values."""
    redis = scene.runtime.toolbox.courier.connection
    kept = {key.decode(): str(redis.dump(key)) for key in redis.scan_iter()}
    return [key for key, value in kept.items() if any(id_ in key + value for id_ in ids)]


def purged(scene: Scene) -> None:
    """The time of grace ends, the sweep comes, and a worker takes the purge."""
    let_pauses_end()
    sweep(quick(scene.runtime.settings, sweep_s=0), scene.runtime.toolbox.dispatcher)
    let_pauses_end()
    purge = factories.step(scene.project_id, "purge")
    factories.let_in(purge.id)
    wrapper.run(purge.id, purge.attempt)
    sweep(quick(scene.runtime.settings, sweep_s=0), scene.runtime.toolbox.dispatcher)
    janitor.clear_uploads(scene.runtime.toolbox.storage)


def left(scene: Scene, ids: set[str]) -> list[str]:
    storage = scene.runtime.toolbox.storage
    objects = [*storage.list_keys(""), *(key for key, _ in storage.list_multiparts(""))]
    return [*rows_with(ids), *objects, *messages_with(scene, ids)]


def assert_changes_nothing(scene: Scene, zombie: Claim | None) -> None:
    if zombie is None:
        return
    with pytest.raises(LeaseLost):
        claimed_steps.finish(zombie, lambda project: None)
    with pytest.raises(LeaseLost):
        claimed_steps.hand_back(zombie)
    assert not claimed_steps.renew(zombie, lease_s=60)


def assert_deletion_leaves_nothing(scene: Scene, alice: Caller, upload_id: str, state: str) -> None:
    holder = brought_to(scene, state)
    ids = ids_of(scene, upload_id)

    assert alice.ask("DELETE", f"/projects/{scene.project_id}").status_code == 204
    assert alice.ask("GET", f"/projects/{scene.project_id}").status_code == 404
    purged(scene)

    assert left(scene, ids) == []
    assert_changes_nothing(scene, holder)


@pytest.mark.parametrize("name", [*PIPELINE, *LATER])
def test_a_project_that_is_deleted_in_any_state_of_a_step_leaves_nothing(
    name: str, alice: Caller, runtime: Runtime, tmp_path: Path, subtests: pytest.Subtests
) -> None:
    for how in ways(name):
        with subtests.test(how):
            upload_id = stored(alice)
            scene = Scene(runtime, made(alice, upload_id), tmp_path)
            assert_deletion_leaves_nothing(scene, alice, upload_id, f"{name} {how}")


def test_a_project_that_is_deleted_when_it_is_ready_leaves_nothing(
    scene: Scene, alice: Caller, upload_id: str
) -> None:
    assert_deletion_leaves_nothing(scene, alice, upload_id, "ready")


@pytest.mark.parametrize("state", states(1))
def test_somebody_who_leaves_leaves_nothing(state: str, scene: Scene, alice: Caller, upload_id: str) -> None:
    holder = brought_to(scene, state)
    key = alice.post("/keys", {"name": "Nightly", "scopes": ["read"]})
    ids = ids_of(scene, upload_id) | {"user_alice", key["id"]}

    assert alice.ask("DELETE", "/me").status_code == 204
    purged(scene)

    assert left(scene, ids) == []
    assert_changes_nothing(scene, holder)


@pytest.mark.parametrize("state", states(2))
def test_a_restored_project_goes_on_to_its_end(state: str, scene: Scene, alice: Caller) -> None:
    holder = brought_to(scene, state)
    before = alice.get(f"/projects/{scene.project_id}")["status"]

    alice.ask("DELETE", f"/projects/{scene.project_id}")
    assert alice.ask("POST", f"/projects/{scene.project_id}/restore").status_code in (200, 202, 204)
    assert_changes_nothing(scene, holder)
    scene.work_until(None)

    assert alice.get(f"/projects/{scene.project_id}")["status"] == ends(before)
    assert open_steps(scene) == []


def ends(status: str) -> str:
    return status if status in ("failed", "cancelled") else "ready"


@transactional
def open_steps(scene: Scene) -> list[str]:
    rows = db.session.scalars(select(Step).where(Step.project_id == scene.project_id))
    return [row.name for row in rows if not StepStatus(row.status).is_settled]


@pytest.mark.parametrize("name", PIPELINE)
def test_a_project_that_is_cancelled_in_any_state_of_a_step_ends_at_once_and_can_be_retried(
    name: str, scene: Scene, alice: Caller, subtests: pytest.Subtests
) -> None:
    path = f"/projects/{scene.project_id}"
    for how in ways(name):
        with subtests.test(how):
            holder = brought_to(scene, f"{name} {how}")
            before = alice.get(path)["status"]

            answer = alice.ask("POST", f"{path}/cancel")

            expected = (409, "failed") if before == "failed" else (202, "cancelled")
            assert (answer.status_code, alice.get(path)["status"]) == expected
            assert open_steps(scene) == []
            assert_changes_nothing(scene, holder)
            alice.post(f"{path}/retry")
            assert factories.step(scene.project_id, name).status in (StepStatus.QUEUED, StepStatus.WAITING)
    scene.work_until(None)
    assert alice.get(path)["status"] == "ready"
    assert {item["status"] for item in alice.get(f"{path}/documents")["items"]} == {"ready"}


@pytest.mark.parametrize("state", ["ready", *(f"{name} {how}" for name in LATER for how in ways(name))])
def test_a_project_that_is_ready_cannot_be_cancelled(state: str, scene: Scene, alice: Caller) -> None:
    holder = brought_to(scene, state)

    assert alice.ask("POST", f"/projects/{scene.project_id}/cancel").status_code == 409

    assert alice.get(f"/projects/{scene.project_id}")["status"] == "ready"
    assert holder is None or claimed_steps.renew(holder, lease_s=60)


@pytest.mark.parametrize("state", ["probe running", "write:guide stuck", "ready"])
def test_what_two_projects_share_stays_until_the_last_is_gone(
    state: str, scene: Scene, alice: Caller, upload_id: str
) -> None:
    other = Scene(scene.runtime, made(alice, upload_id, "another"), scene.tmp_path)
    brought_to(scene, state)
    ids = ids_of(scene, upload_id) - {upload_id}

    alice.ask("DELETE", f"/projects/{scene.project_id}")
    purged(scene)

    assert rows_with(ids) == []
    other.work_until(None)
    assert alice.get(f"/projects/{other.project_id}")["status"] == "ready"
    assert alice.get(f"/uploads/{upload_id}")["status"] == "stored"
    assert scene.runtime.toolbox.storage.stat(alice.get(f"/uploads/{upload_id}")["key"]) is not None


@pytest.mark.parametrize("way", ["running", "stuck", "pausing"])
def test_a_purge_that_was_interrupted_leaves_nothing_either(
    way: str, scene: Scene, alice: Caller, upload_id: str
) -> None:
    scene.work_until(None)
    ids = ids_of(scene, upload_id)
    alice.ask("DELETE", f"/projects/{scene.project_id}")
    let_pauses_end()
    purge: Claim | None = HOW[way](scene, "purge")
    assert alice.ask("POST", f"/projects/{scene.project_id}/restore").status_code == 404

    alice.ask("DELETE", "/me")
    factories.let_leases_end()
    purged(scene)

    assert left(scene, ids | {"user_alice"}) == []
    assert_changes_nothing(scene, purge)


def test_what_is_left_would_be_found(scene: Scene) -> None:
    """By any of its ids, wherever these stand."""
    assert len(rows_with({scene.project_id})) > 5
    assert messages_with(scene, ids_of(scene, "no-upload"))
