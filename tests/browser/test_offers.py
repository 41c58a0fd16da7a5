"""Corrections offered for the vocabulary: beside the transcript, quiet, and answered once."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.accessibility import violations
from tests.browser.built import axe_source
from tests.browser.conftest import Given, Meet
from tests.browser.person import Person
from tests.browser.test_narrow import expect_it_fits
from tests.browser.test_transcript import expect_saved, middle_of_word, passage, segments_of


def offers(page: Page) -> Locator:
    return page.get_by_test_id("offers")


def vocabulary_of(person: Person) -> list[str]:
    words: list[str] = person.client.call("GET", "/me/vocabulary")["words"]
    return words


def correct(person: Person, project_id: str, *words: str) -> None:
    """By the API: a word in the midst of a passage each becomes one of these."""
    path = f"/projects/{project_id}/transcript"
    segments = segments_of(person, project_id)
    operations: list[dict[str, Any]] = []
    for word, segment in zip(words, (one for one in segments if len(one["text"].split()) > 4), strict=False):
        said = segment["text"].split()
        text = " ".join([*said[:2], word, *said[3:]])
        operations.append({"op": "set_text", "segment_id": segment["id"], "text": text})
    person.client.call("PATCH", path, json={"operations": operations}, headers={"If-Match": '"1"'})


def test_a_corrected_word_is_offered_and_the_vocabulary_holds_it(person: Person, tour: str) -> None:
    person.open(tour)
    page = person.page
    said = segments_of(person, tour)[1]["text"].split()

    at = middle_of_word(passage(page, 1), said[2])
    page.mouse.dblclick(at["x"], at["y"])
    page.keyboard.type("Clueso ")
    expect_saved(page)
    expect(offers(page)).to_contain_text("Add \u201cClueso\u201d to your vocabulary")
    offers(page).get_by_role("button", name="Add", exact=True).click()

    expect(page.get_by_test_id("toast")).to_contain_text("is in your vocabulary")
    expect(offers(page)).to_have_count(0)
    assert vocabulary_of(person) == ["Clueso"]
    page.goto("/account")
    expect(page.get_by_test_id("vocabulary")).to_contain_text("Clueso")


def test_what_was_refused_is_not_offered_again(person: Person, tour: str) -> None:
    correct(person, tour, "Clueso")
    person.open(tour)
    page = person.page

    offers(page).get_by_role("button", name="Not now").click()
    expect(offers(page)).to_have_count(0)
    with page.expect_response("**/transcript/corrections"):
        page.reload()

    expect(passage(page, 0)).to_be_visible()
    expect(offers(page)).to_have_count(0)
    assert vocabulary_of(person) == []


def test_several_are_answered_one_by_one_with_the_keyboard(person: Person, tour: str) -> None:
    correct(person, tour, "Clueso", "Okonkwo", "GitHub")
    person.client.call("PUT", "/me/vocabulary", json={"words": ["Kubeflow"]})
    person.open(tour)
    page = person.page

    offers(page).get_by_role("button", name="Add Clueso").focus()
    page.keyboard.press("Enter")
    expect(offers(page)).to_contain_text("these 2 words")
    expect(offers(page).get_by_role("button", name="Add Okonkwo")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(offers(page)).to_contain_text("Add \u201cGitHub\u201d")
    offers(page).get_by_role("button", name="Add", exact=True).press("Enter")

    expect(page.get_by_role("tab", name="Transcript")).to_be_focused()
    expect(page.get_by_test_id("toast").filter(has_text="GitHub")).to_be_visible()
    assert vocabulary_of(person) == ["Kubeflow", "Clueso", "GitHub"]


@pytest.fixture(params=["light", "dark"])
def viewer(request: pytest.FixtureRequest, meet: Meet) -> Person:
    viewer = meet(color_scheme=request.param, viewport={"width": 320, "height": 720})
    viewer.context.add_init_script(axe_source())
    viewer.sign_in()
    return viewer


@pytest.mark.parametrize("words", [["Clueso"], ["Clueso", "Okonkwo", "GitHub", "Kubeflow"]])
def test_the_offers_can_be_seen_by_everybody(viewer: Person, given_tour: Given, words: list[str]) -> None:
    project_id = given_tour(viewer)
    correct(viewer, project_id, *words)
    viewer.open(project_id)
    page = viewer.page
    expect(offers(page)).to_be_in_viewport()

    expect_it_fits(page, 320)
    assert violations(page) == []
