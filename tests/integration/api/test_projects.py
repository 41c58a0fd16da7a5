"""Projects over HTTP: made, watched, renamed, listed, cancelled, retried, deleted, brought back."""

import pytest
from flask import Flask
from sqlalchemy import event

from clueso.domain.documents.documents import DocumentKind
from clueso.errors import NoSpeech, StorageDown
from clueso.extensions import db
from clueso.services.pipeline import claimed_steps
from clueso.writing.extractive.kinds import ARRANGEMENTS
from jobs.runtime import Runtime
from tests import factories
from tests.integration.api import recordings
from tests.integration.api.apps import Caller, one_database

STEPS = ["probe", "extract", "transcribe", *(f"write:{kind}" for kind in DocumentKind), "finish"]


@pytest.fixture
def upload_id(runtime: Runtime) -> str:
    return factories.stored_upload()


def test_a_project_is_answered_before_any_worker_has_touched_it(alice: Caller, upload_id: str) -> None:
    response = alice.ask("POST", "/projects", {"upload_id": upload_id})

    project = response.get_json()
    assert (response.status_code, response.headers["Location"]) == (202, f"/api/v1/projects/{project['id']}")
    assert (project["status"], project["progress"], project["title"]) == ("queued", 0, "My talk")
    assert [step["name"] for step in project["steps"]] == STEPS
    assert (project["media"], project["poster_url"], project["remaining_s"]) == (None, None, None)
    assert project["poll_after_ms"] == 1000


@one_database
def test_a_kind_that_the_writer_refuses_is_not_offered_or_begun(
    alice: Caller, upload_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds = {kind: arrange for kind, arrange in ARRANGEMENTS.items() if kind is not DocumentKind.SCRIPT}
    monkeypatch.setattr("clueso.writing.extractive.kinds.ARRANGEMENTS", kinds)

    project = alice.post("/projects", {"upload_id": upload_id})

    assert "script" not in alice.get("/config")["document_kinds"]
    assert "write:script" not in [step["name"] for step in project["steps"]]


def test_what_a_person_asked_for_is_kept(alice: Caller, upload_id: str) -> None:
    wanted = {"title": "  Q3 review ", "language": "de", "documents": ["summary"], "vocabulary": ["Clueso"]}

    project = alice.post(
        "/projects", wanted | {"upload_id": upload_id, "instructions": "Be brief.\nBe kind.", "speakers": 3}
    )

    assert (project["title"], project["title_is_generated"], project["language"]) == (
        "Q3 review",
        False,
        "de",
    )
    assert [step["name"] for step in project["steps"]][3:] == ["write:summary", "finish"]
    assert (project["instructions"], project["speakers"]) == ("Be brief.\nBe kind.", 3)
    assert factories.project(project["id"]).vocabulary == ["Clueso"]
    [document] = alice.get(f"/projects/{project['id']}/documents")["items"]
    assert document["instructions"] == "Be brief.\nBe kind."


def test_languages_that_a_recording_may_be_in_are_kept_with_the_project(
    alice: Caller, upload_id: str
) -> None:
    wanted = {"upload_id": upload_id, "languages": ["de", "en"]}

    project = alice.post("/projects", wanted)

    assert (project["language"], project["languages"]) == (None, ["de", "en"])


def test_a_project_of_an_unfinished_upload_is_refused(alice: Caller) -> None:
    upload = alice.post("/uploads", {"filename": "a.mp3", "content_type": "audio/mpeg", "size_bytes": 9})

    response = alice.ask("POST", "/projects", {"upload_id": upload["id"]})

    assert (response.status_code, response.get_json()["type"]) == (409, "/problems/upload-not-stored")


@one_database
@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"title": " "}, "/title"),
        ({"title": "a" * 256}, "/title"),
        ({"title": "a\u2028b"}, "/title"),
        ({"language": "xx"}, "/language"),
        ({"language": "EN"}, "/language"),
        ({"languages": ["en", "xx"]}, "/languages/1"),
        ({"languages": ["en", "en"]}, "/languages"),
        ({"languages": ["en", "de", "fr", "es", "it", "pl"]}, "/languages"),
        ({"language": "en", "languages": ["en", "de"]}, "/languages"),
        ({"documents": ["poem"]}, "/documents/0"),
        ({"documents": ["summary", "summary"]}, "/documents"),
        ({"vocabulary": ["a" * 81]}, "/vocabulary/0"),
        ({"vocabulary": ["a"] * 501}, "/vocabulary"),
        ({"instructions": "a" * 4001}, "/instructions"),
        ({"instructions": "a\x1b[2J"}, "/instructions"),
        ({"speakers": 0}, "/speakers"),
        ({"speakers": 21}, "/speakers"),
        ({"webhook": "https://example.com"}, "/webhook"),
    ],
)
def test_a_wrong_wish_is_told_where(alice: Caller, upload_id: str, changes: dict, pointer: str) -> None:
    response = alice.ask("POST", "/projects", {"upload_id": upload_id} | changes)

    assert response.status_code == 422
    assert [error["pointer"] for error in response.get_json()["errors"]] == [pointer]


