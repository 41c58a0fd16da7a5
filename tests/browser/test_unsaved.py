"""What somebody typed is never lost: the session ends, the tab dies, the network goes."""

import re

from playwright.sync_api import Page, expect

from tests.browser.mishaps import (
    COUNT_DRAFTS,
    REFUSED,
    crash,
    ended_session,
    lose_answers,
    refuse_saving,
    sign_in_again,
)
from tests.browser.person import Person
from tests.browser.test_transcript import expect_saved, passage, texts_of, write_at_end

TYPED = re.compile(r" Thank you\.$")


def write_elsewhere(person: Person, project_id: str, number: int, words: str) -> None:
    """Another program of the same user edits a passage."""
    path = f"/projects/{project_id}/transcript"
    shown = person.client.request("GET", path)
    segment = shown.json()["segments"][number]
    operation = {"op": "set_text", "segment_id": segment["id"], "text": segment["text"] + words}
    headers = {"If-Match": shown.headers["ETag"]}
    person.client.call("PATCH", path, json={"operations": [operation]}, headers=headers)


def expect_typed_and_saved(person: Person, page: Page, project_id: str, number: int = 1) -> None:
    expect(passage(page, number)).to_have_text(TYPED)
    expect_saved(page)
    assert texts_of(person, project_id)[number].endswith(" Thank you.")
    assert page.evaluate(COUNT_DRAFTS) == 0


def test_what_is_typed_while_the_session_ends_is_saved_after_signing_in_again(
    person: Person, tour: str
) -> None:
    person.open(tour)
    page = person.page
    with ended_session(page):
        write_at_end(page, 1, " Thank you.")
        expect(page.get_by_role("heading", name="Sign in to go on")).to_be_visible()

    sign_in_again(page, person.name)

    expect_typed_and_saved(person, page, tour)
    page.get_by_test_id("undo").click()  # the history has survived, too
    expect(passage(page, 1)).not_to_have_text(TYPED)


def test_it_is_saved_when_the_page_was_loaded_again_before_signing_in(person: Person, tour: str) -> None:
    person.open(tour)
    page = person.page
    with ended_session(page):
        write_at_end(page, 1, " Thank you.")
        expect(page.get_by_role("heading", name="Sign in to go on")).to_be_visible()
        page.reload()

    sign_in_again(page, person.name)

    expect(page.get_by_test_id("toast")).to_contain_text("is here again")
    expect_typed_and_saved(person, page, tour)


def test_a_token_that_runs_out_during_a_save_is_renewed_without_a_word(person: Person, tour: str) -> None:
    person.open(tour)
    page = person.page
    page.route(
        "**/transcript",
        lambda r: r.fulfill(**REFUSED) if r.request.method == "PATCH" else r.fallback(),
        times=1,
    )

    write_at_end(page, 1, " Thank you.")

    expect_typed_and_saved(person, page, tour)


def test_a_sign_in_that_does_not_answer_ends_no_session(person: Person, tour: str) -> None:
    person.open(tour)
    page = person.page
    page.route(
        "**/transcript", lambda r: r.fulfill(**REFUSED) if r.request.method == "PATCH" else r.fallback()
    )
    page.route("**/auth/local/token", lambda route: route.abort())

    write_at_end(page, 1, " Thank you.")
    expect(page.get_by_test_id("saving")).to_have_text("Not saved: no answer")
    page.unroute_all()

    expect_typed_and_saved(person, page, tour)


def test_what_is_typed_when_the_tab_crashes_is_there_in_the_next_one(person: Person, tour: str) -> None:
    person.open(tour)
    refuse_saving(person.page)
    write_at_end(person.page, 1, " Thank you.")
    crash(person.page)

    page = person.new_page()
    page.goto(f"/projects/{tour}")

    expect_typed_and_saved(person, page, tour)


def test_what_a_crash_left_is_offered_on_the_home_page(person: Person, tour: str) -> None:
    person.open(tour)
    refuse_saving(person.page)
    write_at_end(person.page, 1, " Thank you.")
    crash(person.page)

    page = person.new_page()
    page.goto("/")
    page.get_by_test_id("unsaved").get_by_role("link", name="Transcript of “The tour”").click()

    expect_typed_and_saved(person, page, tour)


