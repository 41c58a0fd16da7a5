"""Edits a document: what a person sent makes the new body of the body that they read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, assert_never

from clueso.domain.documents.chosen_pictures import completed, with_completed
from clueso.domain.documents.documents import DocumentKind
from clueso.domain.documents.kinds.body import MOST_PARTS, Body, Json, StepPicture
from clueso.domain.documents.kinds.guide import Guide, GuideStep
from clueso.domain.documents.parts import pictures_in
from clueso.domain.documents.text_paths import with_text
from clueso.domain.editing.document_operations import (
    ChangePicture,
    InsertStep,
    MoveStep,
    Operation,
    RemoveStep,
    SetPicture,
    SetText,
)
from clueso.domain.editing.refusals import Refusal, refused
from clueso.domain.transcript import Span

Steps = tuple[GuideStep, ...]


class Edit(Protocol):
    """What a person wants of a document."""

    def body(self, before: Body, *, has_video: bool) -> Body:
        """Return the body after the edit. Raises Invalid."""
        ...

    def pointer(self, body: Body, pointer: str) -> str:
        """Return where the request has what stands at this pointer (RFC 6901) in the body after the edit."""
        ...


@dataclass(frozen=True, slots=True)
class WholeBody:
    """A body that replaces the present one, as JSON in the shape of its kind."""

    kind: DocumentKind
    sent: Json

    def body(self, before: Body, *, has_video: bool) -> Body:  # noqa: ARG002 (for operations)
        return with_completed(self.kind.body, self.sent, before)

    def pointer(self, body: Body, pointer: str) -> str:  # noqa: ARG002 (for operations)
        return f"/body{pointer}"


@dataclass(frozen=True, slots=True)
class Operations:
    """Operations, applied in order, all or none. An Invalid names the first one that is not possible."""

    operations: Sequence[Operation]

    def body(self, before: Body, *, has_video: bool) -> Body:
        for index, operation in enumerate(self.operations):
            with refused(index):
                before = _applied(before, operation, has_video=has_video)
        return before

    def pointer(self, body: Body, pointer: str) -> str:
        _, _, place, *rest = pointer.split("/")
        step_id = body.steps[int(place)].id if isinstance(body, Guide) else None
        last = {
            operation.step_id: (index, operation)
            for index, operation in enumerate(self.operations)
            if isinstance(operation, InsertStep | SetPicture)
        }
        if step_id not in last:
            return "/operations"
        index, operation = last[step_id]
        if isinstance(operation, InsertStep) and rest[0] not in operation.step and not operation.times:
            rest = ["at_ms"]
        return "/".join(("/operations", str(index), *rest))


def _applied(body: Body, operation: Operation, *, has_video: bool) -> Body:
    if isinstance(operation, SetText):
        try:
            return with_text(body, operation.path, operation.text)
        except LookupError as error:
            raise Refusal("path", "The part with this text is not in the document any more.") from error
    if not isinstance(body, Guide):
        raise Refusal("op", "Only a guide has steps.")
    return replace(body, steps=_steps(body, operation, has_video=has_video))


def _steps(
    guide: Guide,
    operation: InsertStep | MoveStep | RemoveStep | SetPicture | ChangePicture,
    *,
    has_video: bool,
) -> Steps:
    steps = guide.steps
    match operation:
        case InsertStep():
            return _with_new(guide, operation, has_video=has_video)
        case MoveStep(id_, after):
            moved = steps[_index(steps, id_)]
            others = tuple(step for step in steps if step.id != id_)
            place = _place_behind(others, after)
            return (*others[:place], moved, *others[place:])
        case RemoveStep(id_):
            index = _index(steps, id_)
            return (*steps[:index], *steps[index + 1 :])
        case SetPicture(id_, picture):
            return _changed(steps, id_, lambda step: _with_picture(step, picture, pictures_in(guide)))
        case ChangePicture(id_, member, value):
            return _changed(steps, id_, lambda step: _with_changed_picture(step, member, value))
        case _:
            assert_never(operation)


def _with_new(guide: Guide, operation: InsertStep, *, has_video: bool) -> Steps:
    steps = guide.steps
    if any(step.id == operation.step_id for step in steps):
        raise Refusal("id", "Another step of the guide has this id.")
    if len(steps) >= MOST_PARTS:
        raise Refusal("op", f"A guide can have at most {MOST_PARTS:,} steps.")
    place = _place_behind(steps, operation.after)
    times = operation.times or _times(steps, place, operation.at_ms)
    at_moment = {"at_ms": operation.at_ms} if operation.at_ms is not None and has_video else None
    picture = operation.step.get("picture", at_moment)
    bare = operation.step | {"start_ms": times.start_ms, "end_ms": times.end_ms, "picture": None}
    step = _with_picture(GuideStep.read(bare), picture, pictures_in(guide))
    return (*steps[:place], step, *steps[place:])


def _times(steps: Steps, place: int, at_ms: int | None) -> Span:
    """Return the times of a new step at this place: its moment, else that between its neighbours."""
    if at_ms is None:
        at_ms = steps[place - 1].end_ms if place else steps[0].start_ms if steps else 0
    return Span(at_ms, at_ms)


def _with_picture(step: GuideStep, chosen: Json | None, shown: Sequence[StepPicture]) -> GuideStep:
    if not chosen:
        return replace(step, picture=None)
    # An own picture has the moment that the step shows else.
    at_ms = step.picture.at_ms if step.picture else step.start_ms
    return replace(step, picture=completed({"at_ms": at_ms, "own": None} | chosen, step.picture, shown))


def _with_changed_picture(step: GuideStep, member: str, value: Any) -> GuideStep:
    if step.picture is None:
        raise Refusal("step_id", "This step has no picture.")
    return replace(step, picture=StepPicture.read(step.picture.to_json() | {member: value}))


def _changed(steps: Steps, id_: str, change: Callable[[GuideStep], GuideStep]) -> Steps:
    index = _index(steps, id_)
    return (*steps[:index], change(steps[index]), *steps[index + 1 :])


def _place_behind(steps: Steps, after: str | None) -> int:
    return 0 if after is None else _index(steps, after, field="after") + 1


def _index(steps: Steps, id_: str, *, field: str = "step_id") -> int:
    for index, step in enumerate(steps):
        if step.id == id_:
            return index
    raise Refusal(field, "This step is not in the guide any more.")
