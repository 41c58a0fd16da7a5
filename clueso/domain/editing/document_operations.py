"""The operations of a person on a document. All but `SetText` are for guides."""

from dataclasses import dataclass
from typing import Any

from clueso.domain.documents.kinds.body import Json
from clueso.domain.documents.text_paths import TextPath
from clueso.domain.transcript import Span


@dataclass(frozen=True, slots=True)
class SetText:
    path: TextPath
    text: str | None


@dataclass(frozen=True, slots=True)
class InsertStep:
    """Insert a step behind the one with the id `after`, or as the first one.

    `step` has the members of a step as JSON, except for its times. These are `times`; else the moment `at_ms`;
    else the step stands between the times of its neighbours. A step at a moment shows the screen of that moment,
    if `step` has no member `picture` and the recording has video.
    """

    step: Json
    after: str | None
    at_ms: int | None = None
    times: Span | None = None

    @property
    def step_id(self) -> str:
        return str(self.step["id"])


@dataclass(frozen=True, slots=True)
class MoveStep:
    step_id: str
    after: str | None


@dataclass(frozen=True, slots=True)
class RemoveStep:
    step_id: str


@dataclass(frozen=True, slots=True)
class SetPicture:
    """Choose another picture, or none. What `picture` leaves out is completed (`chosen_pictures`)."""

    step_id: str
    picture: Json | None


@dataclass(frozen=True, slots=True)
class ChangePicture:
    """Set `alt`, `crop` or `marks` of the picture that a step has."""

    step_id: str
    member: str
    value: Any


Operation = SetText | InsertStep | MoveStep | RemoveStep | SetPicture | ChangePicture
