"""Documents that are written again, on both databases: what a person wrote stays in the history."""

import pytest

from clueso.domain.documents.documents import Coverage, DocumentKind, Generator
from clueso.domain.ports.writer import Draft
from clueso.domain.steps.statuses import ProjectStatus
from clueso.errors import Conflict, StaleVersion, WriterRefused
from clueso.services.documents import document_editing, documents
from clueso.services.pipeline import claimed_steps
from clueso.services.projects import projects
from jobs.runtime import Runtime
from tests import factories
from tests.factories import USER, claimed, project, step
from tests.integration.edited_documents import edit, shown, write_again
from tests.integration.transcribed import article, at_once, joined, ready, record, write

ARTICLE = DocumentKind.ARTICLE


@pytest.fixture
def project_id(runtime: Runtime) -> str:
    return ready(runtime, article=article(("Open it.", ["s1-1"]), ("Click it.", ["s1-2"])))


def test_writing_again_leaves_the_project_ready_and_the_old_version_shown(
    runtime: Runtime, project_id: str
) -> None:
    view = write_again(runtime, project_id, instructions="For beginners.")

    assert (view.document.status, view.document.version) == ("queued", 1)
    assert project(project_id).status == ProjectStatus.READY
    assert documents.task_of(project_id, ARTICLE)[0].instructions == "For beginners."

    claim = claimed(project_id, "write:article#2")
    assert shown(project_id).document.status == "writing"
    assert project(project_id).status == ProjectStatus.READY
    record(claim, article(("New.", ["s1-3"])), 1)
    now = shown(project_id)
    assert (now.document.status, now.document.version) == ("ready", 2)
    assert project(project_id).status == ProjectStatus.READY


def test_a_new_generation_leaves_a_persons_words_in_the_history(runtime: Runtime, project_id: str) -> None:
    row = shown(project_id).document
    edit(runtime, row, article(("Mine.", [])))
    write_again(runtime, project_id)

    write(project_id, "write:article#2", article(("Theirs.", ["s1-1"])))

    now = shown(project_id)
    assert now.shown is not None
    assert (now.shown.number, now.shown.made_by) == (3, None)
    mine = document_editing.version(USER, row.id, 2).shown
    assert mine is not None and mine.body == article(("Mine.", []))


def test_an_edit_while_a_writer_writes_is_not_lost_to_it(runtime: Runtime, project_id: str) -> None:
    row = shown(project_id).document
    write_again(runtime, project_id)
    claim = claimed(project_id, "write:article#2")

    mine = edit(runtime, row, article(("Mine.", [])))
    assert (mine.document.status, mine.document.version) == ("writing", 2)
    record(claim, article(("Theirs.", ["s1-1"])), 1)

    texts = [
        document_editing.version(USER, row.id, number).shown.body["sections"][0]["text"]  # type: ignore[union-attr]
        for number in (1, 2, 3)
    ]
    assert texts == ["Open it.", "Mine.", "Theirs."]
    with pytest.raises(StaleVersion):
        edit(runtime, row, article(("Later.", [])), if_save=(2, 1))


def test_a_kind_that_was_not_asked_for_can_be_written_later(runtime: Runtime, project_id: str) -> None:
    view = write_again(runtime, project_id, DocumentKind.SCRIPT)
    assert (view.document.status, view.shown) == ("queued", None)

    line = {"text": "Open it.", "start_ms": 0, "end_ms": 900, "segment_ids": ["s1-1"]}
    write(project_id, "write:script#1", {"lines": [line]})

    assert shown(project_id, DocumentKind.SCRIPT).document.status == "ready"
    assert project(project_id).status == ProjectStatus.READY


def test_a_document_that_is_being_written_is_not_written_twice(runtime: Runtime, project_id: str) -> None:
    ends = at_once(runtime, *(lambda: write_again(runtime, project_id) for _ in range(2)))

    assert sorted(type(end).__name__ for end in ends) == ["Conflict", "DocumentView"]


def test_the_same_wish_sent_twice_is_one_step(runtime: Runtime, project_id: str) -> None:
    write_again(runtime, project_id, step_id="wish")

    assert write_again(runtime, project_id, step_id="wish").document.status == "queued"
    assert step(project_id, "write:article#2").id == "wish"


def test_before_the_transcript_is_complete_nothing_is_written_again(runtime: Runtime) -> None:
    with pytest.raises(Conflict):
        write_again(runtime, factories.new_project(runtime))


def test_a_cancelled_project_is_retried_as_a_whole(runtime: Runtime) -> None:
    project_id = joined(runtime, ARTICLE)
    projects.cancel(USER, project_id)

    with pytest.raises(Conflict):
        write_again(runtime, project_id)


def test_a_failed_rewriting_keeps_what_is_shown_and_can_be_asked_for_again(
    runtime: Runtime, project_id: str
) -> None:
    write_again(runtime, project_id)
    claimed_steps.fail(claimed(project_id, "write:article#2"), WriterRefused(), runtime.settings)

    failed = shown(project_id)
    assert failed.document.error is not None
    assert (failed.document.status, failed.document.version) == ("failed", 1)
    assert failed.document.error["step"] == "write:article"
    assert project(project_id).status == ProjectStatus.READY

    write_again(runtime, project_id)
    write(project_id, "write:article#3", article(("New.", ["s1-1"])))
    now = shown(project_id)
    assert (now.document.status, now.document.version, now.document.error) == ("ready", 2, None)


def write_titled(project_id: str, step_name: str, title: str) -> None:
    claim = claimed(project_id, step_name)
    draft = Draft(
        ARTICLE.body.read(article(("New.", ["s1-3"]))), Coverage(4, 4), (), Generator("x", "", "1"), title
    )
    claimed_steps.finish(
        claim, lambda row: documents.record_draft(row, claim.name, ARTICLE, draft, transcript_version=1)
    )


def test_the_first_writing_may_give_the_project_its_title(runtime: Runtime) -> None:
    project_id = joined(runtime, ARTICLE)

    write_titled(project_id, "write:article", "How to invite people")

    assert project(project_id).title == "How to invite people"


def test_writing_again_in_other_words_leaves_the_project_its_title(runtime: Runtime, project_id: str) -> None:
    before = project(project_id).title
    write_again(runtime, project_id, instructions="Write in German.")

    write_titled(project_id, "write:article#2", "Leute einladen")

    assert project(project_id).title == before
