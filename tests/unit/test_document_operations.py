"""Operations on a document: what each does, and what is refused."""

import pytest

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.documents.kinds.article import Article
from clueso.domain.documents.kinds.body import MOST_PARTS, StepPicture
from clueso.domain.documents.kinds.guide import Guide
from clueso.domain.documents.kinds.summary import Summary
from clueso.domain.documents.parts import texts
from clueso.domain.documents.text_paths import text_path, with_text
from clueso.domain.editing.document_edits import Operations
from clueso.domain.editing.document_operations import (
    ChangePicture,
    InsertStep,
    MoveStep,
    Operation,
    RemoveStep,
    SetPicture,
)
from clueso.domain.transcript import Span
from clueso.errors import Invalid
from tests.bodies import body_of
from tests.unit.edited_guide import ARROW, BLUR, GUIDE, MARKED, edit, guide, ids, problem, set_text, step

NEW = {"id": "n", "heading": "New", "text": "Do it.", "segment_ids": []}


def test_texts_are_set_by_index_and_by_id() -> None:
    after = edit(
        set_text("/title", "Invite a team"),
        set_text("/goal", "A team."),
        set_text("/prerequisites/0/text", "Two accounts."),
        set_text("/steps/0/heading", "First"),
        MoveStep("a", after="c"),
        set_text("/steps/a/result", "Done."),
    )

    assert (after.title, after.goal, after.prerequisites[0].text) == (
        "Invite a team",
        "A team.",
        "Two accounts.",
    )
    assert [(each.id, each.heading, each.result) for each in after.steps] == [
        ("b", "Step b", None),
        ("c", "Step c", None),
        ("a", "First", "Done."),
    ]
    assert edit(set_text("/steps/2/result", None), before=after).steps[2].result is None


@pytest.mark.parametrize("kind", list(DocumentKind))
def test_every_text_of_every_kind_has_a_path(kind: DocumentKind) -> None:
    part = {"text": "A text.", "owner": "Ada"}
    body = body_of(
        kind,
        {
            "steps": [part],
            "prerequisites": [part],
            "troubleshooting": [part],
            "lines": [part],
            "sections": [part],
        }
        | {"chapters": [part], "quotes": [part], "action_items": [part], "decisions": [part], "point": part},
    )

    for pointer, _ in texts(body):
        path = text_path(kind.body, pointer)
        assert path
        assert dict(texts(with_text(body, path, "Another."))) == dict(texts(body)) | {pointer: "Another."}


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        (Guide, "title"),
        (Guide, "/"),
        (Guide, ""),
        (Guide, "/steps"),
        (Guide, "/steps/0"),
        (Guide, "/steps/0/id"),
        (Guide, "/steps/0/start_ms"),
        (Guide, "/steps/0/segment_ids"),
        (Guide, "/steps/0/segment_ids/0"),
        (Guide, "/steps/0/picture/alt"),
        (Guide, "/steps/text"),
        (Guide, "/steps/0/text/0"),
        (Guide, "/title/0/text"),
        (Guide, "/lead"),
        (Summary, "/point"),
        (Summary, "/point/0/text"),
        (Article, "/title/text"),
    ],
)
def test_no_other_member_is_a_text(kind: type[Guide], path: str) -> None:
    assert text_path(kind, path) is None


@pytest.mark.parametrize(("after", "place", "at_ms"), [(None, 0, 0), ("a", 1, 100), ("c", 3, 2100)], ids=str)
def test_a_new_step_stands_behind_another_and_between_the_times_of_both(
    after: str | None, place: int, at_ms: int
) -> None:
    new = edit(InsertStep(NEW, after)).steps[place]

    assert (new.id, new.heading, new.text, new.result, new.segment_ids) == ("n", "New", "Do it.", None, ())
    assert (new.start_ms, new.end_ms, new.picture) == (at_ms, at_ms, None)


def test_a_new_step_at_a_moment_shows_its_screen_unless_it_says_otherwise() -> None:
    operation = InsertStep(NEW, "a", at_ms=500)

    new = edit(operation).steps[1]

    assert (new.start_ms, new.end_ms, new.picture) == (500, 500, StepPicture(at_ms=500))
    assert edit(operation, has_video=False).steps[1].picture is None
    assert edit(InsertStep(NEW | {"picture": None}, "a", at_ms=500)).steps[1].picture is None
    assert edit(InsertStep(NEW, None, at_ms=500), before=guide()).steps[0].start_ms == 500


def test_a_new_step_that_shows_a_screen_with_a_blur_hides_the_same() -> None:
    assert edit(InsertStep(NEW, "c", at_ms=100)).steps[3].picture == StepPicture(at_ms=100, marks=(BLUR,))