@one_database
def test_a_text_that_is_too_long_is_told_in_characters(alice: Caller, upload_id: str) -> None:
    response = alice.ask("POST", "/projects", {"upload_id": upload_id, "title": "a" * 256})

    assert "255 characters" in response.get_json()["errors"][0]["detail"]


def test_what_the_recording_is_is_told_once_it_was_looked_into(alice: Caller, runtime: Runtime) -> None:
    project = alice.get(f"/projects/{recordings.probed(runtime)}")

    assert project["media"] == {
        "duration_ms": recordings.DURATION_MS,
        "container": "mp4",
        "has_video": True,
        "width": 1280,
        "height": 720,
        "size_bytes": 1000,
        "notes": [],
    }
    assert project["poster_url"].startswith("http")
    assert project["status"] == "processing"


def test_a_watcher_of_a_finished_project_is_done(alice: Caller, runtime: Runtime) -> None:
    project = alice.get(f"/projects/{recordings.ready(runtime)}")

    assert (project["status"], project["progress"]) == ("ready", 1)
    assert (project["poll_after_ms"], project["remaining_s"]) == (None, None)
    assert project["ready_at"].endswith("Z")


def test_a_failure_is_told_in_words_for_a_person(alice: Caller, runtime: Runtime) -> None:
    project_id = recordings.probed(runtime)
    claimed_steps.fail(factories.claimed(project_id, "extract"), NoSpeech(), runtime.settings)

    error = alice.get(f"/projects/{project_id}")["error"]

    assert (error["code"], error["step"], error["retryable"]) == ("no-speech", "extract", False)
    assert error["title"] == NoSpeech.title


def test_a_step_that_waits_for_its_next_try_says_why(alice: Caller, runtime: Runtime) -> None:
    project_id = recordings.probed(runtime)
    claimed_steps.fail(factories.claimed(project_id, "extract"), StorageDown(), runtime.settings)

    waiting = alice.get(f"/projects/{project_id}")
    factories.let_pauses_end()
    claim = factories.claimed(project_id, "extract")
    running = alice.get(f"/projects/{project_id}")
    claimed_steps.fail(claim, StorageDown(), runtime.settings)
    alice.post(f"/projects/{project_id}/cancel")
    cancelled = alice.get(f"/projects/{project_id}")

    assert (waiting["status"], waiting["error"], extract_of(waiting)["error"]) == ("processing", None, None)
    assert extract_of(waiting)["trouble"]["code"] == "storage-down"
    assert extract_of(waiting)["trouble"]["retry_at"] > waiting["created_at"]
    assert extract_of(running)["trouble"] is None
    assert (cancelled["error"], extract_of(cancelled)["error"]) == (None, None)
    assert extract_of(cancelled)["trouble"] is None


def extract_of(project: dict) -> dict:
    return next(step for step in project["steps"] if step["name"] == "extract")


