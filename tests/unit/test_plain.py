"""What is left of a text that should have been plain."""

import pytest

from clueso.domain.words.plain import plain, unnumbered, without_invisible


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Click **Save** now", "Click Save now"),
        ("*Note* that ***this*** is new.", "Note that this is new."),
        ("## Open it", "Open it"),
        ("```sh\nnpm install\n```", "npm install"),
        ("One.\n\nTwo.", "One.\n\nTwo."),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("2*3*4", "2*3*4"),
        (
            "call __init__ of _my_ module, f(*args, **kwargs)",
            "call __init__ of _my_ module, f(*args, **kwargs)",
        ),
        ("C# and #1", "C# and #1"),
        ("![x](y) <b>", "![x](y) <b>"),
    ],
)
def test_markdown_of_a_model_becomes_the_words_that_it_marked(text: str, left: str) -> None:
    assert plain(text) == left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("o\u200bpen\u00ad\ufeff", "open"),
        ("a\u202egnp.exe\u202c", "agnp.exe"),
        ("a\0b\x1b[31m", "ab[31m"),
        ("tag\U000e0041", "tag"),
        ("one\u2028two\r\nthree", "one\ntwo\nthree"),
        (
            "👩\u200d💻 \u0645\u06cc\u200c\u062e \u200f\u05e2",
            "👩\u200d💻 \u0645\u06cc\u200c\u062e \u200f\u05e2",
        ),
    ],
)
def test_what_shows_nothing_goes_and_what_writing_needs_stays(text: str, left: str) -> None:
    assert without_invisible(text) == left


@pytest.mark.parametrize(
    ("heading", "left"),
    [
        ("1. Open it", "Open it"),
        ("12) Open it", "Open it"),
        ("Step 2: Save", "Save"),
        ("Step 3 \u2013 Send", "Send"),
        ("3.5 is out", "3.5 is out"),
        ("2024 in numbers", "2024 in numbers"),
        ("1.", "1."),
    ],
)
def test_a_heading_leaves_its_number_to_the_page(heading: str, left: str) -> None:
    assert unnumbered(heading) == left
