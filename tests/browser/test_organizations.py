"""Organisations: several people of one on one transcript, and those who may only view it."""

from uuid import uuid4

import pytest
from playwright.sync_api import expect

from clueso.dev.issuer import Membership
from clueso.dev.stack import Stack
from tests.browser.accessibility import in_light_and_dark
from tests.browser.built import axe_source
from tests.browser.conftest import Meet
from tests.browser.person import Person
from tests.browser.rows import copy_project
from tests.browser.test_narrow import expect_it_fits, width_of
from tests.browser.test_transcript import expect_saved, passage, texts_of, write_at_end


@pytest.fixture
def organization() -> str:
    return f"acme-{uuid4().hex[:8]}"


@pytest.fixture
def shared(stack: Stack, tour_made: str, organization: str) -> str:
    """The finished tour, which belongs to the organisation."""
    return copy_project(stack, tour_made, f"org_{organization}")


def member(meet: Meet, organization: str, role: str = "member") -> Person:
    return meet(is_signed_in=True, member_of=Membership(organization, role))


def test_two_people_of_one_organisation_edit_one_transcript_and_lose_nothing(
    meet: Meet, organization: str, shared: str
) -> None:
    ann, ben = member(meet, organization), member(meet, organization)
    for one in (ann, ben):
        one.open(shared)

    write_at_end(ann.page, 0, " By Ann.")
    expect_saved(ann.page)
    write_at_end(ben.page, 1, " By Ben.")
    expect_saved(ben.page)

    first, second, *_ = texts_of(ann, shared)
    assert (first.endswith("By Ann."), second.endswith("By Ben.")) == (True, True)
    expect(passage(ben.page, 0)).to_contain_text("By Ann.")
    ann.page.reload()
    ann.page.get_by_test_id("versions").click()
    versions = ann.page.get_by_test_id("version")
    expect(versions.nth(0)).to_contain_text(f"edited by {ben.name}")
    expect(versions.nth(1)).to_contain_text("edited by you")


def test_the_same_passage_edited_by_two_people_is_overwritten_only_by_decision(
    meet: Meet, organization: str, shared: str
) -> None:
    ann, ben = member(meet, organization), member(meet, organization)
    for one in (ann, ben):
        one.open(shared)
    write_at_end(ann.page, 0, " By Ann.")
    expect_saved(ann.page)

    write_at_end(ben.page, 0, " By Ben.")

    expect(ben.page.get_by_test_id("conflict")).to_be_visible()
    assert "By Ann." in texts_of(ann, shared)[0]


def test_who_may_only_view_is_offered_nothing_that_is_refused(
    meet: Meet, organization: str, shared: str
) -> None:
    viewer = member(meet, organization, "viewer")
    viewer.context.add_init_script(axe_source())
    page = viewer.page
    page.goto("/")
    expect(page.get_by_test_id("recording")).to_have_count(1)
    expect(page.get_by_test_id("drop-zone")).to_have_count(0)
    expect(page.get_by_test_id("recording-menu")).to_have_count(0)

    viewer.open(shared)
    expect(page.locator("[contenteditable]")).to_have_count(0)
    assert in_light_and_dark(page) == []

    viewer.open(shared, "guide")
    expect(page.locator("[contenteditable]")).to_have_count(0)
    expect(page.get_by_test_id("rewrite")).to_have_count(0)
    expect(page.get_by_test_id("insert-step").first).to_be_hidden()
    expect(page.get_by_test_id("picture-bar").first).to_be_hidden()
    assert in_light_and_dark(page) == []


def test_only_managers_are_offered_what_decides_for_all(meet: Meet, organization: str) -> None:
    headings = {}
    for role in ("viewer", "member", "admin"):
        page = member(meet, organization, role).page
        page.goto("/account")
        expect(page.get_by_test_id("usage")).to_be_visible()
        headings[role] = page.get_by_role("heading", level=2).all_inner_texts()

    assert headings["viewer"] == ["Usage", "Notifications", "Delete my data"]
    assert headings["member"] == ["Usage", "Notifications", "Vocabulary", "Delete my data"]
    assert {"Vocabulary", "The look of your files", "Keys for programs"} <= set(headings["admin"])


def test_one_signs_in_for_an_organisation_and_for_oneself(meet: Meet, organization: str, shared: str) -> None:
    ann = meet()
    page = ann.page
    page.goto("/")
    page.get_by_label("Your name").fill(ann.name)
    page.get_by_text("As a member of an organisation").click()
    page.get_by_label("Name of the organisation").fill(organization)
    page.get_by_label("What you may do there").select_option("View, edit and manage")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_test_id("recording")).to_have_count(1)
    page.get_by_test_id("account-menu").click()
    expect(page.get_by_text(f"Signed in as {ann.name} of {organization}")).to_be_visible()
    page.get_by_role("menuitem", name="Sign out").click()

    ann.sign_in()

    expect(page.get_by_test_id("recording")).to_have_count(0)


def test_the_sign_in_for_an_organisation_fits_a_telephone(meet: Meet) -> None:
    walker = meet(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    walker.context.add_init_script(axe_source())
    page = walker.page
    page.goto("/")
    page.get_by_text("As a member of an organisation").click()

    expect_it_fits(page, width_of(walker))
    assert in_light_and_dark(page) == []
