"""Keys for programs: made, copied once and revoked in the account, with the keyboard and on a telephone."""

import httpx
from playwright.sync_api import expect

from clueso.dev.stack import Stack
from tests.browser.accessibility import in_light_and_dark
from tests.browser.built import axe_source
from tests.browser.conftest import Meet
from tests.browser.person import Person
from tests.browser.test_narrow import expect_it_fits, width_of


def status_with(stack: Stack, secret: str) -> int:
    headers = {"Authorization": f"Bearer {secret}"}
    return httpx.get(f"{stack.url}/api/v1/me", headers=headers, trust_env=False).status_code


def test_a_key_is_made_copied_once_and_revoked_with_the_keyboard(person: Person, stack: Stack) -> None:
    page = person.page
    person.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/account")
    page.get_by_label("What the key is for").fill("Nightly export")
    page.keyboard.press("Enter")
    secret = page.get_by_label("The key “Nightly export”")
    expect(secret).to_be_focused()
    page.get_by_role("button", name="Copy the key").press("Enter")
    expect(page.get_by_test_id("toast")).to_contain_text("copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == secret.input_value()
    assert status_with(stack, copied) == 200

    page.reload()
    listed = page.get_by_test_id("keys").get_by_role("listitem")
    expect(listed).to_contain_text("last used just now")
    assert copied not in page.content()

    page.get_by_role("button", name="Revoke Nightly export…").press("Enter")
    page.keyboard.press("Escape")
    assert status_with(stack, copied) == 200
    page.get_by_role("button", name="Revoke Nightly export…").press("Enter")
    page.get_by_role("button", name="Revoke the key").press("Enter")
    expect(page.get_by_text("No keys yet.")).to_be_visible()
    assert status_with(stack, copied) == 401


def test_the_keys_fit_a_telephone_and_axe_finds_nothing(meet: Meet) -> None:
    walker = meet(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    walker.context.add_init_script(axe_source())
    walker.sign_in("/account")
    page = walker.page
    page.get_by_label("What the key is for").fill("A program with a name as long as a name may be " * 2)
    page.get_by_role("button", name="Make a key").click()
    expect(page.get_by_test_id("keys")).to_be_visible()

    expect_it_fits(page, width_of(walker))
    assert in_light_and_dark(page) == []
    page.get_by_role("button", name="Done").press("Enter")
    expect(page.get_by_label("What the key is for")).to_be_focused()
