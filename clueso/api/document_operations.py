"""Operations on a document that a person may send. Their texts and pictures have the limits of a whole body's."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, TypeAdapter, ValidationError, model_validator

from clueso.api.document_edit_bodies import Citations, PartId, edit_of, member_of, text_type
from clueso.api.guards.bodies import invalid
from clueso.api.guards.findings import refusal
from clueso.api.schemas import AnyText, At, Body
from clueso.domain.documents.documents import DocumentKind
from clueso.domain.documents.kinds.body import StepPicture
from clueso.domain.documents.kinds.guide import GuideStep
from clueso.domain.documents.text_paths import text_path
from clueso.domain.editing import document_operations as domain
from clueso.domain.editing.document_edits import Operations
from clueso.domain.transcript import Span

Id = Annotated[str, StringConstraints(min_length=1, max_length=64)]
NewId = Annotated[
    PartId, Field(min_length=1, description="The client chooses it; no step of the guide has it.")
]
After = Annotated[Id | None, Field(description="The id of the step before it; null for the first place.")]

if TYPE_CHECKING:
    StepEdit = Body
    PictureEdit = Body
    Marks = list[Body]
    Crop = list[float] | None
    Alt = str
else:
    StepEdit, PictureEdit = edit_of(GuideStep, "Guide"), edit_of(StepPicture, "Step")
    Marks, Crop, Alt = (member_of(PictureEdit, name) for name in ("marks", "crop", "alt"))


class SetDocumentText(Body):
    """Set a text of a document of any kind."""

    op: Literal["set_text"]
    path: Annotated[str, StringConstraints(max_length=200, pattern="^/")] = Field(
        description="JSON pointer (RFC 6901) to the text: `/title`, `/steps/0/text`. A step may also be named by its"
        " id: `/steps/s1/text`."
    )
    text: AnyText | None = Field(description="null only for a text that a part may lack.")


class InsertStep(StepEdit):
    """Insert a step into a guide. A step that was removed comes back with all that it had.

    Its times are `start_ms` and `end_ms`, or the moment `at_ms`, or those between its neighbours. With `at_ms`,
    and without `picture`, it shows the screen of that moment.
    """

    op: Literal["insert_step"]
    id: NewId
    after: After
    at_ms: At | None = None
    start_ms: At | None = None
    end_ms: At | None = None
    segment_ids: Citations = Field([])

    @model_validator(mode="after")
    def has_one_time(self) -> Self:
        if (self.start_ms is None) != (self.end_ms is None):
            raise ValueError("must have a beginning and an end, or neither")
        if self.at_ms is not None and self.start_ms is not None:
            raise ValueError("must have a moment, or a beginning and an end")
        return self

    def to_domain(self) -> domain.Operation:
        step = self.model_dump(exclude={"op", "after", "at_ms", "start_ms", "end_ms"})
        if "picture" not in self.model_fields_set:
            del step["picture"]
        times = None
        if self.start_ms is not None and self.end_ms is not None:
            times = Span(self.start_ms, self.end_ms)
        return domain.InsertStep(step, self.after, self.at_ms, times)


class MoveStep(Body):
    op: Literal["move_step"]
    step_id: Id
    after: After

    def to_domain(self) -> domain.Operation:
        return domain.MoveStep(self.step_id, self.after)


class RemoveStep(Body):
    op: Literal["remove_step"]
    step_id: Id

    def to_domain(self) -> domain.Operation:
        return domain.RemoveStep(self.step_id)


class ChosenPicture(PictureEdit):
    """The screen at `at_ms`, or the own picture with the id `own`."""

    at_ms: At = Field(0, description="When left out, an own picture keeps the moment of the step.")

    @model_validator(mode="after")
    def is_chosen(self) -> Self:
        if "at_ms" not in self.model_fields_set and not getattr(self, "own", None):
            raise ValueError("must have a moment, or be one of your own")
        return self


class SetPicture(Body):
    """Show another picture, or none. Another picture has no description, no crop and only the blurs of the one
    before, unless they are given.
    """

    op: Literal["set_picture"]
    step_id: Id
    picture: ChosenPicture | None

    def to_domain(self) -> domain.Operation:
        return domain.SetPicture(self.step_id, self.picture.model_dump() if self.picture else None)


class SetMarks(Body):
    """Replace all marks of a step's picture."""

    op: Literal["set_marks"]
    step_id: Id
    marks: Marks

    def to_domain(self) -> domain.Operation:
        return domain.ChangePicture(self.step_id, "marks", [mark.model_dump() for mark in self.marks])


class SetCrop(Body):
    """Show only this box of a step's picture; null shows the whole picture."""

    op: Literal["set_crop"]
    step_id: Id
    crop: Crop

    def to_domain(self) -> domain.Operation:
        return domain.ChangePicture(self.step_id, "crop", self.crop)


class SetAlt(Body):
    """Set the alternative text of a step's picture."""

    op: Literal["set_alt"]
    step_id: Id
    alt: Alt

    def to_domain(self) -> domain.Operation:
        return domain.ChangePicture(self.step_id, "alt", self.alt)


Operation = Annotated[
    SetDocumentText | InsertStep | MoveStep | RemoveStep | SetPicture | SetMarks | SetCrop | SetAlt,
    Field(discriminator="op"),
]


def checked_operations(kind: DocumentKind, sent: Sequence[Operation]) -> Operations:
    """Return the operations for a document of this kind. Raises Invalid for a path without a text, and for a text
    beyond the limits of its place.
    """
    return Operations(
        [
            _set_text(kind, operation, index)
            if isinstance(operation, SetDocumentText)
            else operation.to_domain()
            for index, operation in enumerate(sent)
        ]
    )


def _set_text(kind: DocumentKind, sent: SetDocumentText, index: int) -> domain.SetText:
    path = text_path(kind.body, sent.path)
    if path is None:
        raise invalid([(f"/operations/{index}/path", "A document of this kind has no text at this place.")])
    try:
        text: Any = TypeAdapter(text_type(path.text)).validate_python(sent.text)
    except ValidationError as error:
        where = ("operations", index, "text")
        raise refusal(error, {"operations": {index: {"text": sent.text}}}, inside=where) from error
    return domain.SetText(path, text)
