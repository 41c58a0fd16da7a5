"""Pictures of a body that a person sends: what is left out stays, and no blur is lost by leaving it out."""

from typing import Any

from clueso.domain.documents.kinds.body import StepPicture
from tests.unit.edited_guide import ARROW, BLUR, GUIDE, MARKED, guide, send, step


def with_picture(id_: str, **picture: Any) -> dict[str, Any]:
    """A step that shows a picture as an older page sends it, perhaps without an id."""
    return step(id_, 0) | {"picture": picture}


def test_the_same_picture_keeps_what_is_left_out() -> None:
    [shown] = send(with_picture("a", at_ms=100)).steps

    assert shown.picture == MARKED


def test_what_is_sent_counts() -> None:
    [shown] = send(with_picture("a", at_ms=100, crop=None, marks=[ARROW.to_json()])).steps

    assert shown.picture == StepPicture(at_ms=100, alt="The page", marks=(ARROW,))


def test_another_picture_of_a_step_keeps_its_blurs() -> None:
    [shown] = send(with_picture("a", at_ms=300)).steps

    assert shown.picture == StepPicture(at_ms=300, marks=(BLUR,))


def test_another_picture_hides_what_it_hides_elsewhere() -> None:
    shown = send(with_picture("a", at_ms=100), with_picture("c", at_ms=100)).steps

    assert [each.picture for each in shown] == [MARKED, StepPicture(at_ms=100, marks=(BLUR,))]


def test_steps_of_a_page_that_knows_no_ids_are_known_by_moment_then_by_place() -> None:
    before = guide(step("a", 0, MARKED), step("b", 1000, StepPicture(at_ms=1100, alt="Other", marks=(BLUR,))))

    swapped = send(with_picture("", at_ms=1100), with_picture("", at_ms=100), before=before).steps
    moved = send(with_picture("", at_ms=100), with_picture("", at_ms=1200), before=before).steps

    assert [each.picture and each.picture.alt for each in swapped] == ["Other", "The page"]
    assert [each.picture for each in moved] == [MARKED, StepPicture(at_ms=1200, marks=(BLUR,))]


def test_a_body_as_it_was_read_changes_nothing() -> None:
    assert send(*(each.to_json() for each in GUIDE.steps)) == GUIDE
