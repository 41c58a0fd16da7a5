"""Notifications: turned on in the account, and the mail's link opens the recording."""

import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from playwright.sync_api import expect

from clueso import web_push
from clueso.dev.stack import Stack
from tests.acceptance.stacks import SPEECH
from tests.browser.accessibility import in_light_and_dark
from tests.browser.built import axe_source
from tests.browser.conftest import Meet
from tests.browser.person import Person
from tests.browser.test_narrow import expect_it_fits, width_of
from tests.waiting import wait_for

SUBSCRIBED = """(() => {
  const keys = {
    p256dh: 'KEY',
    auth: 'AAAAAAAAAAAAAAAAAAAAAA',
  }
  const made = (key) => ({
    endpoint: 'http://127.0.0.1:9/push/1',
    options: { applicationServerKey: key },
    toJSON() { return { endpoint: this.endpoint, keys } },
    unsubscribe: async () => sessionStorage.removeItem('subscribed') ?? true,
  })
  Object.defineProperty(Notification, 'permission', { get: () => 'granted' })
  Notification.requestPermission = async () => 'granted'
  PushManager.prototype.subscribe = async (options) => {
    sessionStorage.setItem('subscribed', options.applicationServerKey)
    return made(options.applicationServerKey)
  }
  PushManager.prototype.getSubscription = async () => {
    const key = sessionStorage.getItem('subscribed')
    return key && made(key)
  }
})()"""
"""A browser whose push service is not there: it would be another company's. Chromium's shell allows no notifications."""


def mails_to(stack: Stack, person: Person) -> list[EmailMessage]:
    files = (Path(stack.env["DATA_DIR"]) / "mail").glob("*.eml")
    mails = [message_from_bytes(file.read_bytes(), policy=default) for file in files]
    return [mail for mail in mails if mail["To"] == f"{person.name}@clueso.localhost"]


def test_mail_is_turned_on_and_its_links_open_the_recording_and_turn_it_off(meet: Meet, stack: Stack) -> None:
    person = meet(viewport={"width": 390, "height": 844}, reduced_motion="reduce", is_signed_in=True)
    person.context.add_init_script(axe_source())
    page = person.page
    page.goto("/account")
    choice = page.get_by_label("By mail")
    expect(choice).to_have_accessible_description(re.compile(f"To {person.name}@"))
    choice.press("Space")
    expect(choice).to_be_checked()
    expect_it_fits(page, width_of(person))
    assert in_light_and_dark(page) == []

    person.make_ready(SPEECH, title="The speech", documents=[])
    wait_for(lambda: mails_to(stack, person))
    [mail] = mails_to(stack, person)
    body = mail.get_body(("plain",))
    assert body
    opens, stops = (re.search(f"{words}: (http.*)", body.get_content()) for words in ("recording", "off"))
    assert opens and stops
    page.goto(opens[1])
    expect(page.get_by_role("heading", name="The speech")).to_be_visible()

    page.goto(stops[1])
    page.get_by_role("button", name="Turn the mails off").click()
    expect(page.get_by_role("heading", name="The mails are turned off")).to_be_visible()
    page.goto("/account")
    expect(page.get_by_label("By mail")).not_to_be_checked()


def test_a_browser_is_turned_on_and_off(meet: Meet) -> None:
    person = meet(is_signed_in=True)
    person.context.grant_permissions(["notifications"])
    person.context.add_init_script(SUBSCRIBED.replace("KEY", web_push.PushKey(web_push.new_key()).public))
    page = person.page
    page.goto("/account")
    choice = page.get_by_label("In this browser")

    choice.click()
    expect(choice).to_be_checked()
    [_] = person.client.call("GET", "/me/notifications")["push"]["browsers"]
    page.reload()
    expect(choice).to_be_checked()

    choice.click()
    expect(choice).not_to_be_checked()
    assert person.client.call("GET", "/me/notifications")["push"]["browsers"] == []
