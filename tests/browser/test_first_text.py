"""The first sentences of a transcript, read while the rest is worked on."""

import pytest
from playwright.sync_api import Page, expect

from clueso.dev.stack import Stack
from tests.browser.person import Person
from tests.browser.rows import complete, hear_chunk, work_again

LATER = [f"Sentence {number} of the second part, which was heard first." for number in range(1, 21)]
EARLIER = [f"Sentence {number} of the first part." for number in range(1, 21)]
READ = LATER[11]
TWO_FRAMES = """() => new Promise((done) =>
  requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"""


@pytest.fixture
def in_work(stack: Stack, tour: str) -> str:
    """A tour of two chunks, of which the second was heard."""
    work_again(stack, tour)
    hear_chunk(stack, tour, 2, LATER)
    return tour


def height_of(page: Page, text: str) -> float:
    """Where a passage stands in the window."""
    found: float = page.evaluate(
        """text => [...document.querySelectorAll('[data-testid=segment-text]')]
          .find((element) => element.textContent === text).getBoundingClientRect().top""",
        text,
    )
    return found


def read_from(page: Page, text: str) -> float:
    """Scroll until a passage stands in the middle of the window; where it stands then."""
    page.get_by_text(text).evaluate("element => element.scrollIntoView({ block: 'center' })")
    page.wait_for_function(TWO_FRAMES)
    return height_of(page, text)


def test_sentences_come_in_while_the_work_goes_on(stack: Stack, person: Person, in_work: str) -> None:
    person.open(in_work)
    expect(person.page.get_by_role("status").filter(has_text="20 passages so far")).to_be_visible()

    hear_chunk(stack, in_work, 1, EARLIER[:2])

    expect(person.page.get_by_test_id("segment-text").first).to_have_text(EARLIER[0])
    expect(person.page.get_by_role("textbox")).to_have_count(0)


def test_what_comes_in_above_moves_nothing_that_is_read(stack: Stack, person: Person, in_work: str) -> None:
    person.open(in_work)
    before = read_from(person.page, READ)

    hear_chunk(stack, in_work, 1, EARLIER)
    expect(person.page.get_by_test_id("segments")).to_have_attribute("aria-label", "Transcript, 40 passages")

    assert height_of(person.page, READ) == pytest.approx(before, abs=2)


def test_the_end_of_the_work_moves_nothing_that_is_read(stack: Stack, person: Person, in_work: str) -> None:
    person.open(in_work)
    before = read_from(person.page, READ)

    complete(stack, in_work)
    expect(person.page.get_by_role("textbox").first).to_be_visible()

    assert height_of(person.page, READ) == pytest.approx(before, abs=2)
