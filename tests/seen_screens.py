"""Screens for tests: lines as RapidOCR read them on films of clicks, with their boxes."""

from dataclasses import replace

from clueso.domain.box import Box
from clueso.domain.screens.screen import Screen, ScreenLine
from clueso.domain.transcript import Segment

Read = tuple[str, Box]

MENU: tuple[Read, ...] = (
    ("Borealis", (0.013, 0.014, 0.075, 0.046)),
    ("Customers", (0.016, 0.169, 0.07, 0.042)),
    ("Invoices", (0.016, 0.235, 0.056, 0.039)),
    ("Settings", (0.015, 0.361, 0.057, 0.047)),
)
OVERVIEW: tuple[Read, ...] = (
    *MENU,
    ("Overview", (0.195, 0.107, 0.106, 0.056)),
    ("12,480", (0.212, 0.25, 0.088, 0.061)),
    ("Harbour Café", (0.213, 0.464, 0.084, 0.04)),
    ("420.00", (0.912, 0.463, 0.05, 0.043)),
)
INVOICES: tuple[Read, ...] = (
    *MENU,
    ("Invoices", (0.195, 0.113, 0.095, 0.051)),
    ("Share", (0.841, 0.118, 0.046, 0.04)),
    ("Export", (0.915, 0.117, 0.052, 0.043)),
    ("Customer", (0.213, 0.236, 0.069, 0.042)),
    ("Edit", (0.912, 0.301, 0.051, 0.043)),
    ("Harbour Café", (0.214, 0.306, 0.083, 0.037)),
    ("Edit", (0.902, 0.371, 0.06, 0.043)),
    ("Mill Lane School", (0.215, 0.374, 0.1, 0.036)),
)
DIALOG: tuple[Read, ...] = (
    *INVOICES,
    ("Export invoices", (0.319, 0.325, 0.125, 0.044)),
    ("Text file", (0.358, 0.394, 0.055, 0.043)),
    ("Spreadsheet", (0.359, 0.468, 0.08, 0.037)),
    ("Cancel Download", (0.518, 0.617, 0.152, 0.044)),
)
SLIDE: tuple[Read, ...] = (
    ("Borealis", (0.381, 0.408, 0.238, 0.119)),
    ("Send the quarterly invoices", (0.359, 0.536, 0.282, 0.065)),
)


def screen(from_ms: int, to_ms: int, lines: tuple[Read, ...], *, confidence: float = 0.99) -> Screen:
    read = tuple(ScreenLine(text, box, confidence) for text, box in lines)
    return Screen(f"at-{from_ms}", from_ms, to_ms, f"screen-{from_ms}.jpg", 1280, 720, read)


def framed(shown: Screen, *labels: str) -> Screen:
    """The screen with frames found around the lines with these texts."""
    lines = (replace(line, control=_frame(line.box)) if line.text in labels else line for line in shown.lines)
    return replace(shown, lines=tuple(lines))


def _frame(box: Box) -> Box:
    left, top, width, height = box
    return left - 0.01, top - 0.01, width + 0.02, height + 0.02


def said(id_: str, start_ms: int, end_ms: int, text: str) -> Segment:
    return Segment(id_, start_ms, end_ms, text)
