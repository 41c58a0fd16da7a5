"""Comments and highlights on what is said, collected as quotes."""

from uuid import uuid4

from playwright.sync_api import Locator, Page, expect

from clueso.dev.issuer import Membership
from clueso.dev.stack import Stack
from tests.browser.accessibility import in_light_and_dark
from tests.browser.built import axe_source
from tests.browser.conftest import Given, Meet
from tests.browser.person import Person
from tests.browser.rows import copy_project
from tests.browser.test_narrow import expect_it_fits, width_of
from tests.browser.test_transcript import middle_of_word, passage, segments_of, write_at_end

WORDS = "Use this in the intro."


def from_menu(page: Page, number: int, item: str) -> None:
    """Choose an item of a passage's menu."""
    row = page.get_by_test_id("segment").nth(number)
    row.hover()
    row.get_by_test_id("segment-menu").click()
    page.get_by_role("menuitem", name=item, exact=True).click()


def comment(page: Page, number: int, words: str) -> None:
    from_menu(page, number, "Comment…")
    page.get_by_label("Your comment").fill(words)
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def quotes(page: Page) -> Locator:
    page.get_by_role("tab", name="Quotes").click()
    return page.get_by_test_id("quote")


def test_selected_words_are_highlighted_and_copied_with_their_source(person: Person, tour: str) -> None:
    person.context.grant_permissions(["clipboard-read", "clipboard-write"])
    person.open(tour)
    page = person.page
    word = next(one for one in segments_of(person, tour)[3]["words"] if one["text"] == "name")
    at = middle_of_word(passage(page, 3), "name")

    page.mouse.dblclick(at["x"], at["y"])
    from_menu(page, 3, "Highlight")

    expect(page.get_by_role("tab", name="Quotes")).to_be_visible()
    page.wait_for_function("() => CSS.highlights.get('commented')?.size === 1")
    quote = quotes(page)
    expect(quote).to_contain_text("name")
    quote.get_by_role("button", name="Copy the quote").click()
    expect(page.get_by_test_id("toast")).to_contain_text("copied")
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert copied.startswith("“name”\n— ")
    address = copied.splitlines()[-1]
    assert address.endswith(f"/projects/{tour}?t={word['start_ms'] / 1000:g}")
    page.goto(address)
    expect(page.get_by_test_id("position")).to_have_attribute("data-ms", str(word["start_ms"]))


def test_a_comment_on_words_that_were_just_typed_quotes_them(person: Person, tour: str) -> None:
    person.open(tour)
    page = person.page
    write_at_end(page, 0, " New words.")

    comment(page, 0, WORDS)

    expect(page.get_by_test_id("remark")).to_have_text(WORDS)
    expect(quotes(page)).to_contain_text("New words.")


def test_a_comment_is_written_again_and_removed_after_a_question(person: Person, tour: str) -> None:
    person.open(tour)
    page = person.page
    comment(page, 0, WORDS)

    page.get_by_test_id("remark").click()
    page.get_by_label("Your comment").fill("Not in the intro.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_test_id("remark")).to_have_text("Not in the intro.")

    quote = quotes(page)
    quote.get_by_role("button", name="Remove the quote").click()
    quote.get_by_role("button", name="Keep it").click()
    expect(quote).to_have_count(1)
    quote.get_by_role("button", name="Remove the quote").click()
    quote.get_by_role("button", name="Remove the comment").click()
    expect(page.get_by_text("No quotes yet")).to_be_visible()
    assert person.client.call("GET", f"/projects/{tour}/comments")["items"] == []


def test_what_was_typed_outlives_a_server_that_is_away_and_the_tab(person: Person, tour: str) -> None:
    person.open(tour)
    page = person.page
    page.route(
        "**/comments", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    from_menu(page, 0, "Comment…")
    page.get_by_label("Your comment").fill(WORDS)
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.get_by_test_id("error")).to_be_visible()
    page.close()

    person.page = page = person.new_page()
    person.open(tour)
    page.get_by_test_id("begun").click()
    expect(page.get_by_label("Your comment")).to_have_value(WORDS)
    page.get_by_role("button", name="Comment", exact=True).click()

    expect(page.get_by_test_id("remark")).to_have_text(WORDS)
    expect(page.get_by_test_id("begun")).to_have_count(0)


def test_a_viewer_comments_and_a_manager_may_remove_it(meet: Meet, stack: Stack, tour_made: str) -> None:
    organization = f"acme-{uuid4().hex[:8]}"
    project_id = copy_project(stack, tour_made, f"org_{organization}")
    viewer, manager = (
        meet(is_signed_in=True, member_of=Membership(organization, role)) for role in ("viewer", "admin")
    )
    viewer.open(project_id)
    comment(viewer.page, 0, WORDS)

    manager.open(project_id)
    expect(manager.page.get_by_test_id("remark")).to_have_text(f"{viewer.name}: {WORDS}")
    manager.page.get_by_test_id("remark").click()
    expect(manager.page.get_by_label("Your comment")).to_have_count(0)
    manager.page.get_by_role("button", name="Close", exact=True).last.click()
    quote = quotes(manager.page)
    expect(quote.get_by_role("button", name="Comment on")).to_have_count(0)
    quote.get_by_role("button", name="Remove the quote").click()
    quote.get_by_role("button", name="Remove the comment").click()
    expect(manager.page.get_by_text("No quotes yet")).to_be_visible()


def test_comments_fit_a_telephone(meet: Meet, given_tour: Given) -> None:
    walker = meet(is_signed_in=True, viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    walker.context.add_init_script(axe_source())
    project_id = given_tour(walker)
    spoken = segments_of(walker, project_id)[0]
    wanted = {"start_ms": spoken["start_ms"], "end_ms": spoken["end_ms"], "text": f"A{'a' * 900} end."}
    walker.client.call("POST", f"/projects/{project_id}/comments", json=wanted)
    walker.open(project_id)
    page = walker.page

    page.get_by_test_id("remark").click()
    expect_it_fits(page, width_of(walker))
    assert in_light_and_dark(page) == []
    page.keyboard.press("Escape")
    expect_it_fits(page, width_of(walker))

    expect(quotes(page)).to_have_count(1)
    expect_it_fits(page, width_of(walker))
    assert in_light_and_dark(page) == []
