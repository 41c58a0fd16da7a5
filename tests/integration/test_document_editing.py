"""Documents that people edit and have written again, on both databases: no word of anybody is lost."""

from typing import Any

import pytest
from sqlalchemy import update

from clueso.domain.documents.documents import Coverage, DocumentKind, Generator
from clueso.domain.editing.operations import Delete, Merge, Operation, SetText
from clueso.domain.ports.writer import Draft
from clueso.domain.steps.statuses import ProjectStatus, StepStatus
from clueso.errors import Conflict, Invalid, NotFound, StaleVersion, StorageDown, TimedOut, WriterRefused
from clueso.extensions import db
from clueso.models import Document, DocumentVersion, from_now
from clueso.services.documents import document_editing, documents, pictures, rewriting
from clueso.services.documents.document_editing import Save
from clueso.services.documents.documents import DocumentView
from clueso.services.pipeline import claimed_steps, consequences, step_rows
from clueso.services.projects import projects
from clueso.services.transaction import transactional
from clueso.services.transcripts import editing, transcripts
from jobs.runtime import Runtime
from tests import factories
from tests.factories import USER, claimed, project, run_through, step
from tests.integration.transcribed import article, at_once, guide, joined, ready, record, write

ARTICLE = DocumentKind.ARTICLE
GUIDE = DocumentKind.GUIDE


@pytest.fixture
def project_id(runtime: Runtime) -> str:
    return ready(runtime, article=article(("Open it.", ["s1-1"]), ("Click it.", ["s1-2"])))


def shown(project_id: str, kind: DocumentKind = ARTICLE) -> DocumentView:
    return next(view for view in documents.list_of(USER, project_id) if view.kind is kind)


def edit(
    runtime: Runtime,
    row: Document,
    body: dict[str, Any],
    *,
    if_save: Save | None = None,
    new_version: bool = False,
) -> DocumentView:
    return document_editing.edit(
        USER,
        row.id,
        DocumentKind(row.kind).body.read(body),
        if_save=if_save or newest_save(row),
        new_version=new_version,
        dispatcher=runtime.toolbox.dispatcher,
    )


def newest_save(row: Document) -> Save:
    history = document_editing.versions(USER, row.id)
    return (history[0].number, history[0].saves) if history else (0, 0)


def history_of(row: Document) -> list[tuple[int, int, str | None]]:
    """Each version's number, how often it was saved, and by whom."""
    return [(line.number, line.saves, line.made_by) for line in document_editing.versions(USER, row.id)]


@transactional
def let_minutes_pass(document_id: str, minutes: int) -> None:
    versions = update(DocumentVersion).where(DocumentVersion.document_id == document_id)
    db.session.execute(versions.values(created_at=from_now(-60 * minutes)))


def restore(runtime: Runtime, row: Document, number: int) -> DocumentView:
    return document_editing.restore(USER, row.id, number, dispatcher=runtime.toolbox.dispatcher)


def write_again(
    runtime: Runtime, project_id: str, kind: DocumentKind = ARTICLE, **wishes: Any
) -> DocumentView:
    return rewriting.write_again(USER, project_id, kind, dispatcher=runtime.toolbox.dispatcher, **wishes)


@transactional
def replace_bodies(body: dict[str, Any]) -> None:
    db.session.execute(update(DocumentVersion).values(body=body))


def edit_transcript(project_id: str, *operations: Operation) -> None:
    version, _ = transcripts.version_of(USER, project_id)
    editing.edit(USER, project_id, operations, if_version=version)


def problems(runtime: Runtime, row: Document, body: dict[str, Any]) -> list[str]:
    with pytest.raises(Invalid) as caught:
        edit(runtime, row, body)
    return [error["pointer"] for error in caught.value.extra["errors"]]


# A person's version ----------------------------------------------------------------------------------


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


# Saves of some minutes -------------------------------------------------------------------------------


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


# What rests on what ----------------------------------------------------------------------------------


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


# History ---------------------------------------------------------------------------------------------


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


# Writing again ---------------------------------------------------------------------------------------


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


def test_retrying_a_project_repeats_only_the_last_try_of_a_document_that_failed(
    runtime: Runtime, project_id: str
) -> None:
    for number in (2, 3):
        write_again(runtime, project_id)
        claimed_steps.fail(claimed(project_id, f"write:article#{number}"), WriterRefused(), runtime.settings)

    projects.retry(USER, project_id, settings=runtime.settings, dispatcher=runtime.toolbox.dispatcher)

    assert step(project_id, "write:article#2").status == StepStatus.FAILED
    assert step(project_id, "write:article#3").status == StepStatus.QUEUED


