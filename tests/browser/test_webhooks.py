"""Webhooks in the account: added, tested, watched and removed, with the keyboard and on a telephone."""

from playwright.sync_api import expect

from tests.browser.accessibility import in_light_and_dark
from tests.browser.built import axe_source
from tests.browser.conftest import Meet
from tests.browser.person import Person
from tests.browser.test_narrow import expect_it_fits, width_of
from tests.subscriber import subscribed


def test_a_webhook_is_added_tested_and_removed_with_the_keyboard(person: Person) -> None:
    page = person.page
    with subscribed(status=200, body=b"Thank you") as subscriber:
        page.goto("/account")
        page.get_by_label("Address that is told").fill(subscriber.url)
        page.keyboard.press("Enter")
        secret = page.get_by_label("The secret of the webhook")
        expect(secret).to_be_focused()
        told = secret.input_value()
        page.get_by_role("button", name="Done").press("Enter")
        expect(page.get_by_label("Address that is told")).to_be_focused()
        assert told not in page.content()

        page.get_by_role("button", name="Send a test").press("Enter")
        expect(page.get_by_test_id("deliveries")).to_contain_text("Delivered", timeout=30_000)
        expect(page.get_by_test_id("deliveries")).to_contain_text("Thank you")
        assert subscriber.received[0].verified(told)["type"] == "webhook.test"

    page.get_by_role("button", name="Turn off").press("Enter")
    expect(page.get_by_test_id("webhooks")).to_contain_text("turned off")
    page.get_by_role("button", name="Remove http").press("Enter")
    page.get_by_role("button", name="Remove the webhook").press("Enter")
    expect(page.get_by_text("No webhooks yet.")).to_be_visible()


def test_an_address_that_is_refused_says_why_and_stays(person: Person) -> None:
    page = person.page
    page.goto("/account")
    page.get_by_label("Address that is told").fill("https://10.0.0.1/hooks")
    page.get_by_role("button", name="Add a webhook").press("Enter")

    expect(page.get_by_test_id("error")).to_contain_text("10.0.0.1 is not the name of a public site.")
    expect(page.get_by_label("Address that is told")).to_have_value("https://10.0.0.1/hooks")


def test_the_webhooks_fit_a_telephone_and_axe_finds_nothing(meet: Meet) -> None:
    walker = meet(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    walker.context.add_init_script(axe_source())
    walker.sign_in("/account")
    page = walker.page
    with subscribed(status=500, body=b"<html>" + b"x" * 300) as subscriber:
        page.get_by_label("Address that is told").fill(subscriber.url + "/a-long-path" * 12)
        page.get_by_role("button", name="Add a webhook").click()
        page.get_by_role("button", name="Done").click()
        page.get_by_role("button", name="Send a test").click()
        expect(page.get_by_test_id("deliveries")).to_contain_text("Next try at", timeout=30_000)

    expect_it_fits(page, width_of(walker))
    assert in_light_and_dark(page) == []