def test_a_removed_step_comes_back_with_all_that_it_had() -> None:
    gone = GUIDE.steps[0]
    members = gone.to_json()
    times = Span(members.pop("start_ms"), members.pop("end_ms"))

    assert ids(edit(RemoveStep("a"))) == ["b", "c"]
    assert edit(RemoveStep("a"), InsertStep(members, None, times=times)) == GUIDE


@pytest.mark.parametrize(("after", "order"), [(None, "abc"), ("b", "bac"), ("c", "bca")])
def test_a_moved_step_stays_itself(after: str | None, order: str) -> None:
    moved = edit(MoveStep("a", after))

    assert ids(moved) == list(order)
    assert set(moved.steps) == set(GUIDE.steps)


def test_another_picture_keeps_blurs_alone() -> None:
    shown = edit(SetPicture("a", {"at_ms": 200})).steps[0].picture

    assert shown == StepPicture(at_ms=200, marks=(BLUR,))
    assert edit(SetPicture("a", {"at_ms": 100})) == GUIDE
    assert edit(SetPicture("a", None)).steps[0].picture is None


def test_a_chosen_picture_may_bring_its_description_crop_and_marks() -> None:
    chosen = {"at_ms": 200, "alt": "Another", "crop": None, "marks": []}

    shown = edit(SetPicture("a", chosen)).steps[0].picture

    assert shown == StepPicture(at_ms=200, alt="Another")
    assert edit(SetPicture("a", chosen), SetPicture("a", MARKED.to_json())) == GUIDE


def test_a_picture_is_described_cropped_and_marked() -> None:
    after = edit(
        ChangePicture("b", "alt", "A page"),
        ChangePicture("b", "crop", [0.0, 0.0, 1.0, 0.5]),
        ChangePicture("b", "marks", [ARROW.to_json()]),
    )

    assert after.steps[1].picture == StepPicture(
        at_ms=1100, alt="A page", crop=(0.0, 0.0, 1.0, 0.5), marks=(ARROW,)
    )


@pytest.mark.parametrize(
    ("operation", "field"),
    [
        (set_text("/steps/a/text", "x"), "path"),
        (set_text("/steps/3/text", "x"), "path"),
        (set_text("/troubleshooting/0/text", "x"), "path"),
        (set_text("/prerequisites/a/text", "x"), "path"),
        (InsertStep(NEW | {"id": "b"}, None), "id"),
        (InsertStep(NEW, "a"), "after"),
        (MoveStep("a", None), "step_id"),
        (MoveStep("b", "a"), "after"),
        (MoveStep("b", "b"), "after"),
        (RemoveStep("a"), "step_id"),
        (SetPicture("a", None), "step_id"),
        (ChangePicture("a", "alt", ""), "step_id"),
        (ChangePicture("c", "alt", ""), "step_id"),
    ],
)
def test_what_cannot_be_done_is_told_by_its_place(operation: Operation, field: str) -> None:
    pointer, detail = problem(RemoveStep("a"), operation)

    assert pointer == f"/operations/1/{field}"
    assert detail.endswith(".")


def test_a_guide_has_no_more_steps_than_a_whole_body_may_have() -> None:
    full = guide(*(step(f"x{number}", number) for number in range(MOST_PARTS)))

    assert problem(InsertStep(NEW, None), before=full)[0] == "/operations/0/op"


def test_only_a_guide_has_steps() -> None:
    with pytest.raises(Invalid) as caught:
        Operations([RemoveStep("a")]).body(body_of(DocumentKind.SUMMARY, {}), has_video=True)

    assert caught.value.extra["errors"] == [
        {"pointer": "/operations/0/op", "detail": "Only a guide has steps."}
    ]


@pytest.mark.parametrize(
    ("operation", "found", "pointer"),
    [
        (InsertStep(NEW | {"segment_ids": ["x"]}, None), "/steps/0/segment_ids/0", "/segment_ids/0"),
        (InsertStep(NEW | {"picture": {"at_ms": 9}}, None), "/steps/0/picture/at_ms", "/picture/at_ms"),
        (InsertStep(NEW, None, at_ms=9), "/steps/0/picture/at_ms", "/at_ms"),
        (InsertStep(NEW, None, at_ms=9), "/steps/0/end_ms", "/at_ms"),
        (InsertStep(NEW, None, times=Span(8, 9)), "/steps/0/end_ms", "/end_ms"),
        (SetPicture("a", {"at_ms": 9}), "/steps/0/picture/at_ms", "/picture/at_ms"),
    ],
)
def test_what_is_wrong_in_the_new_body_is_told_by_the_operation_that_brought_it(
    operation: Operation, found: str, pointer: str
) -> None:
    edits = Operations([set_text("/title", "A"), operation, set_text("/goal", "B")])

    assert edits.pointer(edits.body(GUIDE, has_video=True), found) == f"/operations/1{pointer}"
