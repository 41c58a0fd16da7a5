"""Retention: no recording goes unannounced, what its owner keeps stays, and words stay in any case."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text, update

from clueso.config import Settings
from clueso.domain.documents.documents import DocumentKind
from clueso.extensions import db
from clueso.models import Project, Upload, UploadStatus
from clueso.services import audit
from clueso.services.operations import janitor
from clueso.services.projects import retention
from clueso.services.transaction import transactional
from jobs.runtime import Runtime
from tests import factories
from tests.factories import quick
from tests.integration.api import recordings
from tests.integration.api.apps import Caller
from tests.integration.api.test_audit import purge
from tests.integration.api.test_every_state import stored
from tests.waiting import wait_for

DAY = timedelta(days=1)


@pytest.fixture
def upload_id(alice: Caller) -> str:
    return stored(alice)


@pytest.fixture
def project_id(alice: Caller, runtime: Runtime, upload_id: str) -> str:
    project_id = recordings.ready(runtime, DocumentKind.CHAPTERS, user_id="user_alice")
    change(Project, project_id, upload_id=upload_id)
    return project_id


@pytest.fixture
def rules(settings: Settings) -> Settings:
    return quick(settings, retention_days=30, retention_warning_days=7)


@transactional
def change(table: type[Project | Upload], id_: str, **values: object) -> None:
    db.session.execute(update(table).where(table.id == id_).values(**values))


def grow_old(project_id: str, days: float) -> None:
    change(Project, project_id, created_at=datetime.now(UTC) - timedelta(days=days))


def let_announced_time_pass(upload_id: str) -> None:
    change(Upload, upload_id, removal_at=datetime.now(UTC) - timedelta(minutes=1))


def recording(caller: Caller, project_id: str) -> dict[str, str | int | None]:
    return caller.get(f"/projects/{project_id}")["recording"]


def test_a_young_recording_is_left_alone(alice: Caller, project_id: str, rules: Settings) -> None:
    grow_old(project_id, 22.9)

    retention.look_after(rules)

    assert recording(alice, project_id) == {"retention_days": None, "removal_at": None, "removed_at": None}


def test_it_is_announced_as_long_before_as_the_warning_lasts(
    alice: Caller, project_id: str, rules: Settings
) -> None:
    grow_old(project_id, 23.5)
    etag = alice.ask("GET", f"/projects/{project_id}").headers["ETag"]

    retention.look_after(rules)

    told = datetime.fromisoformat(str(recording(alice, project_id)["removal_at"]))
    assert timedelta(days=6.9) < told - datetime.now(UTC) <= 7 * DAY
    assert alice.ask("GET", f"/projects/{project_id}", if_none_match=etag).status_code == 200


def test_a_recording_that_is_older_than_a_new_rule_is_announced_for_the_full_time(
    alice: Caller, project_id: str, upload_id: str, rules: Settings
) -> None:
    grow_old(project_id, 900)

    for _ in range(3):
        retention.look_after(rules)

    told = datetime.fromisoformat(str(recording(alice, project_id)["removal_at"]))
    assert told - datetime.now(UTC) > 6.9 * DAY
    assert alice.get(f"/uploads/{upload_id}")["status"] == "stored"


def test_after_the_announced_time_the_recording_goes_and_the_words_stay(
    alice: Caller, runtime: Runtime, project_id: str, upload_id: str, rules: Settings
) -> None:
    storage = runtime.toolbox.storage
    key = alice.get(f"/uploads/{upload_id}")["key"]
    before = alice.get(f"/projects/{project_id}/transcript")
    documents = alice.get(f"/projects/{project_id}/documents")["items"]
    grow_old(project_id, 900)
    retention.look_after(rules)
    let_announced_time_pass(upload_id)

    retention.look_after(rules)
    janitor.clear_uploads(storage)

    shown = recording(alice, project_id)
    assert (shown["removal_at"], shown["removed_at"] is not None) == (None, True)
    assert storage.stat(key) is None
    assert alice.get(f"/projects/{project_id}/transcript") == before
    assert alice.get(f"/projects/{project_id}/documents")["items"] == documents
    assert factories.project(project_id).audio_key is None
    deeds = [deed["action"] for deed in alice.get("/me/audit")["items"]]
    assert deeds[:2] == ["upload.purged", "upload.removed"]


def test_the_copy_that_every_browser_plays_goes_with_the_recording(
    alice: Caller, project_id: str, upload_id: str, rules: Settings
) -> None:
    change(Project, project_id, copy_key=f"projects/{project_id}/copy-1.mp4")
    grow_old(project_id, 31)
    retention.look_after(rules)
    let_announced_time_pass(upload_id)

    retention.look_after(rules)

    assert factories.project(project_id).copy_key is None
    assert alice.get(f"/projects/{project_id}")["playback"] == "none"


def test_a_recording_that_is_gone_is_not_told_again_as_purged_with_its_project(
    alice: Caller, runtime: Runtime, project_id: str, upload_id: str, rules: Settings
) -> None:
    grow_old(project_id, 900)
    retention.look_after(rules)
    let_announced_time_pass(upload_id)
    retention.look_after(rules)
    janitor.clear_uploads(runtime.toolbox.storage)
    alice.ask("DELETE", f"/projects/{project_id}")

    purge(project_id)

    [deed] = [d for d in alice.get("/me/audit")["items"] if d["action"] == audit.Action.PROJECT_PURGED]
    assert deed["details"]["recording_bytes"] == 0


def test_of_a_removed_recording_playback_retry_and_a_new_project_say_so(
    alice: Caller, project_id: str, upload_id: str, rules: Settings
) -> None:
    grow_old(project_id, 900)
    retention.look_after(rules)
    let_announced_time_pass(upload_id)
    retention.look_after(rules)

    answers = [
        alice.ask("GET", f"/projects/{project_id}/media"),
        alice.ask("POST", "/projects", {"upload_id": upload_id}),
        alice.ask("PATCH", f"/projects/{project_id}", {"retention_days": 0}),
    ]

    for answer in answers:
        assert (answer.status_code, answer.get_json()["type"]) == (409, "/problems/recording-removed")
        assert "The recording was removed on " in answer.get_json()["detail"]
    assert alice.ask("PATCH", f"/projects/{project_id}", {"title": "Still mine"}).status_code == 200
    assert alice.ask("DELETE", f"/projects/{project_id}").status_code == 204


def test_who_keeps_a_recording_has_it_for_ever(
    alice: Caller, project_id: str, upload_id: str, rules: Settings
) -> None:
    grow_old(project_id, 900)
    retention.look_after(rules)

    kept = alice.ask("PATCH", f"/projects/{project_id}", {"retention_days": 0})
    retention.look_after(rules)

    assert kept.get_json()["recording"] == {"retention_days": 0, "removal_at": None, "removed_at": None}
    assert recording(alice, project_id)["removal_at"] is None


def test_who_chooses_fewer_days_is_told_all_the_same_and_may_choose_again(
    alice: Caller, project_id: str, settings: Settings
) -> None:
    path = f"/projects/{project_id}"
    grow_old(project_id, 10)
    alice.ask("PATCH", path, {"retention_days": 5})
    retention.look_after(settings)  # which keeps recordings
    told = datetime.fromisoformat(str(recording(alice, project_id)["removal_at"]))

    alice.ask("PATCH", path, {"retention_days": None})
    retention.look_after(settings)

    assert told - datetime.now(UTC) > 6.9 * DAY
    assert recording(alice, project_id) == {"retention_days": None, "removal_at": None, "removed_at": None}


def test_a_recording_of_two_projects_stays_while_one_keeps_it(
    alice: Caller, project_id: str, upload_id: str, rules: Settings
) -> None:
    other = alice.post("/projects", {"upload_id": upload_id})["id"]
    alice.post(f"/projects/{other}/cancel")
    grow_old(project_id, 900)
    retention.look_after(rules)
    assert recording(alice, project_id)["removal_at"] is None

    grow_old(other, 800)
    retention.look_after(rules)
    let_announced_time_pass(upload_id)
    alice.ask("PATCH", f"/projects/{other}", {"retention_days": 0})
    retention.look_after(rules)

    assert recording(alice, project_id) == {"retention_days": None, "removal_at": None, "removed_at": None}


def test_a_project_that_is_in_work_keeps_its_recording_until_it_is_done(
    alice: Caller, runtime: Runtime, upload_id: str, rules: Settings
) -> None:
    made = alice.post("/projects", {"upload_id": upload_id})["id"]
    grow_old(made, 900)
    retention.look_after(rules)
    let_announced_time_pass(upload_id)

    retention.look_after(rules)
    assert alice.get(f"/uploads/{upload_id}")["status"] == "stored"

    alice.post(f"/projects/{made}/cancel")
    retention.look_after(rules)
    assert alice.get(f"/uploads/{upload_id}")["status"] == "expired"
    assert alice.ask("POST", f"/projects/{made}/retry").get_json()["type"] == "/problems/recording-removed"


def test_a_document_that_is_written_again_keeps_the_recording_for_its_pictures(
    alice: Caller, project_id: str, upload_id: str, rules: Settings
) -> None:
    grow_old(project_id, 900)
    retention.look_after(rules)
    let_announced_time_pass(upload_id)
    alice.post(f"/projects/{project_id}/documents", {"kind": "guide"})

    retention.look_after(rules)

    assert alice.get(f"/uploads/{upload_id}")["status"] == "stored"


def test_a_linked_recording_and_one_without_a_project_are_never_removed(
    alice: Caller, project_id: str, upload_id: str, rules: Settings
) -> None:
    alone = stored_again(alice)
    change(Upload, upload_id, linked_id="theirs", linked_bucket="b", linked_key="k")
    grow_old(project_id, 900)

    for _ in range(2):
        retention.look_after(rules)
        let_announced_time_pass(alone)

    assert recording(alice, project_id) is None
    assert alice.get(f"/uploads/{alone}")["status"] == "stored"


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_project_that_comes_while_its_recording_is_looked_at_keeps_it(
    alice: Caller, runtime: Runtime, project_id: str, upload_id: str, rules: Settings
) -> None:
    """As `projects.create` does it: under a lock of the upload, for which the look waits here."""
    coming = factories.new_project(runtime, user_id="user_alice")
    grow_old(project_id, 900)
    retention.look_after(rules)
    let_announced_time_pass(upload_id)

    with ThreadPoolExecutor(1) as pool, db.engine.begin() as creation:
        creation.execute(select(Upload.id).where(Upload.id == upload_id).with_for_update())
        look = pool.submit(look_after_in, runtime, rules)
        wait_for(is_somebody_waiting)
        creation.execute(update(Project).where(Project.id == coming).values(upload_id=upload_id))
        creation.commit()
        look.result()

    assert alice.get(f"/uploads/{upload_id}")["status"] == "stored"
    retention.look_after(rules)
    assert recording(alice, project_id)["removal_at"] is None


def look_after_in(runtime: Runtime, rules: Settings) -> None:
    with runtime.app.app_context():
        retention.look_after(rules)


def is_somebody_waiting() -> bool:
    with db.engine.connect() as connection:
        return bool(connection.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")))


def test_one_odd_upload_keeps_no_other_from_being_looked_after(
    alice: Caller, project_id: str, rules: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = "0" * 32
    change(Upload, factories.stored_upload("user_alice"), id=odd)
    grow_old(project_id, 23.5)
    look_after = retention._look_after

    def odd_one(upload_id: str, rules: Settings) -> None:
        if upload_id == odd:
            raise ValueError("odd")
        look_after(upload_id, rules)

    monkeypatch.setattr(retention, "_look_after", odd_one)
    retention.look_after(rules)

    assert recording(alice, project_id)["removal_at"] is not None


def test_an_upload_that_was_never_completed_was_not_removed_as_announced(
    alice: Caller, runtime: Runtime
) -> None:
    del runtime  # in whose app context the upload is made
    expired = factories.stored_upload("user_alice")
    change(Upload, expired, status=UploadStatus.EXPIRED)

    answer = alice.ask("POST", "/projects", {"upload_id": expired})

    assert (answer.status_code, answer.get_json()["type"]) == (409, "/problems/upload-not-stored")


def stored_again(caller: Caller) -> str:
    """An upload that no project uses."""
    del caller
    return factories.stored_upload("user_alice")


@pytest.mark.parametrize("days", [-1, 36_501, 1.5, "7", True])
def test_days_that_are_none_are_refused(alice: Caller, project_id: str, days: object) -> None:
    answer = alice.ask("PATCH", f"/projects/{project_id}", {"retention_days": days})

    assert answer.status_code == 422
    assert alice.ask("PATCH", f"/projects/{project_id}", {"retention_days": 90}).status_code == 200


def test_the_choice_is_in_the_audit_log(alice: Caller, project_id: str) -> None:
    alice.ask("PATCH", f"/projects/{project_id}", {"retention_days": 90})

    [deed] = [d for d in alice.get("/me/audit")["items"] if d["action"] == audit.Action.PROJECT_RETENTION_SET]

    assert deed["details"] == {"days": 90}
