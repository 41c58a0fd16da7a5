"""What rests on what: an edited transcript and the documents that cite it, on both databases."""

import pytest

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.editing.operations import Delete, Merge, SetText
from clueso.services.documents import documents
from jobs.runtime import Runtime
from tests.factories import USER, claimed
from tests.integration.api.apps import one_database
from tests.integration.edited_documents import edit, edit_transcript, shown
from tests.integration.transcribed import article, joined, ready, record

pytestmark = one_database

ARTICLE = DocumentKind.ARTICLE


@pytest.fixture
def project_id(runtime: Runtime) -> str:
    return ready(runtime, article=article(("Open it.", ["s1-1"]), ("Click it.", ["s1-2"])))


def test_an_edit_of_the_transcript_marks_exactly_the_documents_that_rest_on_it(runtime: Runtime) -> None:
    project_id = ready(
        runtime,
        article=article(("Open it.", ["s1-1"])),
        script={"lines": [{"text": "Send.", "start_ms": 0, "end_ms": 1, "segment_ids": ["s1-3", "s1-4"]}]},
    )

    edit_transcript(project_id, SetText("s1-2", "Nobody cites this."))
    assert [view.stale for view in documents.list_of(USER, project_id)] == [False, False]

    edit_transcript(project_id, Merge("s1-3"))
    assert [view.stale for view in documents.list_of(USER, project_id)] == [False, True]

    edit_transcript(project_id, Delete("s1-1"))
    assert [view.stale for view in documents.list_of(USER, project_id)] == [True, True]


def test_a_document_whose_title_rests_on_an_edited_passage_is_stale(runtime: Runtime) -> None:
    project_id = ready(runtime, article=article(("Open it.", ["s1-1"])) | {"title_segment_ids": ["s1-2"]})

    edit_transcript(project_id, SetText("s1-2", "Click another button."))

    assert shown(project_id).stale


def test_an_edit_without_the_citation_of_the_title_keeps_it_with_the_title(runtime: Runtime) -> None:
    project_id = ready(runtime, article=article(("Open it.", ["s1-1"])) | {"title_segment_ids": ["s1-2"]})

    kept = edit(runtime, shown(project_id).document, article(("Open it now.", ["s1-1"])))
    assert kept.shown is not None
    assert kept.shown.sources == ["s1-2", "s1-1"]

    mine = edit(runtime, kept.document, article(("Open it now.", ["s1-1"]), title="My title"))
    assert mine.shown is not None
    assert mine.shown.sources == ["s1-1"]


def test_a_stale_document_may_be_edited_and_stays_stale(runtime: Runtime, project_id: str) -> None:
    edit_transcript(project_id, SetText("s1-1", "Changed."))

    view = edit(runtime, shown(project_id).document, article(("Still.", ["s1-1"]), ("New.", ["s1-4"])))

    assert view.stale


def test_what_cites_a_segment_that_is_gone_may_be_edited(runtime: Runtime, project_id: str) -> None:
    edit_transcript(project_id, Delete("s1-1"))

    view = edit(runtime, shown(project_id).document, article(("Still.", ["s1-1"]), ("New.", ["s1-4"])))

    assert (view.document.version, view.stale) == (2, True)


def test_an_edit_of_what_is_not_stale_rests_on_the_transcript_as_it_is(
    runtime: Runtime, project_id: str
) -> None:
    edit_transcript(project_id, SetText("s1-4", "Changed."))

    view = edit(runtime, shown(project_id).document, article(("New.", ["s1-4"])))

    assert not view.stale


def test_what_was_written_while_the_transcript_was_edited_is_stale(runtime: Runtime) -> None:
    project_id = joined(runtime, ARTICLE)
    claim = claimed(project_id, "write:article")
    _, version = documents.task_of(project_id, ARTICLE)
    edit_transcript(project_id, SetText("s1-1", "Changed meanwhile."))

    record(claim, article(("Open it.", ["s1-1"])), version)

    assert shown(project_id).stale