def test_retrying_a_project_leaves_a_document_alone_that_was_mended(
    runtime: Runtime, project_id: str
) -> None:
    write_again(runtime, project_id)
    claimed_steps.fail(claimed(project_id, "write:article#2"), WriterRefused(), runtime.settings)
    edit(runtime, shown(project_id).document, article(("Mended by hand.", [])))

    with pytest.raises(Conflict):
        projects.retry(USER, project_id, settings=runtime.settings, dispatcher=runtime.toolbox.dispatcher)

    assert shown(project_id).document.status == "ready"


@transactional
def let_time_run_out(project_id: str) -> None:
    project = step_rows.lock_project(project_id)
    finish = next(step for step in step_rows.steps_of(project_id) if step.name == "finish")
    assert project is not None
    consequences.fail_step(project, finish, TimedOut())


def test_retrying_a_project_leaves_a_cancelled_writing_alone_that_was_asked_for_again(
    runtime: Runtime,
) -> None:
    project_id = joined(runtime, ARTICLE)
    let_time_run_out(project_id)
    write_again(runtime, project_id)
    running = claimed(project_id, "write:article#2")

    projects.retry(USER, project_id, settings=runtime.settings, dispatcher=runtime.toolbox.dispatcher)

    assert step(project_id, "write:article").status == StepStatus.CANCELLED
    assert claimed_steps.renew(running, lease_s=60)
    assert shown(project_id).document.status == "writing"
    run_through(project_id, "finish")
    assert project(project_id).status == ProjectStatus.READY


def test_retrying_a_project_writes_over_nothing_that_was_written_and_edited_since(runtime: Runtime) -> None:
    project_id = joined(runtime, ARTICLE)
    let_time_run_out(project_id)
    write_again(runtime, project_id)
    write(project_id, "write:article#2", article(("New.", ["s1-1"])))
    edit(runtime, shown(project_id).document, article(("Mended by hand.", [])))

    projects.retry(USER, project_id, settings=runtime.settings, dispatcher=runtime.toolbox.dispatcher)
    run_through(project_id, "finish")

    assert step(project_id, "write:article").status == StepStatus.CANCELLED
    assert (shown(project_id).document.status, shown(project_id).document.version) == ("ready", 2)
    assert project(project_id).status == ProjectStatus.READY


def test_retrying_a_project_writes_what_its_end_had_cancelled(runtime: Runtime) -> None:
    project_id = joined(runtime, ARTICLE)
    let_time_run_out(project_id)

    projects.retry(USER, project_id, settings=runtime.settings, dispatcher=runtime.toolbox.dispatcher)

    assert step(project_id, "write:article").status == StepStatus.QUEUED
    assert step(project_id, "finish").status == StepStatus.WAITING


# Pictures --------------------------------------------------------------------------------------------


def take(project_id: str, name: str) -> list[int]:
    """Run a step of pictures and return the moments that it took."""
    claim = claimed(project_id, name)
    moments = pictures.wanted(project_id, GUIDE)
    taken = {at_ms: {"key": f"{name}/{at_ms}", "width": 4, "height": 3} for at_ms in moments}
    claimed_steps.finish(claim, lambda row: pictures.record(row, name, taken))
    return moments


@transactional
def names_of_steps(project_id: str) -> list[str]:
    return [step.name for step in step_rows.steps_of(project_id)]


def keys(project_id: str) -> list[str | None]:
    version = shown(project_id, GUIDE).shown
    assert version is not None
    return [step["picture"].get("key") for step in version.body["steps"]]


@pytest.fixture
def guide_project(runtime: Runtime) -> str:
    project_id = joined(runtime, GUIDE)
    write(project_id, "write:guide", guide(100, 200))
    take(project_id, "pictures:guide")
    run_through(project_id, "finish")
    return project_id


def test_a_moved_picture_is_taken_while_the_others_stay(runtime: Runtime, guide_project: str) -> None:
    view = edit(runtime, shown(guide_project, GUIDE).document, guide(300, 200))

    assert view.document.status == "ready"
    assert keys(guide_project) == [None, "pictures:guide/200"]
    assert take(guide_project, "pictures:guide#2") == [300]
    assert keys(guide_project) == ["pictures:guide#2/300", "pictures:guide/200"]
    assert shown(guide_project, GUIDE).document.version == 2
    assert project(guide_project).status == ProjectStatus.READY


def test_a_picture_that_was_taken_is_not_taken_again(runtime: Runtime, guide_project: str) -> None:
    edit(runtime, shown(guide_project, GUIDE).document, guide(200, 100, 100))

    assert keys(guide_project) == [f"pictures:guide/{at_ms}" for at_ms in (200, 100, 100)]
    assert pictures.wanted(guide_project, GUIDE) == []


def test_a_key_in_storage_cannot_be_named_from_outside(runtime: Runtime, guide_project: str) -> None:
    body = guide(300)
    body["steps"][0]["picture"] |= {"key": "projects/of-somebody-else/1.jpg", "width": 1, "height": 1}

    edit(runtime, shown(guide_project, GUIDE).document, body)

    assert keys(guide_project) == [None]


