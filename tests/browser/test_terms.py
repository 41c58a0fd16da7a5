"""Terms of the vocabulary: asked for where they may have been said, taken back where they were put in."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from clueso.dev.stack import Stack
from tests.browser.accessibility import violations
from tests.browser.built import axe_source
from tests.browser.conftest import Given, Meet
from tests.browser.person import Person
from tests.browser.rows import put_segments, tell_of_words
from tests.browser.test_narrow import expect_it_fits
from tests.browser.test_transcript import expect_saved, passage, segments_of, texts_of

TEXTS = (
    "Please open Kave Antora in the browser.",
    "Then Clueso begins.",
    "Now Kave Antora, they say.",
    "Nothing else.",
)
MAYBE: dict[str, Any] = {"maybe": "Kvantora"}
MORE: tuple[dict[int, dict[str, Any]], ...] = (
    {2: MAYBE, 3: MAYBE},
    {1: {"heard": "clue so"}},
    {1: MAYBE, 2: MAYBE},
    {},
)


def question(page: Page) -> Locator:
    return page.get_by_test_id("question")


def answer(page: Page, name: str) -> None:
    question(page).get_by_role("button", name=name, exact=True).click()


def tell(stack: Stack, project_id: str) -> str:
    put_segments(stack, project_id, TEXTS)
    tell_of_words(stack, project_id, MORE)
    return project_id


@pytest.fixture
def unsure(stack: Stack, tour: str) -> str:
    """The person's tour with a term that may be said twice, and one that came for what was heard."""
    return tell(stack, tour)


def test_a_term_that_may_be_said_is_put_in_and_undone_as_one(person: Person, unsure: str) -> None:
    person.open(unsure)
    page = person.page
    expect(question(page)).to_contain_text("Was Kvantora said here?")
    expect(question(page).locator("mark")).to_have_text("Kave Antora")
    question(page).get_by_label("All 2 places").check()

    answer(page, "Put it in")

    expect(question(page)).to_have_count(0)
    expect(page.get_by_role("tab", name="Transcript")).to_be_focused()
    expect_saved(page)
    assert texts_of(person, unsure)[::2] == [
        "Please open Kvantora in the browser.",
        "Now Kvantora, they say.",
    ]
    page.get_by_test_id("undo").click()
    expect_saved(page)
    assert texts_of(person, unsure) == list(TEXTS)
    for _ in range(2):
        expect(question(page)).to_contain_text("Was Kvantora said here?")
        expect(question(page)).to_contain_text("1 more place")
        page.reload()


def test_a_term_that_was_put_in_is_put_back_for_good(person: Person, unsure: str) -> None:
    person.open(unsure)
    page = person.page
    answer(page, "Put it in")
    expect(passage(page, 0)).to_have_text("Please open Kvantora in the browser.")
    expect_saved(page)
    page.reload()
    expect(question(page)).to_contain_text("they say.")

    passage(page, 0).click()
    page.get_by_test_id("segment").nth(0).get_by_test_id("segment-menu").click()
    page.get_by_role("menuitem", name="Put back “Kave Antora”").click()

    expect(passage(page, 0)).to_have_text(TEXTS[0])
    expect_saved(page)
    expect(question(page)).to_contain_text("they say.")
    expect(question(page)).not_to_contain_text("more place")


def test_a_no_is_for_one_place_and_for_good(person: Person, unsure: str) -> None:
    person.open(unsure)
    page = person.page
    expect(question(page)).to_contain_text("1 more place")

    answer(page, "No")

    expect(question(page)).to_contain_text("they say.")
    page.reload()
    expect(question(page)).to_contain_text("they say.")
    answer(page, "No")
    page.reload()
    expect(passage(page, 0)).to_be_visible()
    expect(question(page)).to_have_count(0)
    assert texts_of(person, unsure) == list(TEXTS)


def test_the_place_that_is_asked_for_is_heard_and_seen(person: Person, unsure: str) -> None:
    person.open(unsure)
    page = person.page
    [_, _, third, *_] = segments_of(person, unsure)[0]["words"]

    answer(page, "Listen")

    page.wait_for_function("() => CSS.highlights.get('current')?.size === 1")
    page.wait_for_function(
        "ms => document.querySelector('[data-testid=media]').currentTime * 1000 >= ms", arg=third["start_ms"]
    )


def test_what_was_heard_is_put_back_with_the_keyboard(person: Person, unsure: str) -> None:
    person.open(unsure)
    page = person.page
    passage(page, 1).click()
    page.get_by_test_id("segment").nth(1).get_by_test_id("segment-menu").press("Enter")
    expect(question(page)).to_be_hidden()  # it would lie over the menu

    page.get_by_role("menuitem", name="Put back “clue so”").press("Enter")

    expect(passage(page, 1)).to_have_text("Then clue so begins.")
    expect_saved(page)
    assert texts_of(person, unsure)[1] == "Then clue so begins."


@pytest.fixture(params=["light", "dark"])
def holder(request: pytest.FixtureRequest, meet: Meet) -> Person:
    """Somebody with a telephone, and axe in every page."""
    screen: Any = {"width": 390, "height": 844}
    holder = meet(color_scheme=request.param, viewport=screen, has_touch=True, is_mobile=True)
    holder.context.add_init_script(axe_source())
    holder.sign_in()
    return holder


def test_the_question_can_be_answered_on_a_telephone(stack: Stack, holder: Person, given_tour: Given) -> None:
    project_id = tell(stack, given_tour(holder))
    holder.open(project_id)
    page = holder.page
    expect(question(page)).to_be_in_viewport(ratio=1)

    expect_it_fits(page, 390)
    assert violations(page) == []
    answer(page, "Not now")
    expect(question(page)).to_have_count(0)
