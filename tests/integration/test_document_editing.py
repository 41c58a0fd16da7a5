"""Versions that people make of a document, and its history, on both databases: no word of anybody is lost."""

from typing import Any

import pytest

from clueso.domain.documents.documents import DocumentKind
from clueso.errors import Conflict, Invalid, NotFound, StaleVersion
from clueso.models import Document
from clueso.services.documents import document_editing
from jobs.runtime import Runtime
from tests.factories import USER
from tests.integration.edited_documents import edit, restore, shown
from tests.integration.transcribed import article, at_once, guide, joined, ready, write

ARTICLE = DocumentKind.ARTICLE
GUIDE = DocumentKind.GUIDE


@pytest.fixture
def project_id(runtime: Runtime) -> str:
    return ready(runtime, article=article(("Open it.", ["s1-1"]), ("Click it.", ["s1-2"])))


def problems(runtime: Runtime, row: Document, body: dict[str, Any]) -> list[str]:
    with pytest.raises(Invalid) as caught:
        edit(runtime, row, body)
    return [error["pointer"] for error in caught.value.extra["errors"]]


def test_an_edit_is_a_version_beside_the_writers(runtime: Runtime, project_id: str) -> None:
    row = shown(project_id).document
    mine = article(("My own words.", []), ("Click it.", ["s1-2", "s1-3"]))

    view = edit(runtime, row, mine)

    assert view.shown is not None
    assert (view.shown.number, view.shown.body, view.shown.made_by) == (2, mine, USER)
    assert view.shown.sources == ["s1-2", "s1-3"]
    assert (view.document.status, view.stale) == ("ready", False)
    history = document_editing.versions(USER, row.id)
    assert [(version.number, version.made_by) for version in history] == [(2, USER), (1, None)]


def test_what_was_read_before_another_version_cannot_be_saved(runtime: Runtime, project_id: str) -> None:
    row = shown(project_id).document
    edit(runtime, row, article(("First.", [])))

    with pytest.raises(StaleVersion):
        edit(runtime, row, article(("Second.", [])), if_save=(1, 1))


def test_of_two_who_save_at_once_one_wins(runtime: Runtime, project_id: str) -> None:
    row = shown(project_id).document

    ends = at_once(
        runtime,
        lambda: edit(runtime, row, article(("First.", [])), if_save=(1, 1)),
        lambda: edit(runtime, row, article(("Second.", [])), if_save=(1, 1)),
    )

    assert sorted(type(end).__name__ for end in ends) == ["DocumentView", "StaleVersion"]
    assert len(document_editing.versions(USER, row.id)) == 2


def test_an_edit_that_changes_nothing_makes_no_version(runtime: Runtime, project_id: str) -> None:
    view = shown(project_id)
    assert view.shown is not None

    assert edit(runtime, view.document, view.shown.body).document.version == 1


def test_the_document_of_somebody_else_is_not_there(runtime: Runtime, project_id: str) -> None:
    document_id = shown(project_id).document.id

    with pytest.raises(NotFound):
        document_editing.versions("user_bob", document_id)
    with pytest.raises(NotFound):
        document_editing.version("user_bob", document_id, 1)


def test_a_document_without_a_version_cannot_be_edited(runtime: Runtime) -> None:
    row = shown(joined(runtime, ARTICLE)).document

    with pytest.raises(Conflict):
        edit(runtime, row, article(("Mine.", [])))


def test_what_an_edit_cites_must_be_said(runtime: Runtime, project_id: str) -> None:
    row = shown(project_id).document

    assert problems(runtime, row, article(("One.", ["s1-1", "s9-9"]))) == ["/body/sections/0/segment_ids/1"]


def test_times_and_pictures_lie_inside_the_recording(runtime: Runtime) -> None:
    row = shown(ready(runtime, guide=guide()), GUIDE).document
    body = guide(16_001, 0)
    body["steps"][1] |= {"start_ms": 2000, "end_ms": 1000}

    assert problems(runtime, row, body) == ["/body/steps/0/picture/at_ms", "/body/steps/1/end_ms"]


def test_without_video_there_is_no_picture(runtime: Runtime) -> None:
    project_id = joined(runtime, GUIDE, has_video=False)
    write(project_id, "write:guide", guide())

    assert problems(runtime, shown(project_id, GUIDE).document, guide(0)) == ["/body/steps/0/picture"]


def test_any_version_can_be_read_and_shown_again(runtime: Runtime, project_id: str) -> None:
    row = shown(project_id).document
    first = document_editing.version(USER, row.id, 1).shown
    edit(runtime, row, article(("Mine.", [])))

    view = restore(runtime, row, 1)

    assert view.shown is not None and first is not None
    assert (view.shown.number, view.shown.body, view.shown.restored_from) == (3, first.body, 1)
    assert view.shown.made_by is None
    mine = restore(runtime, row, 2).shown
    assert mine is not None
    assert (mine.body["sections"][0]["text"], mine.made_by) == ("Mine.", USER)


def test_a_version_that_never_was_cannot_be_had(runtime: Runtime, project_id: str) -> None:
    row = shown(project_id).document

    with pytest.raises(NotFound):
        restore(runtime, row, 2)
    with pytest.raises(NotFound):
        document_editing.version(USER, row.id, 0)


def test_showing_what_is_shown_makes_no_version(runtime: Runtime, project_id: str) -> None:
    assert restore(runtime, shown(project_id).document, 1).document.version == 1
