"""What holds after any operations on any guide."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.documents.kinds.body import Mark, MarkKind, StepPicture
from clueso.domain.documents.kinds.guide import Guide, GuideStep
from clueso.domain.editing.document_edits import WholeBody
from clueso.domain.editing.document_operations import (
    ChangePicture,
    InsertStep,
    MoveStep,
    Operation,
    RemoveStep,
    SetPicture,
    SetText,
)
from clueso.errors import Invalid
from tests.unit.edited_guide import edit, guide, ids, set_text, step

IDS = st.sampled_from(["a", "b", "c", "d"])
NEW_IDS = st.sampled_from(["a", "b", "n", "m"])
AFTER = st.none() | IDS
MOMENTS = st.integers(0, 4).map(lambda tenth: tenth * 100)
TEXTS = st.sampled_from(["Open it.", "Click it."])
BOXES = st.sampled_from([(0.0, 0.0, 0.5, 0.5), (0.5, 0.5, 0.5, 0.5)])
MARKS = st.lists(st.builds(Mark, kind=st.sampled_from(MarkKind), box=BOXES), max_size=2).map(tuple)
PICTURES = st.builds(StepPicture, at_ms=MOMENTS, alt=TEXTS, crop=st.none() | BOXES, marks=MARKS)
CHOSEN = st.none() | MOMENTS.map(lambda at_ms: {"at_ms": at_ms})
PATHS = st.sampled_from(["/title", "/goal", "/steps/0/text", "/steps/a/heading", "/prerequisites/0/text"])
OPERATIONS = st.one_of(
    st.builds(set_text, PATHS, TEXTS),
    st.builds(
        InsertStep,
        st.builds(
            lambda id_, text: {"id": id_, "heading": text, "text": text, "segment_ids": []}, NEW_IDS, TEXTS
        ),
        AFTER,
        st.none() | MOMENTS,
    ),
    st.builds(MoveStep, IDS, AFTER),
    st.builds(RemoveStep, IDS),
    st.builds(SetPicture, IDS, CHOSEN),
    st.builds(ChangePicture, IDS, st.just("alt"), TEXTS),
    st.builds(ChangePicture, IDS, st.just("crop"), st.none() | BOXES),
    st.builds(ChangePicture, IDS, st.just("marks"), MARKS.map(lambda marks: [m.to_json() for m in marks])),
)


@st.composite
def guides(draw: st.DrawFn) -> Guide:
    names = draw(st.lists(IDS, unique=True))
    return guide(*(step(id_, draw(MOMENTS), draw(st.none() | PICTURES)) for id_ in names))


def done(before: Guide, operations: list[Operation]) -> tuple[Guide, list[Operation]]:
    """The guide after those operations that can be done, one after another, and these."""
    possible: list[Operation] = []
    for operation in operations:
        try:
            edit(*possible, operation, before=before)
        except Invalid:
            continue
        possible.append(operation)
    return edit(*possible, before=before), possible


def named(operations: list[Operation]) -> set[str]:
    """The ids of the steps that operations may have changed or removed."""
    return {
        getattr(operation, "step_id", "") for operation in operations if not isinstance(operation, MoveStep)
    }


@given(guides(), st.lists(OPERATIONS, max_size=8))
def test_ids_stay_unique_and_the_guide_is_read_as_it_was_stored(before: Guide, operations: Any) -> None:
    after, _ = done(before, operations)

    assert len(set(ids(after))) == len(after.steps)
    assert Guide.read(after.to_json()) == after


@given(guides(), st.lists(OPERATIONS, max_size=8))
def test_no_part_is_lost_or_changed_that_no_operation_names(before: Guide, operations: Any) -> None:
    after, possible = done(before, operations)

    texts = [operation for operation in possible if isinstance(operation, SetText)]
    untouched = {step for step in before.steps if step.id not in named(possible)}
    if not any(operation.path.member == "steps" for operation in texts):
        assert untouched <= set(after.steps)
    assert {step.id for step in untouched} <= set(ids(after))
    if not texts:
        assert (after.title, after.goal, after.prerequisites) == (
            before.title,
            before.goal,
            before.prerequisites,
        )


@given(guides(), st.lists(OPERATIONS, max_size=8))
def test_only_who_names_marks_or_takes_a_picture_away_loses_a_blur(before: Guide, operations: Any) -> None:
    after, possible = done(before, operations)

    gone = {operation.step_id for operation in possible if isinstance(operation, RemoveStep)}
    gone |= {op.step_id for op in possible if isinstance(op, SetPicture) and op.picture is None}
    gone |= {op.step_id for op in possible if isinstance(op, ChangePicture) and op.member == "marks"}
    left = {step.id: blurs(step) for step in after.steps}
    assert all(blurs(step) <= left[step.id] for step in before.steps if step.id not in gone)


@given(guides(), st.lists(OPERATIONS, max_size=8))
def test_the_whole_body_makes_the_same_guide_as_its_operations(before: Guide, operations: Any) -> None:
    after, _ = done(before, operations)

    sent = after.to_json()
    for one in sent["steps"]:
        # What is not there is sent as null: left out, it would stay.
        one["picture"] = one["picture"] and {"own": None, "crop": None} | one["picture"]
    assert WholeBody(DocumentKind.GUIDE, sent).body(before, has_video=True) == after


def blurs(one: GuideStep) -> set[Mark]:
    return {mark for mark in one.picture.marks if mark.kind is MarkKind.BLUR} if one.picture else set()
