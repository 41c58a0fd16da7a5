"""Saves of a document within some minutes, which are one version, on both databases."""

import pytest
from sqlalchemy import update

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.editing.operations import Delete, SetText
from clueso.errors import StaleVersion
from clueso.extensions import db
from clueso.models import DocumentVersion, from_now
from clueso.services.documents import document_editing
from clueso.services.transaction import transactional
from jobs.runtime import Runtime
from tests.factories import USER
from tests.integration.edited_documents import edit, edit_transcript, history_of, restore, shown, write_again
from tests.integration.transcribed import article, at_once, ready, write

ARTICLE = DocumentKind.ARTICLE


@pytest.fixture
def project_id(runtime: Runtime) -> str:
    return ready(runtime, article=article(("Open it.", ["s1-1"]), ("Click it.", ["s1-2"])))


@transactional
def let_minutes_pass(document_id: str, minutes: int) -> None:
    versions = update(DocumentVersion).where(DocumentVersion.document_id == document_id)
    db.session.execute(versions.values(created_at=from_now(-60 * minutes)))


def test_saves_of_one_person_within_ten_minutes_are_one_version(runtime: Runtime, project_id: str) -> None:
    row = shown(project_id).document
    edit(runtime, row, article(("F", [])))
    let_minutes_pass(row.id, 9)
    view = edit(runtime, row, article(("First.", ["s1-1"])))

    assert view.shown is not None and view.shown.updated_at is not None
    assert (view.shown.body["sections"][0]["text"], view.shown.sources) == ("First.", ["s1-1"])
    assert view.shown.updated_at > view.shown.created_at
    assert history_of(row) == [(2, 2, USER), (1, 1, None)]

    let_minutes_pass(row.id, 11)
    edit(runtime, row, article(("Later.", [])))
    assert history_of(row) == [(3, 1, USER), (2, 2, USER), (1, 1, None)]


def test_an_earlier_save_of_the_same_version_is_never_overwritten_unseen(
    runtime: Runtime, project_id: str
) -> None:
    row = shown(project_id).document
    edit(runtime, row, article(("One.", [])))
    edit(runtime, row, article(("Two.", [])), if_save=(2, 1))

    with pytest.raises(StaleVersion):
        edit(runtime, row, article(("Of another tab.", [])), if_save=(2, 1))


def test_of_two_who_save_one_version_again_at_once_one_wins(runtime: Runtime, project_id: str) -> None:
    row = shown(project_id).document
    edit(runtime, row, article(("Mine.", [])))

    ends = at_once(
        runtime,
        lambda: edit(runtime, row, article(("First.", [])), if_save=(2, 1)),
        lambda: edit(runtime, row, article(("Second.", [])), if_save=(2, 1)),
    )

    assert sorted(type(end).__name__ for end in ends) == ["DocumentView", "StaleVersion"]
    assert history_of(row) == [(2, 2, USER), (1, 1, None)]


def test_a_version_of_its_own_leaves_the_last_one_in_the_history(runtime: Runtime, project_id: str) -> None:
    row = shown(project_id).document
    edit(runtime, row, article(("In the other tab.", [])))

    edit(runtime, row, article(("In this one.", [])), new_version=True)

    assert history_of(row) == [(3, 1, USER), (2, 1, USER), (1, 1, None)]
    other = document_editing.version(USER, row.id, 2).shown
    assert other is not None and other.body == article(("In the other tab.", []))


def test_an_edit_never_joins_a_version_of_a_writer_or_one_that_was_brought_back(
    runtime: Runtime, project_id: str
) -> None:
    row = shown(project_id).document
    edit(runtime, row, article(("Mine.", [])))
    write_again(runtime, project_id)
    write(project_id, "write:article#2", article(("Theirs.", ["s1-1"])))
    with pytest.raises(StaleVersion):
        edit(runtime, row, article(("Mine, again.", [])), if_save=(2, 1))

    edit(runtime, row, article(("Mine, again.", [])))
    restore(runtime, row, 2)
    edit(runtime, row, article(("Mine, a third time.", [])))

    makers = [(6, 1, USER), (5, 1, USER), (4, 1, USER), (3, 1, None), (2, 1, USER), (1, 1, None)]
    assert history_of(row) == makers


def test_a_part_that_was_deleted_comes_back_with_what_it_cites(runtime: Runtime, project_id: str) -> None:
    row = shown(project_id).document
    both = article(("Open it.", ["s1-1"]), ("Click it.", ["s1-2"]))
    edit(runtime, row, article(("Click it.", ["s1-2"])))
    edit_transcript(project_id, Delete("s1-1"))

    view = edit(runtime, row, both)

    assert (view.document.version, view.stale) == (2, True)


def test_a_stale_part_that_was_deleted_comes_back_stale(runtime: Runtime, project_id: str) -> None:
    row = shown(project_id).document
    edit_transcript(project_id, SetText("s1-1", "Changed."))
    assert shown(project_id).stale

    assert not edit(runtime, row, article(("Click it.", ["s1-2"]))).stale
    assert not edit(runtime, row, article(("Click.", ["s1-2"]))).stale
    assert edit(runtime, row, article(("Open it.", ["s1-1"]), ("Click.", ["s1-2"]))).stale
