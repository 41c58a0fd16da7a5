"""Of a large screen a picture shows the part around its marks, where the letters would be too small on a page."""

from dataclasses import replace

import pytest

from clueso.domain.box import Box
from clueso.domain.documents.documents import DocumentKind
from clueso.domain.documents.kinds.guide import Guide
from clueso.domain.ports.writer import WritingTask
from clueso.domain.screens.screen import Screen
from clueso.domain.seen.crops import LEAST, MOST, cropped
from clueso.domain.seen.drafts import completed
from clueso.writing.extractive import ExtractiveWriter
from tests.seen_screens import INVOICES, OVERVIEW, Read, said, screen
from tests.writing_fakes import MemoryLedger, QuietWatch

EXPORT: Box = (0.906, 0.111, 0.069, 0.058)
MENU: Box = (0.01, 0.23, 0.07, 0.05)


def large(width: int, shrunk: float, lines: tuple[Read, ...] = INVOICES, from_ms: int = 0) -> Screen:
    """A screen of this width, its lines as much lower."""
    lower = tuple((text, (left, top, size, height * shrunk)) for text, (left, top, size, height) in lines)
    return replace(screen(from_ms, from_ms + 4_000, lower), width=width, height=width * 9 // 16)


@pytest.mark.parametrize("width", [1_600, 1_920, 2_560, 3_840])
@pytest.mark.parametrize("box", [EXPORT, MENU])
def test_a_crop_holds_the_mark_in_the_shape_of_the_screen(width: int, box: Box) -> None:
    crop = cropped([box], large(width, 0.5))

    assert crop
    left, top, share, height = crop
    assert share + 0.001 >= LEAST and share == height <= MOST
    assert 0 <= left <= box[0] and box[0] + box[2] <= left + share <= 1.0001
    assert 0 <= top <= box[1] and box[1] + box[3] <= top + share <= 1.0001


def test_smaller_letters_have_a_smaller_crop_but_never_less_than_a_third() -> None:
    shares = [crop[2] for by in (0.6, 0.5, 0.3, 0.1) if (crop := cropped([EXPORT], large(1_920, by)))]

    assert shares[0] > shares[1] > shares[2] == shares[3] == pytest.approx(LEAST, abs=0.001)


@pytest.mark.parametrize(
    ("shown", "boxes"),
    [
        (large(1_280, 0.5), [EXPORT]),
        (large(1_920, 1.0), [EXPORT]),
        (large(1_920, 0.5), [EXPORT, MENU]),
        (large(1_920, 0.5), []),
    ],
    ids=["small screen", "large letters", "marks far apart", "no marks"],
)
def test_otherwise_the_whole_screen_is_shown(shown: Screen, boxes: list[Box]) -> None:
    assert cropped(boxes, shown) is None


def test_a_guide_of_a_large_screen_has_crops_around_its_marks() -> None:
    segments = (said("s1", 1_000, 3_500, "First, click invoices in the menu on the left."),)
    screens = (large(2_560, 0.5, OVERVIEW), large(2_560, 0.5, from_ms=4_200))
    task = WritingTask(DocumentKind.GUIDE, segments, "en", "", 9_000, True, screens=screens)

    body = completed(ExtractiveWriter().write(task, MemoryLedger(), QuietWatch()), task).body

    assert isinstance(body, Guide)
    [step] = body.steps
    assert step.picture and step.picture.crop
    left, top, share, _ = step.picture.crop
    [mark] = step.picture.marks
    assert left <= mark.box[0] and mark.box[0] + mark.box[2] <= left + share
    assert top <= mark.box[1] and mark.box[1] + mark.box[3] <= top + share
