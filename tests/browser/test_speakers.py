"""Who speaks: seen at each passage, named once for all, set for a stretch, made one."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from clueso.dev.stack import Stack
from tests.browser.accessibility import violations
from tests.browser.built import axe_source
from tests.browser.conftest import Given, Meet
from tests.browser.person import Person
from tests.browser.rows import put_segments, put_speakers, put_turns
from tests.browser.test_transcript import expect_saved, passage, segments_of

TEXTS = ("Good morning.", "Let us begin.", "I have a question.", "Is it long?", "It is short.", "A door.")
VOICES = (0, 0, 1, 1, 0, None)


@pytest.fixture
def talk(stack: Stack, person: Person, tour: str) -> str:
    """The person's tour with two voices, and a passage of which nobody knows whose it is."""
    person.context.add_init_script(axe_source())
    put_segments(stack, tour, TEXTS)
    put_speakers(stack, tour, VOICES)
    return tour


def heads(page: Page) -> list[str | None]:
    """What stands above each passage, None where nothing does."""
    found: list[str | None] = page.evaluate(
        """() => [...document.querySelectorAll('.segment')]
          .map((passage) => passage.querySelector('.segment-speaker')?.textContent ?? null)"""
    )
    return found


def who_speaks(person: Person, project_id: str) -> list[Any]:
    return [segment["speaker"] for segment in segments_of(person, project_id)]


def chip(page: Page, name: str) -> Locator:
    return page.get_by_test_id("speakers").get_by_role("button", name=name)


def stand_at(page: Page, number: int) -> None:
    """The focus at a passage, and not in its text."""
    page.get_by_test_id("segment").nth(number).get_by_role("button", name="Go to").focus()


def test_each_turn_bears_a_name_and_nobody_s_passage_is_nobody_s(person: Person, talk: str) -> None:
    person.open(talk)

    expect(passage(person.page, 5)).to_be_visible()
    assert heads(person.page) == ["Speaker 1", None, "Speaker 2", None, "Speaker 1", "Speaker not known"]
    expect(chip(person.page, "Speaker 1")).to_contain_text("8 seconds")
    assert violations(person.page) == []


def test_who_speaks_into_what_another_says_is_told_there(stack: Stack, person: Person, talk: str) -> None:
    put_turns(stack, talk, (0, 5800, 0), (3500, 4500, 1), (6000, 11_800, 1), (11_700, 15_000, 0))
    person.open(talk)
    page = person.page

    together = page.get_by_test_id("together")
    expect(together).to_have_text("At the same time:Speaker 2")
    passages = page.get_by_test_id("segments").locator(".segment-place")
    expect(passages.filter(has=together)).to_contain_text("Let us begin.")
    assert violations(page) == []


def test_a_speaker_is_named_once_for_all_and_that_is_undone(person: Person, talk: str) -> None:
    person.open(talk)
    page = person.page
    page.get_by_test_id("segment").nth(4).get_by_role("button", name="Speaker 1").click()
    assert violations(page) == []
    page.get_by_label("Name").fill("Ada")
    page.get_by_role("button", name="Rename").click()
    expect(chip(page, "Ada")).to_be_visible()
    assert who_speaks(person, talk) == ["Ada", "Ada", "Speaker 2", "Speaker 2", "Ada", None]

    page.get_by_test_id("toast").get_by_role("button", name="Undo").click()

    expect(chip(page, "Speaker 1")).to_be_visible()
    assert who_speaks(person, talk)[0] == "Speaker 1"


def test_two_voices_become_one_person_and_that_is_undone(person: Person, talk: str) -> None:
    person.open(talk)
    page = person.page
    chip(page, "Speaker 2").click()
    page.get_by_label("The same person as").select_option("Speaker 1")
    expect(page.get_by_role("dialog")).to_contain_text("2 passages of Speaker 2 go to Speaker 1.")
    page.get_by_role("button", name="Make them one").click()
    expect(chip(page, "Speaker 2")).to_have_count(0)
    assert who_speaks(person, talk) == ["Speaker 1"] * 5 + [None]

    page.get_by_test_id("toast").get_by_role("button", name="Undo").click()

    expect(chip(page, "Speaker 2")).to_be_visible()
    assert who_speaks(person, talk)[2] == "Speaker 2"


