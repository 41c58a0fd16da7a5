"""A stretch is heard again: it alone changes, never over somebody's work, and it can be taken back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.ports.media import AudioChunk
from clueso.domain.ports.transcriber import Hints, Transcription
from clueso.domain.ports.watch import Watch
from clueso.domain.transcript import Segment, Span
from clueso.errors import CluesoError, UploadMissing
from clueso.extensions import db
from clueso.models import Project, Upload, UploadStatus, from_now
from clueso.services.pipeline import claimed_steps
from clueso.services.pipeline.dispatch import Dispatcher
from clueso.services.projects import projects
from clueso.services.transaction import transactional
from jobs import hear
from jobs.attempt import Attempt
from jobs.runtime import Runtime
from tests import factories
from tests.integration.api import recordings
from tests.integration.api.apps import Caller, one_database
from tests.integration.api.test_spoken_languages import said

OLD = recordings.SPOKEN[3]
HOUR_MS = 3_600_000
STRETCH = {"start_ms": OLD.start_ms, "end_ms": OLD.end_ms, "language": "de"}


@dataclass
class Recogniser:
    """Hears these segments, from the start of the stretch; `hints` is what it was told."""

    heard: tuple[Segment, ...]
    doubtful: tuple[Span, ...] = ()
    hints: list[Hints] = field(default_factory=list)

    def transcribe(
        self, audio: Path, speech: Sequence[Span], hints: Hints, watch: Watch
    ) -> tuple[Transcription, str]:
        assert audio.exists()
        assert speech
        del watch
        self.hints.append(hints)
        return Transcription(hints.language or "fr", self.heard, None, self.doubtful), "whisper"


@dataclass
class Sound:
    """Storage that holds the kept sound, and media that cuts it as one piece."""

    is_there: bool = True

    def download(self, key: str, path: Path, watch: Watch) -> None:
        del watch
        if not self.is_there:
            raise UploadMissing
        path.write_text(key)

    def cut(self, copy: Path, speech: Sequence[Span], into: Path, watch: Watch) -> list[AudioChunk]:
        del into, watch
        return [AudioChunk(1, speech[0].start_ms, speech[-1].end_ms, tuple(speech), copy)]


@dataclass
class Tools:
    """What the step needs of a toolbox."""

    dispatcher: Dispatcher
    storage: Sound
    media: Sound
    engines: dict[str, str] = field(default_factory=lambda: {"transcriber": "whisper"})


@pytest.fixture
def project_id(runtime: Runtime) -> str:
    return with_sound(recordings.ready(runtime, DocumentKind.SUMMARY))


@transactional
def with_sound(project_id: str) -> str:
    db.session.get_one(Project, project_id).audio_key = f"projects/{project_id}/sound-1.opus"
    return project_id


@transactional
def remove_recording(project_id: str) -> None:
    project = db.session.get_one(Project, project_id)
    project.audio_key = None
    db.session.execute(
        update(Upload)
        .where(Upload.id == project.upload_id)
        .values(status=UploadStatus.EXPIRED, removal_at=from_now(0))
    )


def path(project_id: str) -> str:
    return f"/projects/{project_id}/transcript"


def ask(
    alice: Caller, project_id: str, wish: dict[str, Any] = STRETCH, version: int = 1, **headers: str
) -> Any:
    return alice.ask("POST", f"{path(project_id)}/hear-again", wish, if_match=f'"{version}"', **headers)


def heard_now(
    runtime: Runtime, project_id: str, number: int, *heard: Segment, doubtful: tuple[Span, ...] = ()
) -> list[Hints]:
    """Run the step; what it was told. A failure is kept with the step, as a worker does."""
    listener, sound = Recogniser(heard, doubtful), Sound()
    runtime.recogniser = listener  # type: ignore[assignment]
    runtime.toolbox = Tools(runtime.toolbox.dispatcher, sound, sound)  # type: ignore[assignment]
    claim = factories.claimed(project_id, f"hear:{number}")
    try:
        with Attempt(runtime.app, claim, runtime.settings, runtime.shutdown) as attempt:
            hear.run(attempt, runtime)
    except CluesoError as error:
        claimed_steps.fail(claim, error, runtime.settings)
    return listener.hints


def texts(alice: Caller, project_id: str) -> list[str]:
    return [segment["text"] for segment in alice.get(path(project_id))["segments"]]


def step_of(alice: Caller, project_id: str, number: int) -> dict[str, Any]:
    steps = alice.get(f"/projects/{project_id}")["steps"]
    return next(step for step in steps if step["name"] == f"hear:{number}")


EIN_SATZ = said("Ein Satz.", 0, 1_000)
NOCH_EINER = said("Noch einer.", 1_000, 2_000)
BEFORE = [segment.text for segment in recordings.SPOKEN]
AFTER = [*BEFORE[:3], "Ein Satz.", "Noch einer.", *BEFORE[4:]]


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


@one_database
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


@one_database
def test_where_nothing_is_understood_the_stretch_stays(
    alice: Caller, runtime: Runtime, project_id: str
) -> None:
    ask(alice, project_id)

    heard_now(runtime, project_id, 1)

    assert step_of(alice, project_id, 1)["error"]["code"] == "nothing-heard"
    assert texts(alice, project_id) == BEFORE
    assert alice.ask("POST", f"/projects/{project_id}/retry").status_code == 409


@one_database
def test_a_document_that_rests_on_the_stretch_is_stale_afterwards(
    alice: Caller, runtime: Runtime, project_id: str
) -> None:
    last = recordings.SPOKEN[-1].end_ms
    ask(alice, project_id, {"start_ms": 0, "end_ms": last, "language": "de"})

    heard_now(runtime, project_id, 1, EIN_SATZ, NOCH_EINER)

    [document] = alice.get(f"/projects/{project_id}/documents")["items"]
    assert document["stale"]
    assert texts(alice, project_id) == ["Ein Satz.", "Noch einer."]


@one_database
def test_a_new_text_that_is_doubtful_too_is_marked(alice: Caller, runtime: Runtime, project_id: str) -> None:
    ask(alice, project_id)

    heard_now(runtime, project_id, 1, EIN_SATZ, NOCH_EINER, doubtful=(Span(0, 2_000),))

    warnings = alice.get(path(project_id))["warnings"]
    assert ["doubtful-language", "Ein Satz. Noch einer."] in [[w["reason"], w["text"]] for w in warnings]


@one_database
@pytest.mark.parametrize(("language", "doubts"), [("de", 0), (None, 1)])
def test_a_text_that_reads_the_same_is_doubtful_no_longer_once_a_person_names_its_language(
    alice: Caller, runtime: Runtime, project_id: str, language: str | None, doubts: int
) -> None:
    doubtful = (Span(0, 2_000),)
    ask(alice, project_id)
    heard_now(runtime, project_id, 1, EIN_SATZ, NOCH_EINER, doubtful=doubtful)

    ask(alice, project_id, STRETCH | {"language": language}, version=2)
    heard_now(runtime, project_id, 2, EIN_SATZ, NOCH_EINER, doubtful=doubtful)

    assert texts(alice, project_id) == AFTER
    assert len(doubts_of(alice, project_id)) == doubts


@one_database
def test_what_lies_beside_the_stretch_stays_doubtful(
    alice: Caller, runtime: Runtime, project_id: str
) -> None:
    ask(alice, project_id)
    heard_now(runtime, project_id, 1, EIN_SATZ, NOCH_EINER, doubtful=(Span(0, 2_000),))
    first = STRETCH | {"end_ms": OLD.start_ms + 1_000}

    ask(alice, project_id, first, version=2)
    heard_now(runtime, project_id, 2, EIN_SATZ, doubtful=(Span(0, 1_000),))

    assert doubts_of(alice, project_id) == ["Noch einer."]


def doubts_of(alice: Caller, project_id: str) -> list[str]:
    warnings = alice.get(path(project_id))["warnings"]
    return [warning["text"] for warning in warnings if warning["reason"] == "doubtful-language"]


@one_database
def test_a_gap_that_stays_is_told_once(alice: Caller, runtime: Runtime, project_id: str) -> None:
    for number in (1, 2):
        ask(alice, project_id, version=number)
        heard_now(runtime, project_id, number, EIN_SATZ)

    warnings = alice.get(path(project_id))["warnings"]
    gaps = [w for w in warnings if w["start_ms"] == OLD.start_ms + 1_000]
    assert [w["reason"] for w in gaps] == ["not-understood"]
    assert warnings == sorted(warnings, key=lambda warning: warning["start_ms"])


@one_database
def test_the_same_request_again_hears_it_once(alice: Caller, project_id: str) -> None:
    first = ask(alice, project_id, idempotency_key="k")
    again = ask(alice, project_id, idempotency_key="k")

    names = [step["name"] for step in alice.get(f"/projects/{project_id}")["steps"]]
    assert (first.status_code, again.status_code) == (202, 202)
    assert names.count("hear:1") + names.count("hear:2") == 1


@one_database
def test_a_stretch_of_another_version_than_the_present_is_refused(alice: Caller, project_id: str) -> None:
    unseen = alice.ask("POST", f"{path(project_id)}/hear-again", STRETCH)

    assert (ask(alice, project_id, version=7).status_code, unseen.status_code) == (412, 428)


@one_database
@pytest.mark.parametrize(
    "wish",
    [
        STRETCH | {"end_ms": STRETCH["start_ms"]},
        STRETCH | {"language": "xx"},
        {"start_ms": 900_000_000, "end_ms": 900_000_001, "language": None},
    ],
)
def test_a_wrong_stretch_is_refused(alice: Caller, project_id: str, wish: dict[str, Any]) -> None:
    assert ask(alice, project_id, wish).status_code == 422


@one_database
def test_an_hour_is_heard_again_at_once_and_no_more(alice: Caller, project_id: str) -> None:
    last(project_id, 10 * HOUR_MS)

    refused = ask(alice, project_id, STRETCH | {"start_ms": 0, "end_ms": HOUR_MS + 1})
    taken = ask(alice, project_id, STRETCH | {"start_ms": 0, "end_ms": HOUR_MS})

    [error] = refused.json["errors"]
    assert (refused.status_code, error["pointer"], taken.status_code) == (422, "/end_ms", 202)
    assert "transcribe it again" in error["detail"]


@one_database
def test_all_of_a_short_recording_can_be_heard_again(alice: Caller, project_id: str) -> None:
    assert ask(alice, project_id, STRETCH | {"start_ms": 0, "end_ms": 9 * HOUR_MS}).status_code == 202


@transactional
def last(project_id: str, length_ms: int) -> None:
    db.session.get_one(Project, project_id).duration_ms = length_ms
