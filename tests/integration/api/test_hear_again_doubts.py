"""What is doubtful, missing or stale after a stretch was transcribed again."""

import pytest

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.transcript import Span
from jobs.runtime import Runtime
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


@pytest.fixture
def project_id(runtime: Runtime) -> str:
    return with_sound(recordings.ready(runtime, DocumentKind.SUMMARY))


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
