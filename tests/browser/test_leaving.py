"""Unsaved work belongs to one person: it waits for them, and leaving is asked about."""

from playwright.sync_api import Page, expect

from tests.browser.mishaps import ended_session, refuse_saving, sign_in_again
from tests.browser.person import Person
from tests.browser.test_transcript import passage, texts_of, write_at_end
from tests.browser.test_unsaved import TYPED, expect_typed_and_saved

FILL_STORAGE = """() => {
  for (let size = 1 << 22; size > 0; size >>= 1)
    try { for (let i = 0; ; i += 1) localStorage.setItem(`filler-${size}-${i}`, 'x'.repeat(size)) } catch {}
}"""

FORBID_STORAGE = """() => {
  Storage.prototype.setItem = () => { throw new DOMException('no', 'SecurityError') }
}"""


def ask_to_sign_out(page: Page) -> None:
    page.get_by_test_id("account-menu").click()
    page.get_by_role("menuitem", name="Sign out").click()


def test_nobody_else_sees_what_waits_and_it_waits_for_its_owner(person: Person, tour: str) -> None:
    person.open(tour)
    page = person.page
    with ended_session(page):
        write_at_end(page, 1, " Thank you.")
        expect(page.get_by_role("heading", name="Sign in to go on")).to_be_visible()

    sign_in_again(page, f"{person.name}-next")
    expect(page.get_by_test_id("sample")).to_be_visible()
    expect(page.get_by_test_id("unsaved")).to_have_count(0)
    assert "Thank you." not in page.content()
    ask_to_sign_out(page)
    expect(page.get_by_test_id("sign-in")).to_be_visible()  # without a question: nothing of theirs is unsaved
    sign_in_again(page, person.name)
    page.get_by_test_id("unsaved").get_by_role("link").click()

    expect_typed_and_saved(person, page, tour)


def test_signing_out_saves_what_can_be_saved_without_a_question(person: Person, tour: str) -> None:
    person.open(tour)
    page = person.page

    write_at_end(page, 1, " Thank you.")
    ask_to_sign_out(page)
    expect(page.get_by_test_id("sign-in")).to_be_visible()

    assert texts_of(person, tour)[1].endswith(" Thank you.")
    assert page.evaluate("localStorage.length") == 0


def test_signing_out_with_unsaved_work_asks_and_then_removes_it(person: Person, tour: str) -> None:
    person.open(tour)
    page, other = person.page, person.new_page()
    other.goto("/")
    expect(other.get_by_test_id("recordings")).to_be_visible()
    refuse_saving(page)
    write_at_end(page, 1, " Thank you.")

    ask_to_sign_out(page)
    question = page.get_by_test_id("sign-out-question")
    expect(question).to_contain_text("Transcript of “The tour”")
    page.get_by_role("button", name="Stay signed in").click()
    expect(passage(page, 1)).to_have_text(TYPED)
    ask_to_sign_out(other)  # the question comes in every tab
    expect(other.get_by_test_id("sign-out-question")).to_contain_text("Transcript of “The tour”")
    other.get_by_role("button", name="Sign out and lose them").click()

    expect(other.get_by_test_id("sign-in")).to_be_visible()
    expect(page.get_by_test_id("sign-in")).to_be_visible()
    assert page.evaluate("localStorage.length") == 0
    page.unroute_all()
    sign_in_again(page, person.name)
    page.goto(f"/projects/{tour}")
    expect(passage(page, 1)).to_be_visible()
    expect(passage(page, 1)).not_to_have_text(TYPED)


def test_a_full_storage_is_told_and_the_server_still_gets_it(person: Person, tour: str) -> None:
    person.open(tour)
    page = person.page
    refuse_saving(page)
    page.evaluate(FILL_STORAGE)

    write_at_end(page, 1, " Thank you.")
    expect(page.get_by_test_id("storage-trouble")).to_contain_text("The storage of this browser is full")
    page.unroute_all()

    expect_typed_and_saved(person, page, tour)
    expect(page.get_by_test_id("storage-trouble")).to_have_count(0)


def test_a_forbidden_storage_is_told_and_leaving_is_asked_about(person: Person, tour: str) -> None:
    person.open(tour)
    page = person.page
    refuse_saving(page)
    page.evaluate(FORBID_STORAGE)

    write_at_end(page, 1, " Thank you.")
    expect(page.get_by_test_id("storage-trouble")).to_contain_text("does not let Clueso keep a copy")
    ask_to_sign_out(page)

    expect(page.get_by_test_id("sign-out-question")).to_contain_text("Transcript of “The tour”")
