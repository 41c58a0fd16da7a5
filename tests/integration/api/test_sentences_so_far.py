"""Sentences are seen while a chunk is still heard, and no text stands twice, whatever ends an attempt."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy.exc import OperationalError

from clueso.domain.ports.transcriber import Transcription
from clueso.services.pipeline import claimed_steps
from clueso.services.pipeline.claimed_steps import LeaseLost
from clueso.services.transcripts import transcripts
from jobs import sentences
from jobs.attempt import Attempt
from jobs.runtime import Runtime
from jobs.sentences import SentencesSoFar
from tests import factories
from tests.integration.api.apps import Caller, one_database
from tests.integration.api.test_spoken_languages import cut, said

ONE = said("One.", 0, 1_000)
TWO = said("Two.", 2_000, 3_000)
THREE = said("Three.", 4_000, 5_000)


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sentences, "PAUSE_S", 0)


@contextmanager
def hearing(runtime: Runtime, project_id: str) -> Iterator[SentencesSoFar]:
    """What a recogniser is given that hears the only chunk."""
    claim = factories.claimed(project_id, "transcribe:1")
    with Attempt(runtime.app, claim, runtime.settings, runtime.shutdown) as attempt:
        yield SentencesSoFar(attempt, transcripts.chunk_work(project_id, 1))


def shown(alice: Caller, project_id: str) -> list[str]:
    transcript = alice.get(f"/projects/{project_id}/transcript")
    assert not transcript["complete"]
    return [segment["text"] for segment in transcript["segments"]]


def test_what_was_heard_so_far_is_shown_and_has_another_tag(alice: Caller, runtime: Runtime) -> None:
    path = f"/projects/{(project_id := cut(runtime, 60_000))}/transcript"
    before = alice.ask("GET", path).headers["ETag"]

    with hearing(runtime, project_id) as watch:
        watch.heard([ONE])
        one = shown(alice, project_id)
        after = alice.ask("GET", path).headers["ETag"]
        watch.heard([ONE, said("Too.", 2_000, 3_000)])
        watch.heard([ONE, TWO, THREE])

    assert one == ["One."]
    assert shown(alice, project_id) == ["One.", "Two.", "Three."]
    assert after != before


@one_database
def test_sentences_that_come_close_together_are_written_together(
    alice: Caller, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sentences, "PAUSE_S", 3_600)
    project_id = cut(runtime, 60_000)

    with hearing(runtime, project_id) as watch:
        watch.heard([ONE])
        watch.heard([ONE, TWO])

    assert shown(alice, project_id) == ["One."]


def test_the_result_takes_the_place_of_what_came_before(alice: Caller, runtime: Runtime) -> None:
    project_id = cut(runtime, 60_000)
    claim = factories.claimed(project_id, "transcribe:1")
    work = transcripts.chunk_work(project_id, 1)
    with Attempt(runtime.app, claim, runtime.settings, runtime.shutdown) as attempt:
        SentencesSoFar(attempt, work).heard([ONE, TWO, THREE])

    result = Transcription("en", (said("One, two.", 0, 3_000),))
    claimed_steps.finish(claim, lambda row: transcripts.record_segments(row, work, result, "whisper"))

    assert shown(alice, project_id) == ["One, two."]


def test_a_second_attempt_replaces_what_a_killed_one_left(alice: Caller, runtime: Runtime) -> None:
    project_id = cut(runtime, 60_000)
    with hearing(runtime, project_id) as watch:
        watch.heard([ONE, TWO])
    factories.let_leases_end()
    claimed_steps.expire(factories.step(project_id, "transcribe:1").id, runtime.settings)

    with hearing(runtime, project_id) as watch:
        left = shown(alice, project_id)
        watch.heard([ONE])

    assert left == ["One.", "Two."]
    assert shown(alice, project_id) == ["One."]


def test_a_worker_that_has_lost_its_step_writes_no_sentence(alice: Caller, runtime: Runtime) -> None:
    project_id = cut(runtime, 60_000)
    with hearing(runtime, project_id) as lost:
        lost.heard([ONE])
        factories.let_leases_end()
        claimed_steps.expire(factories.step(project_id, "transcribe:1").id, runtime.settings)

        with pytest.raises(LeaseLost):
            lost.heard([ONE, TWO])

    assert shown(alice, project_id) == ["One."]


@one_database
def test_sentences_that_cannot_be_written_come_with_the_next(
    alice: Caller, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> None:
        raise OperationalError("INSERT", {}, Exception("the database is away"))

    project_id = cut(runtime, 60_000)
    with hearing(runtime, project_id) as watch:
        with monkeypatch.context() as patched:
            patched.setattr(transcripts, "record_sentences", away)
            watch.heard([ONE])
        watch.heard([ONE, TWO])

    assert shown(alice, project_id) == ["One.", "Two."]