def test_a_name_that_somebody_has_makes_them_one_person(person: Person, talk: str) -> None:
    person.open(talk)
    page = person.page
    chip(page, "Speaker 2").click()

    page.get_by_label("Name").fill("Speaker 1")
    page.get_by_role("button", name="Make them one").click()

    expect(chip(page, "Speaker 2")).to_have_count(0)
    assert who_speaks(person, talk)[2] == "Speaker 1"


def test_a_number_names_the_passage_and_a_letter_goes_on_to_the_next_speaker(
    person: Person, talk: str
) -> None:
    person.open(talk)
    page = person.page
    stand_at(page, 2)

    page.keyboard.press("1")
    expect(page.get_by_test_id("named")).to_contain_text("Speaker 1 speaks at 0:06")
    assert violations(page) == []
    page.keyboard.press("n")

    expect(page.get_by_test_id("named")).to_contain_text("to the next speaker")
    expect_saved(page)
    assert who_speaks(person, talk) == ["Speaker 1"] * 5 + [None]


def test_from_here_on_goes_to_the_end_and_undo_takes_it_back(person: Person, talk: str) -> None:
    person.open(talk)
    page = person.page
    stand_at(page, 3)
    page.keyboard.press("2")
    page.keyboard.press("h")
    expect_saved(page)
    assert who_speaks(person, talk)[3:] == ["Speaker 2"] * 3

    page.get_by_role("button", name="Undo").first.click()
    expect_saved(page)

    assert who_speaks(person, talk)[3:] == ["Speaker 2", "Speaker 1", None]


def test_while_one_types_a_number_is_a_number_and_with_alt_a_name(person: Person, talk: str) -> None:
    person.open(talk)
    page = person.page
    passage(page, 0).click()
    page.keyboard.press("Control+End")

    page.keyboard.type(" 2")
    page.keyboard.press("Alt+2")
    expect_saved(page)

    first = segments_of(person, talk)[0]
    assert (first["text"], first["speaker"]) == ("Good morning. 2", "Speaker 2")


def test_the_next_number_asks_for_a_new_name(person: Person, talk: str) -> None:
    person.open(talk)
    page = person.page
    stand_at(page, 5)

    page.keyboard.press("3")
    page.get_by_label("Somebody else").check()
    page.get_by_label("Name").fill("The caretaker")
    assert violations(page) == []
    page.get_by_role("button", name="Set", exact=True).click()
    expect_saved(page)

    expect(chip(page, "The caretaker")).to_be_visible()
    assert who_speaks(person, talk)[5] == "The caretaker"


def test_speakers_fit_a_phone_in_the_dark(stack: Stack, meet: Meet, given_tour: Given) -> None:
    holder = meet(viewport={"width": 390, "height": 844}, color_scheme="dark", has_touch=True, is_mobile=True)
    holder.context.add_init_script(axe_source())
    holder.sign_in()
    project_id = given_tour(holder)
    put_segments(stack, project_id, TEXTS)
    put_speakers(stack, project_id, (0, 0, 1, 2, 3, None))
    put_turns(stack, project_id, (0, 5800, 0), (3000, 4000, 1))

    holder.open(project_id)
    expect(chip(holder.page, "Speaker 4")).to_be_attached()
    expect(holder.page.get_by_test_id("together")).to_be_visible()

    assert holder.page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(holder.page.get_by_test_id("play")).to_be_in_viewport(ratio=1)
    assert violations(holder.page) == []

    stand_at(holder.page, 2)
    holder.page.keyboard.press("1")
    expect(holder.page.get_by_test_id("named")).to_be_in_viewport(ratio=1)
    assert violations(holder.page) == []