@pytest.fixture
def statements(app: Flask) -> list[str]:
    """What the app asks its database, as it does."""
    asked: list[str] = []
    with app.app_context():
        event.listen(
            db.engine,
            "before_cursor_execute",
            lambda *told: asked.append(told[2]) if "FROM" in told[2] else None,
        )
    return asked


def test_a_caller_who_has_the_present_version_is_told_so_with_one_statement(
    alice: Caller, runtime: Runtime, statements: list[str]
) -> None:
    path = f"/projects/{recordings.ready(runtime)}"
    tag = alice.ask("GET", path).headers["ETag"]
    statements.clear()

    response = alice.ask("GET", path, if_none_match=tag)

    assert (response.status_code, response.data, response.headers["ETag"]) == (304, b"", tag)
    assert len(statements) == 1
    assert "projects" in statements[0] and "departures" in statements[0]


def test_where_very_many_watch_an_unchanged_project_says_when_to_ask_again(
    app: Flask, alice: Caller, runtime: Runtime
) -> None:
    path = f"/projects/{recordings.probed(runtime)}"
    tag = alice.ask("GET", path).headers["ETag"]
    alone = alice.ask("GET", path, if_none_match=tag)

    for _ in range(1000):
        app.extensions["clueso.crowd"].tell()
    crowded = alice.ask("GET", path, if_none_match=tag)

    assert "Retry-After" not in alone.headers
    assert 1 < int(crowded.headers["Retry-After"]) <= 60
    assert alice.get(path)["poll_after_ms"] > 1000


def test_a_change_changes_the_tag(alice: Caller, runtime: Runtime) -> None:
    path = f"/projects/{recordings.probed(runtime)}"
    tag = alice.ask("GET", path).headers["ETag"]
    alice.ask("PATCH", path, {"title": "Another"})

    assert alice.ask("GET", path, if_none_match=tag).status_code == 200


@one_database
def test_answers_are_never_kept_by_a_browser(alice: Caller, runtime: Runtime) -> None:
    response = alice.ask("GET", f"/projects/{recordings.probed(runtime)}")

    assert response.headers["Cache-Control"] == "no-store"


def test_a_title_set_by_a_person_is_no_longer_a_generated_one(alice: Caller, runtime: Runtime) -> None:
    project_id = factories.new_project(runtime)

    response = alice.ask("PATCH", f"/projects/{project_id}", {"title": "Mine"})

    assert (
        response.status_code,
        response.get_json()["title"],
        response.get_json()["title_is_generated"],
    ) == (
        200,
        "Mine",
        False,
    )


@one_database
def test_only_the_title_can_be_edited(alice: Caller, runtime: Runtime) -> None:
    project_id = factories.new_project(runtime)

    assert alice.ask("PATCH", f"/projects/{project_id}", {"title": "a", "status": "ready"}).status_code == 422
    assert alice.ask("PATCH", f"/projects/{project_id}", {}).status_code == 422


def test_projects_are_listed_by_page_the_newest_first(alice: Caller, runtime: Runtime) -> None:
    made = [factories.new_project(runtime) for _ in range(3)]
    factories.new_project(runtime, user_id="user_bob")

    first = alice.get("/projects?limit=2&status=&q=&cursor=")
    second = alice.get(f"/projects?limit=2&cursor={first['next_cursor']}")

    assert [item["id"] for item in first["items"] + second["items"]] == made[::-1]
    assert second["next_cursor"] is None


def test_projects_can_be_found_by_status_and_by_a_part_of_the_title(alice: Caller, runtime: Runtime) -> None:
    ended, other = recordings.ready(runtime), factories.new_project(runtime)
    alice.ask("PATCH", f"/projects/{other}", {"title": "100% Über_uns"})

    assert [item["id"] for item in alice.get("/projects?status=ready")["items"]] == [ended]
    assert [item["id"] for item in alice.get("/projects?q=0%25%20")["items"]] == [other]
    assert alice.get("/projects?q=0_")["items"] == []


