"""A guide is edited where it is read: texts, order, pictures and what is drawn on them."""

import re

from playwright.sync_api import Page, expect

from tests.browser.guides import (
    MINE,
    choose_for_step,
    draw,
    edit_guide,
    figure_of,
    heading_of,
    marks_of,
    steps_of,
    text_of,
    use_tool,
)
from tests.browser.mishaps import COUNT_DRAFTS, crash, refuse_saving
from tests.browser.person import PATIENCE_MS, Person
from tests.browser.test_brand import picture
from tests.browser.test_exports import read
from tests.browser.test_keyboard import tab_to
from tests.browser.test_transcript import expect_saved
from tests.pngs import plain_png

ALT = "The list of reports, with the button New report."


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=4)
    page.mouse.up()


def test_the_keyboard_alone_brings_a_guide_to_what_is_published(person: Person, tour: str) -> None:
    before = steps_of(person, tour)
    page = edit_guide(person, tour)
    press, write = page.keyboard.press, page.keyboard.type

    tab_to(person, heading_of(page, 1))
    press("ControlOrMeta+a")
    write("Open the reports")
    press("Enter")
    expect(text_of(page, 1)).to_be_focused()
    press("ControlOrMeta+a")
    write(MINE)
    press("Alt+ArrowDown")
    expect(text_of(page, 2)).to_be_focused()
    expect(page.get_by_text("“Open the reports” is now step 2 of")).to_be_attached()
    tab_to(person, page.get_by_test_id("insert-step").nth(2))
    press("Enter")
    expect(heading_of(page, 3)).to_be_focused()
    write("Wait")
    press("Enter")
    write("Wait for the list.")
    tab_to(person, page.get_by_test_id("step-menu").nth(3))
    press("Enter")
    press("End")
    press("Enter")
    expect(page.get_by_test_id("toast")).to_contain_text("Step 4 is removed.")
    expect(page.get_by_test_id("guide-step")).to_have_count(len(before))
    press("ControlOrMeta+z")
    expect(page.get_by_test_id("guide-step")).to_have_count(len(before) + 1)

    tab_to(
        person, page.get_by_role("toolbar", name="Picture of step 2").get_by_role("button").first, "Shift+Tab"
    )
    press("ArrowRight")
    press("ArrowRight")
    press("Enter")
    expect(marks_of(page, 2).nth(0)).to_be_focused()
    press("Shift+ArrowRight")
    press("Alt+ArrowDown")
    press("Escape")
    press("End")
    for _ in range(2):
        press("ArrowLeft")
    press("Enter")
    expect(marks_of(page, 2).nth(1)).to_be_focused()
    press("Tab")
    write(ALT)
    press("ControlOrMeta+s")
    expect_saved(page)

    tab_to(person, page.get_by_test_id("export"), "Shift+Tab")
    press("Enter")
    button = page.get_by_role("dialog", name="Export").get_by_role("button", name="Web page")
    tab_to(person, button)
    with page.expect_download(timeout=PATIENCE_MS) as download:
        press("Enter")

    after = steps_of(person, tour)
    headings = [before[1]["heading"], "Open the reports", "Wait", *(step["heading"] for step in before[2:])]
    assert [step["heading"] for step in after] == headings
    assert after[1]["text"] == MINE
    assert after[1]["picture"]["alt"] == ALT
    assert [(mark["kind"], mark["box"]) for mark in after[1]["picture"]["marks"]] == [
        ("box", [0.45, 0.44, 0.2, 0.13]),
        ("blur", [0.375, 0.45, 0.25, 0.1]),
    ]
    html = read(download.value).decode()
    assert "Open the reports" in html
    assert f'alt="{ALT}"' in html


def test_a_tab_that_dies_in_the_middle_loses_nothing_typed_or_drawn(person: Person, tour: str) -> None:
    page = edit_guide(person, tour)
    refuse_saving(page)
    heading_of(page, 1).fill("Open the reports")
    choose_for_step(page, 1, "Move down")
    draw(page, 2, "Blur a part").press("Shift+ArrowDown")
    figure_of(page, 2).get_by_role("textbox").fill(ALT)
    crash(page)

    page = person.new_page()
    page.goto(f"/projects/{tour}/guide")

    expect(heading_of(page, 2)).to_have_text("Open the reports")
    expect(marks_of(page, 2)).to_have_count(1)
    expect_saved(page)
    step = steps_of(person, tour)[1]
    assert (step["heading"], step["picture"]["alt"]) == ("Open the reports", ALT)
    assert [mark["box"] for mark in step["picture"]["marks"]] == [[0.375, 0.5, 0.25, 0.1]]
    assert page.evaluate(COUNT_DRAFTS) == 0