def test_what_a_crash_left_can_be_thrown_away_and_taken_back(person: Person, tour: str) -> None:
    person.open(tour)
    refuse_saving(person.page)
    write_at_end(person.page, 1, " Thank you.")
    crash(person.page)
    page = person.new_page()
    page.goto("/")

    page.get_by_role("button", name="Throw away the changes").click()
    expect(page.get_by_test_id("unsaved")).to_have_count(0)
    assert page.evaluate(COUNT_DRAFTS) == 0
    page.get_by_test_id("toast").get_by_role("button", name="Undo").click()

    expect(page.get_by_test_id("unsaved")).to_be_visible()


def test_a_tab_that_lives_keeps_its_own_draft_when_another_one_crashes(person: Person, tour: str) -> None:
    person.open(tour)
    page, other = person.page, person.new_page()
    other.goto(f"/projects/{tour}")
    expect(passage(other, 0)).to_be_visible()
    refuse_saving(page)
    refuse_saving(other)
    write_at_end(page, 1, " Thank you.")
    write_at_end(other, 2, " Bye.")
    crash(page)

    third = person.new_page()
    third.goto(f"/projects/{tour}")
    expect(passage(third, 1)).to_have_text(TYPED)
    expect_saved(third)
    assert third.evaluate(COUNT_DRAFTS) == 1  # the living tab's own
    other.unroute_all()

    expect(passage(other, 1)).to_have_text(TYPED)
    expect_saved(other)
    texts = texts_of(person, tour)
    assert texts[1].endswith(" Thank you.")
    assert texts[2].endswith(" Bye.")


def test_what_is_typed_without_a_network_is_saved_when_it_is_back(person: Person, tour: str) -> None:
    person.open(tour)
    page = person.page
    person.context.set_offline(True)
    write_at_end(page, 1, " Thank you.")
    expect(page.get_by_test_id("saving")).to_have_text("Not saved: offline")

    person.context.set_offline(False)

    expect_typed_and_saved(person, page, tour)


def test_a_tab_that_crashes_without_a_network_loses_nothing(person: Person, tour: str) -> None:
    person.open(tour)
    person.context.set_offline(True)
    write_at_end(person.page, 1, " Thank you.")
    expect(person.page.get_by_test_id("saving")).to_have_text("Not saved: offline")
    crash(person.page)
    person.context.set_offline(False)

    page = person.new_page()
    page.goto(f"/projects/{tour}")

    expect_typed_and_saved(person, page, tour)


def test_an_answer_that_got_lost_makes_no_clash_with_oneself(person: Person, tour: str) -> None:
    person.open(tour)
    page = person.page
    before = texts_of(person, tour)
    lose_answers(page)
    passage(page, 2).click()
    page.keyboard.press("Home")
    for _ in range(4):
        page.keyboard.press("Control+ArrowRight")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("saving")).to_have_text("Not saved: no answer")
    page.keyboard.press("End")
    page.keyboard.type(" Thank you.")
    page.unroute_all()

    expect_typed_and_saved(person, page, tour, 3)
    expect(page.get_by_test_id("conflict")).to_have_count(0)
    assert len(texts_of(person, tour)) == len(before) + 1


def test_work_that_waited_while_others_went_on_is_joined_by_decision(person: Person, tour: str) -> None:
    person.open(tour)
    refuse_saving(person.page)
    write_at_end(person.page, 0, " One.")
    write_at_end(person.page, 1, " Thank you.")
    crash(person.page)
    write_elsewhere(person, tour, 0, " Two.")

    page = person.new_page()
    page.goto(f"/projects/{tour}")
    clash = page.get_by_test_id("clash")
    expect(clash).to_contain_text("One.")
    expect(clash).to_contain_text("Two.")
    expect(page.get_by_test_id("saving")).to_have_text("Waiting for your decision")
    undecided = texts_of(person, tour)
    page.reload()  # a question waits, too
    clash.get_by_role("button", name="Keep yours").click()

    expect_typed_and_saved(person, page, tour)
    assert undecided[0].endswith(" Two.")
    assert undecided[1].endswith(" Thank you.")
    assert texts_of(person, tour)[0].endswith(" One.")
