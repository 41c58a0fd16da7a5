"""The control that a line labels is found by its frame on the picture."""

import cv2
import numpy as np

from clueso.domain.box import Box, overlap
from clueso.domain.screens.screen import ScreenLine
from clueso.reading.areas import Pixels
from clueso.reading.frames import with_controls

WIDTH, HEIGHT = 1280, 720
BUTTON, LABEL = (500, 300, 600, 340), (525, 310, 575, 330)


def page() -> Pixels:
    return np.full((HEIGHT, WIDTH, 3), 250, np.uint8)


def drawn(image: Pixels, rect: tuple[int, int, int, int], text: str = "") -> None:
    cv2.rectangle(image, rect[:2], rect[2:], (90, 90, 90), 1)
    if text:
        cv2.putText(image, text, (rect[0] + 27, rect[3] - 13), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (20, 20, 20), 1)


def box(rect: tuple[int, int, int, int]) -> Box:
    left, top, right, bottom = rect
    return left / WIDTH, top / HEIGHT, (right - left) / WIDTH, (bottom - top) / HEIGHT


def control(image: Pixels, *labels: tuple[int, int, int, int]) -> Box:
    [found, *_] = with_controls(image, [ScreenLine("Export", box(label), 0.99) for label in labels])
    assert found.control is not None
    return found.control


def test_the_frame_around_a_line_is_its_button() -> None:
    image = page()
    drawn(image, BUTTON, "Save")

    assert overlap(control(image, LABEL), box(BUTTON)) > 0.85


def test_a_filled_area_is_a_button_too() -> None:
    image = page()
    cv2.rectangle(image, BUTTON[:2], BUTTON[2:], (160, 60, 20), -1)
    cv2.putText(image, "Save", (527, 327), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (255, 255, 255), 1)

    assert overlap(control(image, LABEL), box(BUTTON)) > 0.85


def test_a_line_without_a_frame_has_the_box_of_its_letters() -> None:
    image = page()
    cv2.putText(image, "Save", (527, 327), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (20, 20, 20), 1)

    left, top, width, height = control(image, LABEL)

    assert overlap((left, top, width, height), box((527, 316, 564, 328))) > 0.5


def test_a_frame_around_several_lines_is_no_control_of_one() -> None:
    image = page()
    drawn(image, BUTTON, "Save")
    beside = (580, 310, 596, 330)

    assert overlap(control(image, LABEL, beside), box(BUTTON)) < 0.5


def test_the_field_under_a_name_belongs_to_it() -> None:
    image = page()
    cv2.putText(image, "Email", (527, 327), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (20, 20, 20), 1)
    drawn(image, (525, 338, 800, 372))

    assert overlap(control(image, LABEL), box((525, 312, 800, 372))) > 0.8
