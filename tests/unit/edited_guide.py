"""A guide for tests of edits, and what an edit makes of it."""

import pytest

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.documents.kinds.body import Json, Mark, MarkKind, StepPicture
from clueso.domain.documents.kinds.guide import Guide
from clueso.domain.documents.text_paths import text_path
from clueso.domain.editing.document_edits import Operations, WholeBody
from clueso.domain.editing.document_operations import Operation, SetText
from clueso.errors import Invalid

BOX = (0.1, 0.1, 0.2, 0.2)
BLUR = Mark(kind=MarkKind.BLUR, box=BOX)
ARROW = Mark(kind=MarkKind.ARROW, box=BOX)
MARKED = StepPicture(at_ms=100, alt="The page", crop=(0, 0, 0.5, 0.5), marks=(ARROW, BLUR))


def step(id_: str, at_ms: int, picture: StepPicture | None = None) -> Json:
    """A step of a tenth of a second."""
    return {
        "id": id_,
        "heading": f"Step {id_}",
        "text": f"Do {id_}.",
        "result": None,
        "start_ms": at_ms,
        "end_ms": at_ms + 100,
        "segment_ids": [f"p-{id_}"],
        "picture": picture.to_json() if picture else None,
    }


def guide(*steps: Json) -> Guide:
    return Guide.read(
        {
            "title": "Invite people",
            "goal": "",
            "prerequisites": [{"text": "An account.", "segment_ids": []}],
            "steps": list(steps),
            "troubleshooting": [],
        }
    )


GUIDE = guide(step("a", 0, MARKED), step("b", 1000, StepPicture(at_ms=1100, marks=(BLUR,))), step("c", 2000))


def edit(*operations: Operation, before: Guide = GUIDE, has_video: bool = True) -> Guide:
    after = Operations(operations).body(before, has_video=has_video)
    assert isinstance(after, Guide)
    return after


def send(*steps: Json, before: Guide = GUIDE) -> Guide:
    """The guide after its steps were sent as these."""
    after = WholeBody(DocumentKind.GUIDE, before.to_json() | {"steps": list(steps)}).body(
        before, has_video=True
    )
    assert isinstance(after, Guide)
    return after


def set_text(path: str, text: str | None) -> SetText:
    place = text_path(Guide, path)
    assert place
    return SetText(place, text)


def ids(body: Guide) -> list[str]:
    return [each.id for each in body.steps]


def problem(*operations: Operation, before: Guide = GUIDE) -> tuple[str, str]:
    """The pointer and the detail of the operation that is not possible."""
    with pytest.raises(Invalid) as caught:
        edit(*operations, before=before)
    [error] = caught.value.extra["errors"]
    return error["pointer"], error["detail"]
