"""Transcribing a stretch again: what takes its place, and what happened meanwhile."""

import pytest
from sqlalchemy import update

from clueso.domain.documents.documents import DocumentKind
from clueso.extensions import db
from clueso.models import Project, Upload, UploadStatus, from_now
from clueso.services.pipeline import claimed_steps
from clueso.services.projects import projects
from clueso.services.transaction import transactional
from jobs.runtime import Runtime
from tests import factories
from tests.integration.api import recordings
from tests.integration.api.apps import Caller, one_database
from tests.integration.api.hearing import (
    AFTER,
    BEFORE,
    EIN_SATZ,
    NOCH_EINER,
    OLD,
    STRETCH,
    ask,
    heard_now,
    path,
    step_of,
    texts,
    with_sound,
)
from tests.integration.api.test_spoken_languages import said

pytestmark = one_database


@pytest.fixture
def project_id(runtime: Runtime) -> str:
    return with_sound(recordings.ready(runtime, DocumentKind.SUMMARY))


@transactional
def remove_recording(project_id: str) -> None:
    project = db.session.get_one(Project, project_id)
    project.audio_key = None
    db.session.execute(
        update(Upload)
        .where(Upload.id == project.upload_id)
        .values(status=UploadStatus.EXPIRED, removal_at=from_now(0))
    )


def test_a_stretch_is_replaced_by_what_is_heard_in_the_language_that_was_named(
    alice: Caller, runtime: Runtime, project_id: str
) -> None:
    asked = ask(alice, project_id)
    waiting = alice.get(f"/projects/{project_id}")
    hints = heard_now(runtime, project_id, 1, EIN_SATZ, NOCH_EINER)

    transcript = alice.get(path(project_id))
    new = transcript["segments"][3]
    assert (asked.status_code, asked.headers["Location"]) == (202, f"/api/v1/projects/{project_id}")
    assert (waiting["status"], waiting["poll_after_ms"] is None) == ("ready", False)
    assert texts(alice, project_id) == AFTER
    assert (new["language"], new["start_ms"], new["words"][0]["start_ms"]) == (
        "de",
        OLD.start_ms,
        OLD.start_ms,
    )
    assert transcript["version"] == 2
    assert [hint.language for hint in hints] == ["de"]
    assert step_of(alice, project_id, 1)["status"] == "done"
    assert alice.get(f"/projects/{project_id}")["poll_after_ms"] is None


def test_it_is_taken_back_alone_by_restoring_the_version_before(
    alice: Caller, runtime: Runtime, project_id: str
) -> None:
    edit = {"operations": [{"op": "set_text", "segment_id": "s1-1", "text": "Mine."}]}
    alice.ask("PATCH", path(project_id), edit, if_match='"1"')
    ask(alice, project_id, version=2)
    heard_now(runtime, project_id, 1, EIN_SATZ, NOCH_EINER)
    history = alice.get(f"{path(project_id)}/versions")["items"]

    alice.post(f"{path(project_id)}/versions/{history[1]['version']}/restore")

    assert [item["made_by"] for item in history] == [factories.USER, factories.USER, None]
    assert texts(alice, project_id) == ["Mine.", *BEFORE[1:]]


def test_without_a_language_it_is_detected_among_those_of_the_project(
    alice: Caller, runtime: Runtime, project_id: str
) -> None:
    ask(alice, project_id, STRETCH | {"language": None})

    hints = heard_now(runtime, project_id, 1, EIN_SATZ)

    assert [(hint.language, hint.languages) for hint in hints] == [(None, ())]
    assert alice.get(path(project_id))["segments"][3]["language"] == "fr"


def test_of_two_at_once_over_one_stretch_the_second_changes_nothing(
    alice: Caller, runtime: Runtime, project_id: str
) -> None:
    ask(alice, project_id)
    ask(alice, project_id)
    heard_now(runtime, project_id, 1, EIN_SATZ, NOCH_EINER)
    heard_now(runtime, project_id, 2, said("Too late.", 0, 1_000))

    failed = step_of(alice, project_id, 2)
    assert (failed["status"], failed["error"]["code"]) == ("failed", "stretch-changed")
    assert texts(alice, project_id) == AFTER


def test_what_somebody_wrote_meanwhile_stays(alice: Caller, runtime: Runtime, project_id: str) -> None:
    ask(alice, project_id)
    edit = {"operations": [{"op": "set_text", "segment_id": "s1-4", "text": "Mine."}]}
    alice.ask("PATCH", path(project_id), edit, if_match='"1"')

    heard_now(runtime, project_id, 1, EIN_SATZ)

    assert step_of(alice, project_id, 1)["error"]["code"] == "stretch-changed"
    assert texts(alice, project_id)[3] == "Mine."


@pytest.mark.parametrize("operation", ["delete", "merge"])
def test_what_somebody_took_away_meanwhile_does_not_come_back(
    alice: Caller, runtime: Runtime, project_id: str, operation: str
) -> None:
    ask(alice, project_id)
    edit = {"operations": [{"op": operation, "segment_id": "s1-4"}]}
    alice.ask("PATCH", path(project_id), edit, if_match='"1"')

    heard_now(runtime, project_id, 1, EIN_SATZ)

    assert step_of(alice, project_id, 1)["error"]["code"] == "stretch-changed"


def test_what_somebody_wrote_elsewhere_meanwhile_is_no_hindrance(
    alice: Caller, runtime: Runtime, project_id: str
) -> None:
    ask(alice, project_id)
    edit = {"operations": [{"op": "set_text", "segment_id": "s1-1", "text": "Mine."}]}
    alice.ask("PATCH", path(project_id), edit, if_match='"1"')

    heard_now(runtime, project_id, 1, EIN_SATZ, NOCH_EINER)

    assert texts(alice, project_id) == ["Mine.", *AFTER[1:]]


def test_nothing_is_done_for_a_project_that_was_deleted_meanwhile(
    alice: Caller, runtime: Runtime, project_id: str
) -> None:
    ask(alice, project_id)
    row = factories.step(project_id, "hear:1")
    factories.let_in(row.id)
    projects.delete(factories.USER, project_id, settings=runtime.settings)

    assert claimed_steps.claim(row.id, row.attempt, owner="worker", lease_s=60) is None


def test_a_recording_that_was_removed_cannot_be_heard_again(alice: Caller, project_id: str) -> None:
    remove_recording(project_id)

    refused = ask(alice, project_id)

    assert (refused.status_code, refused.json["type"]) == (409, "/problems/recording-removed")


def test_a_recording_that_is_removed_meanwhile_is_told_by_the_step(
    alice: Caller, runtime: Runtime, project_id: str
) -> None:
    ask(alice, project_id)
    remove_recording(project_id)

    heard_now(runtime, project_id, 1, EIN_SATZ)

    assert step_of(alice, project_id, 1)["error"]["code"] == "recording-removed"
    assert texts(alice, project_id) == BEFORE
