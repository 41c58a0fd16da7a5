"""The transcript: listened to, corrected, kept."""

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from clueso.dev.stack import Stack
from tests.browser.person import Person
from tests.browser.rows import put_segments

PLAYER_STANDS_AT = "ms => Math.round(document.querySelector('[data-testid=media]').currentTime * 1000) === ms"


def passage(page: Page, number: int) -> Locator:
    return page.get_by_test_id("segment-text").nth(number)


def expect_saved(page: Page) -> None:
    expect(page.get_by_test_id("saving")).to_have_text("Saved")


def segments_of(person: Person, project_id: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = person.client.call("GET", f"/projects/{project_id}/transcript")["segments"]
    return found


def texts_of(person: Person, project_id: str) -> list[str]:
    return [segment["text"] for segment in segments_of(person, project_id)]


def write_at_end(page: Page, number: int, words: str) -> None:
    passage(page, number).click()
    page.keyboard.press("Control+End")
    page.keyboard.type(words)


def choose_speaker(page: Page, number: int) -> None:
    """Open the question of who speaks in a passage."""
    passage(page, number).click()
    page.get_by_test_id("segment").nth(number).get_by_test_id("segment-menu").click()
    page.get_by_role("menuitem", name="Speaker…").click()


def middle_of_word(text: Locator, word: str) -> dict[str, float]:
    """Where on the page a word of a passage stands."""
    place: dict[str, float] = text.evaluate(
        """(element, word) => {
          const range = document.createRange(), node = element.firstChild
          const from = node.textContent.indexOf(word)
          range.setStart(node, from)
          range.setEnd(node, from + word.length)
          const box = range.getBoundingClientRect()
          return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
        }""",
        word,
    )
    return place


def test_a_click_on_a_word_puts_the_player_there(person: Person, tour: str) -> None:
    person.open(tour)
    page = person.page
    word = next(w for w in segments_of(person, tour)[3]["words"] if w["text"] == "name")

    at = middle_of_word(passage(page, 3), "name")
    page.mouse.click(at["x"], at["y"])

    expect(page.get_by_test_id("position")).to_have_attribute("data-ms", str(word["start_ms"]))
    page.wait_for_function(PLAYER_STANDS_AT, arg=word["start_ms"])


def test_the_passage_that_is_spoken_is_lit_while_it_plays(person: Person, tour: str) -> None:
    person.open(tour)
    page = person.page

    page.get_by_test_id("segment").nth(2).get_by_role("button", name="Play this passage").click()

    expect(passage(page, 2)).to_have_attribute("aria-current", "true")
    page.wait_for_function("() => CSS.highlights.get('spoken')?.size > 0")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()  # it stopped at the end


def test_an_edit_saves_itself_and_is_there_after_a_reload(person: Person, tour: str) -> None:
    person.open(tour)
    page = person.page

    write_at_end(page, 1, " Thank you.")
    expect_saved(page)
    page.reload()

    expect(passage(page, 1)).to_have_text(re.compile(r"on the left\. Thank you\.$"))
    assert texts_of(person, tour)[1].endswith("on the left. Thank you.")


def test_undo_and_redo_walk_through_the_edits_and_are_saved(person: Person, tour: str) -> None:
    person.open(tour)
    page = person.page
    before = texts_of(person, tour)[1]
    write_at_end(page, 1, " Thank you.")
    expect_saved(page)

    page.get_by_test_id("undo").click()
    expect(passage(page, 1)).to_have_text(before)
    expect_saved(page)
    undone = texts_of(person, tour)[1]
    page.get_by_test_id("redo").click()
    expect(passage(page, 1)).to_have_text(f"{before} Thank you.")
    expect_saved(page)

    assert undone == before
    assert texts_of(person, tour)[1] == f"{before} Thank you."


def test_replace_all_counts_and_changes_every_match(person: Person, tour: str) -> None:
    person.open(tour)
    page = person.page
    before = texts_of(person, tour)
    count = sum(len(re.findall("report", text)) for text in before)

    page.keyboard.press("Control+f")
    page.get_by_role("textbox", name="Find", exact=True).fill("report")
    expect(page.get_by_test_id("find-count")).to_have_text(f"{count} matches")
    page.get_by_label("Replace with").fill("dossier")
    page.get_by_test_id("replace-all").click()
    expect(page.get_by_test_id("toast")).to_contain_text(f"Replaced {count} times.")
    expect_saved(page)

    assert texts_of(person, tour) == [text.replace("report", "dossier") for text in before]


def test_enter_splits_a_passage_and_backspace_joins_it_again(person: Person, tour: str) -> None:
    person.open(tour)
    page = person.page
    before = texts_of(person, tour)
    at = middle_of_word(passage(page, 2), "button")
    page.mouse.click(at["x"], at["y"])
    page.keyboard.press("Control+ArrowLeft")

    page.keyboard.press("Enter")
    expect(passage(page, 3)).to_have_text(re.compile("^button in the top"))
    expect_saved(page)
    split = texts_of(person, tour)
    page.keyboard.press("Backspace")
    expect(passage(page, 2)).to_have_text(before[2])
    expect_saved(page)

    assert split[2:4] == ["Then click the new report", "button in the top right corner."]
    assert texts_of(person, tour) == before


def test_a_speaker_is_named_for_one_passage_and_renamed_for_all(person: Person, tour: str) -> None:
    person.open(tour)
    page = person.page
    choose_speaker(page, 0)
    page.get_by_label("Name").fill("The guide")
    page.get_by_role("button", name="Set", exact=True).click()
    choose_speaker(page, 1)
    page.get_by_role("radio", name="The guide").check()
    page.get_by_role("button", name="Set", exact=True).click()
    expect_saved(page)

    page.get_by_test_id("segment").first.get_by_role("button", name="The guide").click()
    page.get_by_label("Name").fill("Ada")
    page.get_by_role("button", name="Rename", exact=True).click()
    expect(page.get_by_test_id("segment").first.get_by_role("button", name="Ada")).to_be_visible()

    assert [s["speaker"] for s in segments_of(person, tour)[:3]] == ["Ada", "Ada", None]


def test_two_tabs_that_edit_different_passages_lose_nothing(person: Person, tour: str) -> None:
    person.open(tour)
    page, other = person.page, person.new_page()
    other.goto(f"/projects/{tour}")
    expect(passage(other, 0)).to_be_visible()

    write_at_end(page, 0, " One.")
    expect_saved(page)
    write_at_end(other, 1, " Two.")

    expect(other.get_by_test_id("conflict")).to_contain_text("Both works are joined; nothing was lost.")
    expect_saved(other)
    saved = texts_of(person, tour)
    assert saved[0].endswith(" One.")
    assert saved[1].endswith(" Two.")


def test_a_passage_changed_in_two_tabs_is_overwritten_only_by_decision(person: Person, tour: str) -> None:
    person.open(tour)
    page, other = person.page, person.new_page()
    other.goto(f"/projects/{tour}")
    expect(passage(other, 0)).to_be_visible()
    write_at_end(page, 0, " One.")
    expect_saved(page)

    write_at_end(other, 0, " Two.")
    clash = other.get_by_test_id("clash")
    expect(clash).to_contain_text("One.")
    expect(clash).to_contain_text("Two.")
    undecided = texts_of(person, tour)[0]
    clash.get_by_role("button", name="Keep yours").click()
    expect_saved(other)

    assert undecided.endswith(" One.")
    assert texts_of(person, tour)[0].endswith(" Two.")


def test_an_older_version_of_the_transcript_comes_back_from_the_history(person: Person, tour: str) -> None:
    person.open(tour)
    page = person.page
    before = texts_of(person, tour)
    write_at_end(page, 0, " Thank you.")
    expect_saved(page)

    page.get_by_test_id("versions").click()
    expect(page.get_by_role("insertion")).to_contain_text("Thank you.")
    page.get_by_role("button", name="Restore version 1").click()
    expect(passage(page, 0)).to_have_text(before[0])

    assert texts_of(person, tour) == before


def test_the_history_of_nine_thousand_passages_marks_only_the_edited_words(
    person: Person, tour: str, stack: Stack
) -> None:
    texts = (f"Passage {n} has the colour {'red' if n % 3 else 'blue'}." for n in range(9000))
    put_segments(stack, tour, texts)
    replace = {"op": "replace_all", "find": "blue", "replace": "green"}
    path = f"/projects/{tour}/transcript"
    etag = person.client.request("GET", path).headers["etag"]
    person.client.call("PATCH", path, json={"operations": [replace]}, headers={"If-Match": etag})
    person.open(tour)

    person.page.get_by_test_id("versions").click()

    comparison = person.page.get_by_role("region", name="Version 1 compared with now")
    expect(comparison.locator("ins")).to_have_count(3000)
    expect(comparison.locator("del")).to_have_count(3000)
    expect(comparison.locator("ins").first).to_have_text("green.")