def test_the_projects_of_an_upload_can_be_found(alice: Caller, runtime: Runtime) -> None:
    first, _ = factories.new_project(runtime), factories.new_project(runtime)
    upload_id = alice.get(f"/projects/{first}")["upload_id"]
    again = alice.post("/projects", {"upload_id": upload_id})["id"]

    assert [item["id"] for item in alice.get(f"/projects?upload_id={upload_id}")["items"]] == [again, first]
    assert alice.get("/projects?upload_id=nothing")["items"] == []


@one_database
@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=x", "status=done", "q=%00", "page=2"])
def test_a_wrong_query_is_refused(alice: Caller, query: str) -> None:
    assert alice.ask("GET", f"/projects?{query}").status_code == 422


def test_a_cancelled_project_can_be_set_going_again(alice: Caller, runtime: Runtime) -> None:
    path = f"/projects/{factories.new_project(runtime)}"

    cancelled = alice.ask("POST", f"{path}/cancel")
    retried = alice.ask("POST", f"{path}/retry")

    assert (cancelled.status_code, cancelled.get_json()["status"]) == (202, "cancelled")
    assert (retried.status_code, retried.get_json()["status"]) == (202, "queued")
    assert retried.headers["Location"] == f"/api/v1{path}"


def test_where_nothing_failed_there_is_nothing_to_retry(alice: Caller, runtime: Runtime) -> None:
    response = alice.ask("POST", f"/projects/{recordings.ready(runtime)}/retry")

    assert (response.status_code, response.get_json()["type"]) == (409, "/problems/nothing-to-do")


def test_a_deleted_project_is_gone_and_can_be_brought_back(alice: Caller, runtime: Runtime) -> None:
    project_id = recordings.ready(runtime)
    path = f"/projects/{project_id}"

    assert alice.ask("DELETE", path).status_code == 204
    gone, listed = alice.ask("GET", path).status_code, alice.get("/projects")["items"]
    alice.post(f"{path}/restore")

    assert (gone, listed) == (404, [])
    assert alice.get(path)["id"] == project_id


def test_the_account_tells_limits_and_what_is_used_of_them(alice: Caller, runtime: Runtime) -> None:
    factories.new_project(runtime)

    me = alice.get("/me")

    assert me["user_id"] == "user_alice"
    assert me["used"] == {
        "stored_bytes": 1000,
        "active_projects": 1,
        "projects": 1,
        "open_uploads": 0,
        "projects_per_day": 1,
        "exports_per_day": 0,
        "sound_ms_per_day": 0,
        "writer_tokens_per_day": 0,
    }
    assert me["limits"]["stored_bytes"] == runtime.settings.storage_quota_bytes


def test_a_vocabulary_is_replaced_as_a_whole_and_goes_into_projects(alice: Caller, upload_id: str) -> None:
    alice.ask("PUT", "/me/vocabulary", {"words": ["Old"]})
    alice.ask("PUT", "/me/vocabulary", {"words": ["Clueso", "Flask", "Clueso"]})

    project = alice.post("/projects", {"upload_id": upload_id, "vocabulary": ["Vite"]})

    assert alice.get("/me/vocabulary") == {"words": ["Clueso", "Flask"]}
    assert factories.project(project["id"]).vocabulary == ["Vite", "Clueso", "Flask"]


def test_who_leaves_has_nothing_left(alice: Caller, runtime: Runtime) -> None:
    path = f"/projects/{factories.new_project(runtime)}"
    alice.ask("PUT", "/me/vocabulary", {"words": ["Clueso"]})

    assert alice.ask("DELETE", "/me").status_code == 204

    db.session.remove()
    assert alice.ask("GET", path).status_code == 404
    assert alice.get("/me/vocabulary") == {"words": []}


def test_a_step_of_another_release_breaks_no_answer(alice: Caller, runtime: Runtime) -> None:
    project_id = factories.new_project(runtime)
    factories.step_of_another_release(project_id)

    project = alice.get(f"/projects/{project_id}")

    assert [step["name"] for step in project["steps"]] == ["probe", "extract", "transcribe", "finish"]
    (listed,) = alice.get("/projects")["items"]
    assert listed == project | {"contents": listed["contents"]}