def test_a_mark_is_drawn_moved_and_sized_with_a_pointer_and_undone(person: Person, tour: str) -> None:
    page = edit_guide(person, tour)
    figure = figure_of(page, 1)
    figure.get_by_role("img").hover()
    figure.get_by_role("button", name="Draw a box").click()
    frame = figure.get_by_role("img").bounding_box()
    assert frame

    def point(x: float, y: float) -> tuple[float, float]:
        return frame["x"] + x * frame["width"], frame["y"] + y * frame["height"]

    drag(page, point(0.2, 0.3), point(0.4, 0.5))
    expect(marks_of(page, 1)).to_be_focused()
    drag(page, point(0.3, 0.4), point(0.4, 0.4))
    drag(page, point(0.5, 0.5), point(0.6, 0.6))
    expect_saved(page)
    [mark] = steps_of(person, tour)[0]["picture"]["marks"]
    marks_of(page, 1).press("Delete")
    expect(marks_of(page, 1)).to_have_count(0)
    expect_saved(page)
    gone = steps_of(person, tour)[0]["picture"]["marks"]
    page.get_by_test_id("undo").click()
    expect(marks_of(page, 1)).to_have_count(1)
    expect_saved(page)

    assert [round(side, 1) for side in mark["box"]] == [0.3, 0.3, 0.3, 0.3]
    assert (gone, steps_of(person, tour)[0]["picture"]["marks"]) == ([], [mark])


def test_a_step_is_dragged_to_another_place(person: Person, tour: str) -> None:
    before = [step["heading"] for step in steps_of(person, tour)]
    page = edit_guide(person, tour)
    page.get_by_test_id("move-step").nth(1).hover()
    page.mouse.down()
    above = page.get_by_test_id("guide-step").first.bounding_box()
    assert above
    page.mouse.move(above["x"] + 100, above["y"] + above["height"] * 0.3, steps=4)
    expect(page.get_by_test_id("guide-step").first).to_have_class(re.compile("guide-step-before"))
    page.mouse.up()
    expect_saved(page)

    assert [step["heading"] for step in steps_of(person, tour)] == [before[1], before[0], *before[2:]]


def test_a_removed_step_comes_back_from_the_message_also_after_other_edits(person: Person, tour: str) -> None:
    before = steps_of(person, tour)
    page = edit_guide(person, tour)
    choose_for_step(page, 2, "Remove")
    text_of(page, 1).fill(MINE)

    page.get_by_test_id("toast").get_by_role("button", name="Undo").click()
    expect_saved(page)

    assert [step["id"] for step in steps_of(person, tour)] == [step["id"] for step in before]
    assert steps_of(person, tour)[0]["text"] == MINE


def test_a_picture_is_cropped_and_shown_whole_again(person: Person, tour: str) -> None:
    page = edit_guide(person, tour)
    use_tool(page, 1, "Crop")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Enter")
    expect_saved(page)
    cropped = steps_of(person, tour)[0]["picture"]["crop"]
    use_tool(page, 1, "Show the whole picture")
    expect_saved(page)

    assert cropped == [0.15, 0.1, 0.8, 0.8]
    assert steps_of(person, tour)[0]["picture"].get("crop") is None


def test_what_is_proposed_goes_with_one_key_and_stays_once_it_is_changed(person: Person, tour: str) -> None:
    document = person.document(tour, "guide")
    path = f"/documents/{document['id']}"
    marks = [
        {"kind": "box", "box": [x, 0.2, 0.2, 0.1], "text": "Reports", "proposed": True} for x in (0.1, 0.5)
    ]
    document["body"]["steps"][0]["picture"]["marks"] = marks
    headers = {"If-Match": person.client.request("GET", path).headers["ETag"]}
    person.client.call("PATCH", path, json={"body": document["body"]}, headers=headers)
    page = edit_guide(person, tour)

    first = page.get_by_role("button", name="Box around “Reports”, proposed, 1 of 2")
    first.press("ArrowRight")
    use_tool(page, 1, "Remove the proposed marks")
    expect(marks_of(page, 1)).to_have_count(1)
    expect_saved(page)

    [kept] = steps_of(person, tour)[0]["picture"]["marks"]
    assert (kept["box"], kept["proposed"]) == ([0.11, 0.2, 0.2, 0.1], False)


def test_enter_begins_a_paragraph_and_a_pasted_text_is_plain(person: Person, tour: str) -> None:
    person.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = edit_guide(person, tour)
    text_of(page, 1).fill("One.")
    text_of(page, 1).press("ControlOrMeta+End")
    page.keyboard.press("Enter")
    page.keyboard.type("Two.")
    page.evaluate("navigator.clipboard.writeText(' Three.')")
    page.keyboard.press("ControlOrMeta+v")
    expect_saved(page)
    page.keyboard.press("Escape")

    expect(text_of(page, 1)).not_to_be_focused()
    assert steps_of(person, tour)[0]["text"] == "One.\n\nTwo. Three."


def test_a_picture_of_ones_own_is_shown_and_what_is_no_picture_is_told(person: Person, tour: str) -> None:
    page = edit_guide(person, tour)
    figure = figure_of(page, 1)
    file = figure.get_by_label("A picture of your own", exact=True)
    file.set_input_files([picture("notes.png", b"no picture")])
    expect(page.get_by_test_id("toast")).to_contain_text("This file is not a picture that can be read.")
    file.set_input_files([picture("mine.png", plain_png(320, 180))])
    expect(figure.get_by_role("img")).to_have_js_property("naturalWidth", 320)
    draw(page, 1, "Draw a box")
    expect_saved(page)

    page.reload()
    expect(figure.get_by_role("img")).to_have_js_property("naturalWidth", 320)
    expect(marks_of(page, 1)).to_have_count(1)
    assert steps_of(person, tour)[0]["picture"]["own"]
