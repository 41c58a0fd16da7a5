"""What an edit of the transcript marks, and what it never loses, while writers write beside it."""

from typing import Any

import pytest

from clueso.domain.documents.documents import Coverage, DocumentKind, Generator, Warning
from clueso.domain.documents.kinds.article import Article
from clueso.domain.ports.writer import Draft
from clueso.services.documents import documents
from clueso.services.pipeline import claimed_steps
from jobs.runtime import Runtime
from tests.factories import claimed
from tests.integration.api.apps import Caller, one_database
from tests.integration.transcribed import article, ready, record, write

pytestmark = one_database

CHAPTER = {"title": "Open", "start_ms": 0, "end_ms": 16_000, "summary": "Open it."}
LINE = {"text": "Press send.", "start_ms": 12_000, "end_ms": 12_800, "segment_ids": ["s1-4"]}


@pytest.fixture
def project_id(runtime: Runtime) -> str:
    """Three documents: the article rests on s1-1 and s1-2, the chapters on s1-3, the script on s1-4."""
    return ready(
        runtime,
        article=article(("Open it.", ["s1-1", "s1-2"])),
        chapters={"chapters": [CHAPTER | {"segment_ids": ["s1-3"]}]},
        script={"lines": [LINE]},
    )


def edit(caller: Caller, project_id: str, *operations: dict[str, Any]) -> None:
    path = f"/projects/{project_id}/transcript"
    tag = caller.ask("GET", path).headers["ETag"]
    response = caller.ask("PATCH", path, {"operations": operations}, if_match=tag)
    assert response.status_code == 200, response.text


def restore_transcript(caller: Caller, project_id: str, number: int) -> None:
    caller.post(f"/projects/{project_id}/transcript/versions/{number}/restore")


def listed(caller: Caller, project_id: str) -> dict[str, Any]:
    items = caller.get(f"/projects/{project_id}/documents")["items"]
    return {item["kind"]: item for item in items}


def stale(caller: Caller, project_id: str) -> set[str]:
    return {kind for kind, item in listed(caller, project_id).items() if item["stale"]}


