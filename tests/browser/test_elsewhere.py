"""Words that were replaced in the transcript are offered for the title and the documents too."""

import re
from collections.abc import Iterable
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.accessibility import violations
from tests.browser.built import axe_source
from tests.browser.person import Person
from tests.browser.test_transcript import expect_saved, middle_of_word, passage, segments_of


def documents_of(person: Person, project_id: str) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = person.client.call("GET", f"/projects/{project_id}/documents")["items"]
    return [one for one in listed if one["version"]]


def replace_all(page: Page, find: str, replacement: str) -> None:
    page.keyboard.press("Control+f")
    page.get_by_role("textbox", name="Find", exact=True).fill(find)
    page.get_by_label("Replace with").fill(replacement)
    page.get_by_test_id("replace-all").click()
    expect_saved(page)


def test_replaced_words_are_replaced_in_the_documents_too_and_back(person: Person, tour: str) -> None:
    person.context.add_init_script(axe_source())
    person.open(tour)
    page = person.page
    before = documents_of(person, tour)
    holding = [one["id"] for one in before if "report" in one["markdown"].lower()]
    replace_all(page, "report", "dossier")
    line = page.get_by_test_id("elsewhere")

    expect(line).to_contain_text("also stands in")
    assert violations(page) == []
    line.get_by_role("button", name="Replace there too").press("Enter")
    expect(line).to_contain_text("Replaced in")
    after = {one["id"]: one for one in documents_of(person, tour)}
    assert holding
    assert not any("report" in after[id_]["markdown"].lower() for id_ in holding)
    assert not any(after[id_]["stale"] for id_ in holding)

    expect(line.get_by_role("button", name="Undo there")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("toast").last).to_contain_text("as they were")
    back = {one["id"]: one["body"] for one in documents_of(person, tour)}
    assert [back[one["id"]].get("title") for one in before] == [one["body"].get("title") for one in before]
    expect(line).to_have_count(0)


def test_a_name_corrected_by_hand_is_replaced_in_the_documents_too(person: Person, tour: str) -> None:
    segment, word = said_once(person, tour)
    person.open(tour)
    page = person.page
    at = middle_of_word(passage(page, segment), word)
    page.mouse.dblclick(at["x"], at["y"])
    page.keyboard.type("Quillnest ")
    expect_saved(page)
    line = page.get_by_test_id("elsewhere")

    expect(line).to_contain_text(f"\u201c{word}\u201d also stands in")
    line.get_by_role("button", name="Replace there too").click()
    expect(line).to_contain_text("Replaced in")

    assert any("Quillnest" in one["markdown"] for one in documents_of(person, tour))


def said_once(person: Person, project_id: str) -> tuple[int, str]:
    """A passage, and a word in the midst of it that the transcript has once, and a document too."""
    written = words_of(one["markdown"] for one in documents_of(person, project_id))
    segments = segments_of(person, project_id)
    said = words_of(segment["text"] for segment in segments)
    return next(
        (index, word)
        for index, segment in enumerate(segments)
        for word in segment["text"].split()[2:-1]
        if word.isalpha() and len(word) > 5 and said.count(word.lower()) == 1 and word.lower() in written
    )


def words_of(texts: Iterable[str]) -> list[str]:
    return re.findall(r"\w+", " ".join(texts).lower())
