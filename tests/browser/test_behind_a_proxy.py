"""The editor behind a proxy that compresses: it marks the tags of its answers as weak."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Response, expect

from clueso.dev.stack import Stack
from tests.browser.conftest import Given
from tests.browser.person import Person, someone
from tests.browser.test_transcript import expect_saved, passage, texts_of, write_at_end
from tests.proxies import nginx

COMPRESSING = ("gzip on;", "gzip_types application/json application/problem+json;", "gzip_proxied any;")


@pytest.fixture
def person(browser: Browser, stack: Stack) -> Iterator[Person]:
    """Somebody who has signed in through the proxy."""
    with (
        nginx({"/": _compressing(stack.url)}, *COMPRESSING) as url,
        someone("proxied", browser, stack, url=f"{url}/") as person,
    ):
        person.sign_in()
        yield person


def _compressing(upstream: str) -> str:
    """A location whose answers nginx compresses, all of them: the app would compress the long ones itself."""
    return (
        f'{{ proxy_pass {upstream}; proxy_set_header Host $http_host; proxy_set_header Accept-Encoding ""; }}'
    )


def test_every_edit_is_saved_and_can_be_undone(person: Person, given_tour: Given) -> None:
    tour, page = given_tour(person), person.page
    answers: list[Response] = []
    page.on("response", lambda r: answers.append(r) if r.request.method == "PATCH" else None)
    person.open(tour)
    before = texts_of(person, tour)[1]

    for number in (1, 2, 1):
        write_at_end(page, number, " Thank you.")
        expect_saved(page)
    for _ in range(3):
        page.get_by_test_id("undo").click()
    expect(passage(page, 1)).to_have_text(before)
    expect_saved(page)

    expect(page.get_by_test_id("conflict")).to_have_count(0)
    assert texts_of(person, tour)[1] == before
    assert {answer.status for answer in answers} == {200}
    assert all(answer.headers["etag"].startswith("W/") for answer in answers)