def test_an_edit_while_pictures_are_taken_begins_them_anew(runtime: Runtime, guide_project: str) -> None:
    edit(runtime, shown(guide_project, GUIDE).document, guide(300))
    late = claimed(guide_project, "pictures:guide#2")

    edit(runtime, shown(guide_project, GUIDE).document, guide(400))

    with pytest.raises(claimed_steps.LeaseLost):
        claimed_steps.finish(late, lambda row: None)
    assert take(guide_project, "pictures:guide#2") == [400]


def test_saves_of_a_text_leave_the_pictures_that_are_being_taken_alone(
    runtime: Runtime, guide_project: str
) -> None:
    row = shown(guide_project, GUIDE).document
    edit(runtime, row, guide(300, 200))
    running = claimed(guide_project, "pictures:guide#2")

    longer = guide(300, 200)
    longer["steps"][0]["text"] = "Open the page of the team."
    edit(runtime, row, longer)

    taken = {at_ms: {"key": f"new/{at_ms}", "width": 4, "height": 3} for at_ms in (300,)}
    claimed_steps.finish(running, lambda project: pictures.record(project, running.name, taken))
    assert keys(guide_project) == ["new/300", "pictures:guide/200"]
    assert [name for name in names_of_steps(guide_project) if name.startswith("pictures")] == [
        "pictures:guide",
        "pictures:guide#2",
    ]
    longer["goal"] = "To open it."
    edit(runtime, row, longer)
    assert keys(guide_project) == ["new/300", "pictures:guide/200"]
    assert history_of(row) == [(2, 3, USER), (1, 1, None)]


def test_a_picture_that_cannot_be_taken_is_not_queued_by_every_save(
    runtime: Runtime, guide_project: str
) -> None:
    row = shown(guide_project, GUIDE).document
    edit(runtime, row, guide(300, 200))
    for _ in range(runtime.settings.max_errors):
        factories.let_pauses_end()
        claimed_steps.fail(claimed(guide_project, "pictures:guide#2"), StorageDown(), runtime.settings)

    body = guide(300, 200)
    body["steps"][0]["text"] = "Open the page of the team."
    edit(runtime, row, body)
    assert step(guide_project, "pictures:guide#2").status == StepStatus.FAILED

    edit(runtime, row, guide(400, 200))
    assert step(guide_project, "pictures:guide#2").status == StepStatus.QUEUED


def test_pictures_of_an_edit_do_not_end_the_writing_that_runs(runtime: Runtime, guide_project: str) -> None:
    edit(runtime, shown(guide_project, GUIDE).document, guide(300))
    write_again(runtime, guide_project, GUIDE)
    claim = claimed(guide_project, "write:guide#2")

    take(guide_project, "pictures:guide#2")
    assert shown(guide_project, GUIDE).document.status == "writing"

    record(claim, guide(300, 500), 1)
    assert shown(guide_project, GUIDE).document.status == "writing"
    assert take(guide_project, "pictures:guide#2") == [500]
    assert shown(guide_project, GUIDE).document.status == "ready"


def test_a_document_whose_pictures_fail_is_shown_all_the_same(runtime: Runtime, guide_project: str) -> None:
    write_again(runtime, guide_project, GUIDE)
    write(guide_project, "write:guide#2", guide(300))

    for _ in range(runtime.settings.max_errors):
        factories.let_pauses_end()
        claimed_steps.fail(claimed(guide_project, "pictures:guide#2"), StorageDown(), runtime.settings)

    assert shown(guide_project, GUIDE).document.status == "ready"
    assert keys(guide_project) == [None]


def test_an_old_version_comes_back_with_its_pictures(runtime: Runtime, guide_project: str) -> None:
    row = shown(guide_project, GUIDE).document
    edit(runtime, row, guide(300))

    restore(runtime, row, 1)

    assert keys(guide_project) == ["pictures:guide/100", "pictures:guide/200"]


def test_cancelling_while_pictures_are_taken_shows_the_document_without(runtime: Runtime) -> None:
    project_id = joined(runtime, GUIDE)
    write(project_id, "write:guide", guide(100))

    projects.cancel(USER, project_id)

    assert shown(project_id, GUIDE).document.status == "ready"


def test_a_guide_is_written_again_over_a_version_that_cannot_be_read(runtime: Runtime) -> None:
    project_id = ready(runtime, guide=guide())
    write_again(runtime, project_id, GUIDE)
    replace_bodies({"steps": [{}]})

    write(project_id, "write:guide#2", guide())

    assert shown(project_id, GUIDE).document.version == 2


# Titles ----------------------------------------------------------------------------------------------


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
