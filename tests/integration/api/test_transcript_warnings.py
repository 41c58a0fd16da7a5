"""Speech for which a transcript has no words: told over HTTP, in files and in documents, until it is written."""

import json
from types import SimpleNamespace
from typing import cast

import pytest

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.transcript import Segment, Word
from jobs import join
from jobs.attempt import Attempt
from jobs.runtime import Runtime
from tests import factories
from tests.integration.api import recordings
from tests.integration.api.apps import Caller, one_database

pytestmark = one_database

GAP = {"start_ms": 3_000, "end_ms": 8_000, "reason": "not-understood", "text": ""}
MARK = "Nothing was understood from 00:03 to 00:08."


def said(id_: str, text: str, start_ms: int, end_ms: int) -> Segment:
    """A segment whose words share its time."""
    texts = text.split()
    each = (end_ms - start_ms) // len(texts)
    words = tuple(
        Word(start_ms + each * at, start_ms + each * (at + 1), word, 0.9) for at, word in enumerate(texts)
    )
    return Segment(id_, start_ms, end_ms, text, words)


@pytest.fixture
def project_id(runtime: Runtime) -> str:
    """A recording in which somebody speaks throughout, and five seconds have no words."""
    heard = (said("1", "Open the page.", 0, 3_000), said("2", "Press the button.", 8_000, 11_000))
    project_id = recordings.heard(runtime, kinds=(DocumentKind.SUMMARY,), said=heard)
    join.run(cast("Attempt", SimpleNamespace(claim=factories.claimed(project_id, "join"))), runtime)
    recordings.write(project_id, DocumentKind.SUMMARY)
    factories.run_through(project_id, "finish")
    return project_id


def edit(caller: Caller, project_id: str, *operations: dict[str, object]) -> int:
    path = f"/projects/{project_id}/transcript"
    tag = caller.ask("GET", path).headers["ETag"]
    return caller.ask("PATCH", path, {"operations": list(operations)}, if_match=tag).status_code


FILL: tuple[dict[str, object], ...] = (
    {"op": "set_times", "segment_id": "s1-1", "start_ms": 0, "end_ms": 8_000},
    {"op": "set_text", "segment_id": "s1-1", "text": "Open the page. Choose a name for it."},
)


def test_speech_without_words_is_told_with_its_place_and_its_reason(alice: Caller, project_id: str) -> None:
    assert alice.get(f"/projects/{project_id}/transcript")["warnings"] == [GAP]


def test_writing_into_the_stretch_takes_the_mark_away_and_the_old_version_keeps_it(
    alice: Caller, project_id: str
) -> None:
    status = edit(alice, project_id, *FILL)

    transcript = alice.get(f"/projects/{project_id}/transcript")
    assert status == 200
    assert transcript["warnings"] == []
    assert alice.get(f"/projects/{project_id}/transcript/versions/1")["warnings"] == [GAP]
    assert alice.get(f"/projects/{project_id}/transcript/versions/2")["warnings"] == []


def test_an_edit_beside_the_stretch_leaves_the_mark(alice: Caller, project_id: str) -> None:
    status = edit(alice, project_id, {"op": "set_text", "segment_id": "s1-1", "text": "Open this page now."})

    assert status == 200
    assert alice.get(f"/projects/{project_id}/transcript")["warnings"] == [GAP]


def test_restoring_what_the_recogniser_said_brings_the_mark_back(alice: Caller, project_id: str) -> None:
    edit(alice, project_id, *FILL)

    alice.ask("POST", f"/projects/{project_id}/transcript/versions/1/restore", {})

    assert alice.get(f"/projects/{project_id}/transcript")["warnings"] == [GAP]


def test_texts_say_where_words_are_missing(alice: Caller, project_id: str) -> None:
    path = f"/projects/{project_id}/transcript"

    assert alice.ask("GET", f"{path}.txt").text == f"Open the page.\n\n[{MARK}]\n\nPress the button.\n"
    assert f"\n[00:00:03] [{MARK}]\n" in alice.ask("GET", f"{path}.txt?timestamps=true").text
    assert f"\n*{MARK}*\n" in alice.ask("GET", f"{path}.md").text
    assert json.loads(alice.ask("GET", f"{path}.json").text)["warnings"] == [GAP]


@pytest.mark.parametrize("ending", ["srt", "vtt", "tsv", "csv"])
def test_subtitles_and_tables_hold_only_what_is_said(alice: Caller, project_id: str, ending: str) -> None:
    assert "understood" not in alice.ask("GET", f"/projects/{project_id}/transcript.{ending}").text


def test_a_document_says_how_much_it_could_not_rest_on(alice: Caller, project_id: str) -> None:
    (listed,) = alice.get(f"/projects/{project_id}/documents")["items"]

    warnings = alice.get(f"/documents/{listed['id']}")["warnings"]

    assert {
        "pointer": "",
        "text": "",
        "reason": "5 seconds of speech were not understood. The transcript shows where.",
    } in warnings
