"""Search finds what is there now: no word that was edited away, deleted, restored over or purged."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select

from clueso.extensions import db
from clueso.models import PassageRow
from clueso.services.projects import purge
from clueso.services.search import backfill
from clueso.services.transaction import transactional
from jobs.runtime import Runtime
from tests.integration.api.apps import Caller
from tests.integration.api.edited import document_of
from tests.integration.api.searched import found, record_screen, said, search
from tests.integration.transcribed import article, ready

SPOKEN = ("transcript", "s1-1")


@pytest.fixture
def project_id(runtime: Runtime) -> str:
    return said(runtime, "Alpha.", "Beta.", "Gamma.", title="x")


def edit(caller: Caller, project_id: str, *operations: dict[str, Any]) -> None:
    path = f"/projects/{project_id}/transcript"
    tag = caller.ask("GET", path).headers["ETag"]
    answer = caller.ask("PATCH", path, {"operations": list(operations)}, if_match=tag)
    assert answer.status_code == 200, answer.text


def test_an_edited_segment_is_found_by_its_new_words(alice: Caller, project_id: str) -> None:
    edit(alice, project_id, {"op": "set_text", "segment_id": "s1-2", "text": "Delta."})

    assert found(alice, "beta") == set()
    assert found(alice, "delta") == {("transcript", "s1-2")}
    assert found(alice, "alpha") == {SPOKEN}


def test_a_deleted_segment_is_not_found(alice: Caller, project_id: str) -> None:
    edit(alice, project_id, {"op": "delete", "segment_id": "s1-2"})

    assert found(alice, "beta") == set()
    assert found(alice, "gamma") == {("transcript", "s1-3")}


def test_a_restored_version_is_found_and_the_later_one_is_not(alice: Caller, project_id: str) -> None:
    edit(alice, project_id, {"op": "set_text", "segment_id": "s1-2", "text": "Delta."})
    alice.post(f"/projects/{project_id}/transcript/versions/1/restore")

    assert found(alice, "delta") == set()
    assert found(alice, "beta") == {("transcript", "s1-2")}


def test_an_edit_of_a_long_transcript_leaves_the_rest_findable(alice: Caller, runtime: Runtime) -> None:
    texts = [f"Sentence {number} says word{number} and much more of it." for number in range(60)]
    project_id = said(runtime, *texts)
    edit(alice, project_id, {"op": "set_text", "segment_id": "s1-31", "text": "Changed."})
    edit(alice, project_id, {"op": "delete", "segment_id": "s1-12"})

    hits = {number: found(alice, f"word{number}") for number in range(60)}

    assert [number for number, hit in hits.items() if hit != {("transcript", f"s1-{number + 1}")}] == [11, 30]
    assert found(alice, "changed") == {("transcript", "s1-31")}


def test_an_edited_document_is_found_by_its_new_words(alice: Caller, runtime: Runtime) -> None:
    project_id = ready(runtime, article=article(("Zebras.", ["s1-1"])))
    path, tag = document_of(alice, project_id)
    number = alice.get(path)["version"]
    body = article(("Lions.", ["s1-1"]))

    assert alice.ask("PATCH", path, {"body": body}, if_match=tag).status_code == 200
    assert (found(alice, "zebras"), found(alice, "lions")) == (set(), {("document", "s1-1")})

    alice.post(f"{path}/versions/{number}/restore")
    assert (found(alice, "lions"), found(alice, "zebras")) == (set(), {("document", "s1-1")})


def test_replaced_words_are_found_in_documents_and_the_title(alice: Caller, runtime: Runtime) -> None:
    project_id = ready(runtime, article=article(("A talk.", ["s1-1"]), title="Talking"))
    document_id = alice.get(f"/projects/{project_id}/documents")["items"][0]["id"]
    wanted = {"find": "talk", "replace": "lecture", "title": True, "document_ids": [document_id]}
    alice.post(f"/projects/{project_id}/replacements", wanted)

    assert found(alice, "talk") == set()
    assert {hit["where"] for hit in search(alice, "lecture")} == {"document", "title"}


def test_a_renamed_project_is_found_by_its_new_title(alice: Caller, runtime: Runtime) -> None:
    project_id = said(runtime, "Alpha.", title="Oldest")
    alice.ask("PATCH", f"/projects/{project_id}", {"title": "Newest"})

    assert (found(alice, "oldest"), found(alice, "newest")) == (set(), {("title", None)})


def test_a_deleted_project_is_not_found_until_it_is_restored(alice: Caller, project_id: str) -> None:
    alice.ask("DELETE", f"/projects/{project_id}")
    gone = found(alice, "alpha")
    alice.post(f"/projects/{project_id}/restore")

    assert (gone, found(alice, "alpha")) == (set(), {SPOKEN})


def test_a_purged_project_leaves_no_word(alice: Caller, runtime: Runtime, project_id: str) -> None:
    cleared = purge.clear_storage(project_id, runtime.toolbox.storage)
    transactional(purge.remove_rows)(project_id, cleared)

    assert passages_of(alice.user_id) == 0
    assert found(alice, "alpha") == set()
    said(runtime, "Omega.")  # may get the ids of the passages that are gone
    assert (found(alice, "alpha"), found(alice, "omega")) == (set(), {SPOKEN})


@transactional
def passages_of(user_id: str) -> int:
    return db.session.scalars(
        select(func.count()).select_from(PassageRow).where(PassageRow.owner_id == user_id)
    ).one()


WORDS = st.sampled_from(["alpha", "beta", "gamma", "alphas", "the", '"alpha beta"', "-gamma", "OR", "x"])


def test_whatever_is_typed_nobody_finds_what_is_somebody_elses(
    alice: Caller, bob: Caller, runtime: Runtime
) -> None:
    own = {
        caller.user_id: {
            said(runtime, "Alpha beta.", "The gamma.", user_id=caller.user_id, title="Alpha"),
            said(runtime, "Beta the gamma alpha.", user_id=caller.user_id, title="x"),
        }
        for caller in (alice, bob)
    }

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(st.lists(WORDS, min_size=1, max_size=6), st.sampled_from([alice, bob]))
    def check(words: list[str], caller: Caller) -> None:
        hits = search(caller, " ".join(words), limit="100")
        assert {hit["project_id"] for hit in hits} <= own[caller.user_id]

    check()


def test_a_project_of_an_earlier_release_is_indexed_once(alice: Caller, runtime: Runtime) -> None:
    project_id = ready(runtime, article=article(("Zebras.", ["s1-1"])))
    record_screen(project_id, "Screens")
    forget_passages(alice.user_id)
    words = "zebras OR members OR talk OR screens"
    before = found(alice, words)

    counts = [backfill.index_old_projects(), backfill.index_old_projects()]

    after = {hit["where"] for hit in search(alice, words)}
    assert (before, counts) == (set(), [1, 0])
    assert after == {"title", "transcript", "document", "screen"}


@transactional
def forget_passages(user_id: str) -> None:
    db.session.execute(delete(PassageRow).where(PassageRow.owner_id == user_id))