def save(caller: Caller, document: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
    """A person's version of what is shown now."""
    path = f"/documents/{document['id']}"
    tag = caller.ask("GET", path).headers["ETag"]
    response = caller.ask("PATCH", path, {"body": body}, if_match=tag)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.get_json()
    return answer


def history(caller: Caller, document: dict[str, Any]) -> list[tuple[int, str | None, int | None]]:
    items = caller.get(f"/documents/{document['id']}/versions")["items"]
    return [(item["version"], item["made_by"], item["restored_from"]) for item in items]


@pytest.mark.parametrize(
    ("operation", "marked"),
    [
        ({"op": "replace_all", "find": "the", "replace": "a", "whole_word": True}, {"article", "chapters"}),
        ({"op": "replace_all", "find": "nowhere", "replace": "a"}, set()),
        ({"op": "delete", "segment_id": "s1-2"}, {"article"}),
        ({"op": "merge", "segment_id": "s1-1"}, {"article"}),
        ({"op": "merge", "segment_id": "s1-2"}, {"article", "chapters"}),
        ({"op": "split", "segment_id": "s1-3", "at_ms": 8400}, {"chapters"}),
        ({"op": "set_times", "segment_id": "s1-4", "start_ms": 12_100, "end_ms": 12_800}, {"script"}),
        ({"op": "set_text", "segment_id": "s1-4", "text": "Press send."}, set()),
    ],
)
def test_an_edit_marks_exactly_what_rests_on_what_it_touched(
    alice: Caller, project_id: str, operation: dict[str, Any], marked: set[str]
) -> None:
    edit(alice, project_id, operation)

    assert stale(alice, project_id) == marked


def test_many_splits_of_one_segment_leave_its_neighbours_documents_alone(
    alice: Caller, project_id: str
) -> None:
    for at_ms in (4400, 4800, 5200):
        ids = {s["start_ms"]: s["id"] for s in alice.get(f"/projects/{project_id}/transcript")["segments"]}
        last = ids[max(start_ms for start_ms in ids if start_ms < at_ms)]
        edit(alice, project_id, {"op": "split", "segment_id": last, "at_ms": at_ms})

    assert stale(alice, project_id) == {"article"}


def test_a_document_written_while_its_source_was_edited_and_restored_says_so(
    alice: Caller, project_id: str
) -> None:
    alice.post(f"/projects/{project_id}/documents", {"kind": "article"})
    claim = claimed(project_id, "write:article#2")
    _, version = documents.task_of(project_id, DocumentKind.ARTICLE)
    edit(alice, project_id, {"op": "set_text", "segment_id": "s1-4", "text": "Press go."})
    record(claim, article(("Untouched.", ["s1-1"])), version)
    assert stale(alice, project_id) == {"script"}

    alice.post(f"/projects/{project_id}/documents", {"kind": "article"})
    claim = claimed(project_id, "write:article#3")
    _, version = documents.task_of(project_id, DocumentKind.ARTICLE)
    restore_transcript(alice, project_id, 1)
    record(claim, article(("Touched.", ["s1-4"])), version)
    assert stale(alice, project_id) == {"article", "script"}


def test_an_old_version_restored_while_a_writer_writes_stays_beside_the_new_one(
    alice: Caller, project_id: str
) -> None:
    before = listed(alice, project_id)["article"]
    mine = save(alice, before, article(("Mine.", ["s1-1"])))
    alice.post(f"/projects/{project_id}/documents", {"kind": "article"})
    claim = claimed(project_id, "write:article#2")

    restored = alice.post(f"/documents/{before['id']}/versions/1/restore")
    again = alice.post(f"/documents/{before['id']}/versions/2/restore")
    record(claim, article(("Theirs.", ["s1-1"])), 1)

    assert (restored["status"], again["status"]) == ("writing", "writing")
    assert again["body"] == mine["body"]
    me = alice.user_id
    assert history(alice, before) == [
        (5, None, None),
        (4, me, 2),
        (3, None, 1),
        (2, me, None),
        (1, None, None),
    ]
    texts = [
        alice.get(f"/documents/{before['id']}/versions/{n}")["body"]["sections"][0]["text"]
        for n in range(1, 6)
    ]
    assert texts == ["Open it.", "Mine.", "Open it.", "Mine.", "Theirs."]


def test_an_edit_on_what_a_writer_has_replaced_meanwhile_is_refused_and_lost_to_nobody(
    alice: Caller, project_id: str
) -> None:
    before = listed(alice, project_id)["article"]
    path = f"/documents/{before['id']}"
    tag = alice.ask("GET", path).headers["ETag"]
    alice.post(f"/projects/{project_id}/documents", {"kind": "article"})
    write(project_id, "write:article#2", article(("Theirs.", ["s1-1"])))

    response = alice.ask("PATCH", path, {"body": article(("Mine.", ["s1-1"]))}, if_match=tag)

    assert response.status_code == 412
    assert save(alice, before, article(("Mine.", ["s1-1"])))["version"] == 3


def test_a_person_may_keep_what_cites_a_deleted_segment_and_it_stays_marked(
    alice: Caller, project_id: str
) -> None:
    edit(alice, project_id, {"op": "delete", "segment_id": "s1-1"})
    before = listed(alice, project_id)["article"]

    kept = save(alice, before, article(("Mine.", ["s1-1"])))
    mended = save(alice, before, article(("Mine, mended.", ["s1-2"])))

    assert (kept["stale"], kept["sources"]) == (True, ["s1-1"])
    assert mended["sources"] == ["s1-2"]
    undone = save(alice, before, article(("Mine.", ["s1-1"])))
    assert (undone["stale"], undone["sources"]) == (True, ["s1-1"])


def test_a_person_cannot_cite_a_deleted_segment_that_the_document_never_cited(
    alice: Caller, project_id: str
) -> None:
    before = listed(alice, project_id)["article"]
    edit(alice, project_id, {"op": "delete", "segment_id": "s1-3"})
    tag = alice.ask("GET", f"/documents/{before['id']}").headers["ETag"]

    foreign = {"body": article(("Mine.", ["s1-3"]))}

    assert alice.ask("PATCH", f"/documents/{before['id']}", foreign, if_match=tag).status_code == 422


def test_what_brings_a_deleted_segment_back_brings_it_back_as_it_was(alice: Caller, project_id: str) -> None:
    first = alice.get(f"/projects/{project_id}/transcript")["segments"]
    edit(
        alice,
        project_id,
        {"op": "delete", "segment_id": "s1-1"},
        {"op": "merge", "segment_id": "s1-2"},
        {"op": "replace_all", "find": "send", "replace": "go"},
    )
    assert stale(alice, project_id) == {"article", "chapters", "script"}

    restore_transcript(alice, project_id, 1)

    assert alice.get(f"/projects/{project_id}/transcript")["segments"] == first


def test_what_is_told_of_the_whole_document_stands_in_a_persons_version_too(
    alice: Caller, project_id: str
) -> None:
    alice.post(f"/projects/{project_id}/documents", {"kind": "article", "instructions": "In German."})
    claim = claimed(project_id, "write:article#2")
    told = (Warning("", "", "A translation."), Warning("/sections/0/text", "Zoe", "Never said."))
    body = Article.read(article(("Zoe.", ["s1-1"])))
    draft = Draft(body, Coverage(4, 4), told, Generator("x", "", "1"))
    claimed_steps.finish(
        claim,
        lambda row: documents.record_draft(
            row, claim.name, DocumentKind.ARTICLE, draft, transcript_version=1
        ),
    )

    edited = save(alice, listed(alice, project_id)["article"], article(("Ada.", ["s1-1"])))

    assert edited["warnings"] == [{"pointer": "", "text": "", "reason": "A translation."}]
