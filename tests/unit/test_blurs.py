"""Blurs: they stay on the screens of a new version, and no option leaves them out of a file."""

from datetime import date

import pytest

from clueso.domain.documents.blurs import hides, hides_more, keep_blurs, spread_blurs
from clueso.domain.documents.documents import DocumentKind
from clueso.domain.documents.kinds.body import Mark, MarkKind, StepPicture
from clueso.domain.documents.kinds.guide import Guide, GuideStep
from clueso.domain.pages.exports import ExportSubject, RenderedFormat
from clueso.domain.pages.options import ExportOptions
from clueso.domain.pages.origin import Origin
from clueso.services.exports.orders import Order, Written
from clueso.services.exports.shown_pictures import shown_pictures
from clueso.services.transcripts.transcripts import TranscriptView

BLUR = Mark(kind=MarkKind.BLUR, box=(0.1, 0.1, 0.2, 0.1))
OTHER = Mark(kind=MarkKind.BLUR, box=(0.5, 0.5, 0.2, 0.1))
BOX = Mark(kind=MarkKind.BOX, box=(0.1, 0.1, 0.2, 0.1))


def picture(at_ms: int, *marks: Mark) -> StepPicture:
    return StepPicture(at_ms=at_ms, key=f"{at_ms}.jpg", width=1280, height=720, marks=marks)


def guide(*pictures: StepPicture | None) -> Guide:
    steps = tuple(
        GuideStep(heading="Open it", text="Click.", start_ms=0, end_ms=900, segment_ids=("a",), picture=one)
        for one in pictures
    )
    return Guide(title="How", goal="It is open.", prerequisites=(), steps=steps, troubleshooting=())


def same_moment(one: StepPicture, other: StepPicture) -> bool:
    return one.at_ms == other.at_ms


def test_a_blur_stays_on_the_same_screen_and_goes_to_no_other() -> None:
    before, body = guide(picture(1_000, BLUR, BOX)), guide(picture(2_000), None, picture(1_000, OTHER))

    kept = keep_blurs(body, before, same_moment)

    assert kept == guide(picture(2_000), None, picture(1_000, OTHER, BLUR))


def test_a_blur_that_is_there_already_is_not_added_twice() -> None:
    body = guide(picture(1_000, BLUR))

    assert keep_blurs(body, body, same_moment) == body


def same_second(one: StepPicture, other: StepPicture) -> bool:
    return one.at_ms // 1_000 == other.at_ms // 1_000


def test_an_added_blur_is_on_all_pictures_of_its_screen() -> None:
    before = guide(picture(1_000), picture(1_500, BOX), picture(2_000))

    saved = spread_blurs(
        guide(picture(1_000, BLUR), picture(1_500, BOX), picture(2_000)), before, same_second
    )

    assert saved == guide(picture(1_000, BLUR), picture(1_500, BOX, BLUR), picture(2_000))


def test_a_blur_that_a_person_removes_from_one_picture_does_not_come_back() -> None:
    before = guide(picture(1_000, BLUR), picture(1_500, BLUR))
    body = guide(picture(1_000, BLUR), picture(1_500))

    assert spread_blurs(body, before, same_second) == body


def test_a_picture_that_a_person_brings_has_the_blurs_of_its_screen() -> None:
    before = guide(picture(1_000, BLUR), picture(2_000, OTHER))

    saved = spread_blurs(guide(picture(1_400), picture(2_000, OTHER)), before, same_second)

    assert saved == guide(picture(1_400, BLUR), picture(2_000, OTHER))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ((BOX,), (BOX,), False),
        ((), (BLUR,), True),
        ((BLUR,), (BLUR, BOX), False),
        ((BLUR,), (OTHER,), True),
        ((BLUR, OTHER), (BLUR,), False),
    ],
)
def test_a_body_hides_more_with_a_blur_at_a_new_place(
    before: tuple[Mark, ...], after: tuple[Mark, ...], expected: bool
) -> None:
    assert hides_more(guide(picture(1_000, *after)), guide(picture(1_000, *before))) is expected


def test_only_a_blur_hides() -> None:
    assert hides(guide(None, picture(1_000, BLUR)))
    assert not hides(guide(picture(1_000, BOX)))


def test_a_file_without_marks_keeps_its_blurs() -> None:
    view = TranscriptView("p1", "Tour", "en", "whisper", complete=True, version=1, segments=())
    written = Written(DocumentKind.GUIDE, guide(picture(1_000, BOX, BLUR), picture(2_000, BOX)), "openai")
    subject = ExportSubject(RenderedFormat.PDF, DocumentKind.GUIDE, ExportOptions(marks=False))

    shown = shown_pictures(Order(subject, view, (written,), Origin(date(2026, 11, 27), 900, "tour.mp4")))

    assert [(one.marks, one.is_drawn) for one in shown] == [((BLUR,), True), ((), False)]
