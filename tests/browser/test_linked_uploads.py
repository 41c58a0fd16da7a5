"""Recordings of uploads that a host has already: the link that it shows, the list, and what can go wrong."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any
from uuid import uuid4

import boto3
import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from clueso.dev.stack import Stack
from tests.acceptance.stacks import SPEECH, running
from tests.browser.accessibility import violations
from tests.browser.built import axe_source, require_build
from tests.browser.person import PATIENCE_MS, Person, someone
from tests.hosts import HostTable, Row
from tests.storage_servers import S3Server, start_s3

KEY = "customer/call.wav"
NAME = "Customer call.wav"
Meet = Callable[..., Person]


@pytest.fixture(scope="module")
def s3() -> Iterator[S3Server]:
    with start_s3() as s3:
        yield s3


@pytest.fixture(scope="module")
def bucket(s3: S3Server) -> Any:
    """The bucket that both share, with one file of the host."""
    session = boto3.Session(s3.access_key_id, s3.secret_access_key, region_name=s3.region)
    bucket = session.resource("s3", endpoint_url=s3.endpoint_url).Bucket(s3.bucket)
    bucket.put_object(Key=KEY, Body=SPEECH.read_bytes(), ContentType="audio/wav")
    return bucket


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> HostTable:
    return HostTable(f"sqlite:///{tmp_path_factory.mktemp('host') / 'host.db'}")


@pytest.fixture(scope="module")
def stack(
    s3: S3Server, bucket: Any, host: HostTable, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stack]:
    require_build()
    environment = s3.env | host.env | {"DELETE_GRACE_S": "600"}
    with running(tmp_path_factory.mktemp("linked"), environment) as stack:
        yield stack


@pytest.fixture
def meet(browser: Browser, stack: Stack) -> Iterator[Meet]:
    with ExitStack() as all_of_them:
        yield lambda **options: all_of_them.enter_context(
            someone(f"p-{uuid4().hex[:12]}", browser, stack, **options)
        )


@pytest.fixture
def person(meet: Meet) -> Person:
    return meet()


@pytest.fixture
def put(host: HostTable) -> Callable[..., Row]:
    """Gives a person an upload at the host."""

    def put(person: Person, **values: Any) -> Row:
        row = Row(user_id=f"user_{person.name}", key=KEY, filename=NAME, content_type="audio/wav")
        return host.put(replace(row, size_bytes=SPEECH.stat().st_size, **values))

    return put


def link(row: Row) -> str:
    return f"new?upload_id={row.upload_id}"


def start(page: Page) -> Locator:
    return page.get_by_role("button", name="Start", exact=True)


def projects_of(person: Person) -> list[dict[str, Any]]:
    return list(person.client.call("GET", "/projects")["items"])


def say_of_uploads(page: Page, **values: Any) -> None:
    """Let the page hear another `upload` in the config than this stack has."""

    def change(route: Route) -> None:
        response = route.fetch()
        config = response.json()
        route.fulfill(response=response, json=config | {"upload": config["upload"] | values})

    page.route("**/api/v1/config", change)


def test_the_hosts_link_leads_through_the_sign_in_to_a_finished_recording(
    person: Person, host: HostTable, bucket: Any, put: Callable[..., Row]
) -> None:
    row = put(person)
    kept = host.rows()

    person.sign_in(link(row))
    page = person.page
    expect(page.get_by_role("heading", name=NAME)).to_be_visible()
    page.get_by_label("Article").uncheck()
    start(page).click()

    expect(page.get_by_test_id("segment").first).to_be_visible(timeout=PATIENCE_MS)
    project = person.client.finished(projects_of(person)[0]["id"], PATIENCE_MS / 1000)
    assert page.url.endswith(f"/projects/{project['id']}")
    assert (project["status"], project["upload_id"]) == ("ready", row.upload_id)
    kinds = {
        each["kind"] for each in person.client.call("GET", f"/projects/{project['id']}/documents")["items"]
    }
    assert "article" not in kinds
    assert "summary" in kinds
    assert host.rows() == kept
    assert bucket.Object(KEY).get()["Body"].read() == SPEECH.read_bytes()


def test_where_uploads_are_the_hosts_there_is_nothing_to_drop_files_on(person: Person) -> None:
    person.sign_in()
    page = person.page
    expect(page.get_by_role("button", name="Choose an upload")).to_be_visible()

    for path in ("", "new"):
        page.goto(path)
        expect(page.get_by_role("region", name="Your uploads")).to_be_visible()
        expect(page.locator("input[type=file]")).to_have_count(0)
        expect(page.get_by_test_id("drop-zone")).to_have_count(0)
        expect(page.get_by_test_id("sample")).to_have_count(0)
        assert "drop" not in page.inner_text("body").lower()


def test_a_double_click_makes_one_recording(person: Person, put: Callable[..., Row]) -> None:
    person.sign_in(link(put(person)))

    start(person.page).dblclick()
    expect(person.page.get_by_test_id("project-menu")).to_be_visible()

    assert len(projects_of(person)) == 1


def test_a_reload_after_a_lost_answer_makes_one_recording(person: Person, put: Callable[..., Row]) -> None:
    def lose_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    person.sign_in(link(put(person)))
    page = person.page
    page.route("**/api/v1/projects", lambda r: lose_answer(r) if r.request.method == "POST" else r.fallback())
    start(page).click()
    expect(page.get_by_test_id("error")).to_contain_text("Clueso cannot be reached")
    page.unroute_all()
    page.reload()
    expect(page.get_by_test_id("made-already").get_by_role("link")).to_have_count(1)
    start(page).click()
    expect(page.get_by_test_id("project-menu")).to_be_visible()

    assert len(projects_of(person)) == 1


def test_whoever_comes_again_finds_the_recording_and_may_make_another(
    person: Person, put: Callable[..., Row]
) -> None:
    row = put(person)
    person.sign_in(link(row))
    page = person.page
    start(page).click()
    expect(page.get_by_test_id("project-menu")).to_be_visible()
    first = page.url

    page.goto(link(row))
    page.get_by_test_id("made-already").get_by_role("link", name="Customer call").click()
    expect(page).to_have_url(first)
    page.goto(link(row))
    page.get_by_label("Spoken language").select_option("de")
    start(page).click()
    expect(page.get_by_test_id("project-menu")).to_be_visible()

    assert page.url != first
    assert {each["upload_id"] for each in projects_of(person)} == {row.upload_id}
    assert len(projects_of(person)) == 2


def test_a_recording_that_was_deleted_can_be_made_again_at_once(
    person: Person, put: Callable[..., Row]
) -> None:
    row = put(person)
    person.sign_in(link(row))
    page = person.page
    start(page).click()
    expect(page.get_by_test_id("project-menu")).to_be_visible()
    deleted = projects_of(person)[0]["id"]
    person.client.call("DELETE", f"/projects/{deleted}")

    page.goto(link(row))
    start(page).click()
    expect(page.get_by_test_id("project-menu")).to_be_visible()

    assert [each["id"] for each in projects_of(person)] != [deleted]


def test_an_upload_of_somebody_else_is_told_with_what_to_do(
    person: Person, meet: Meet, put: Callable[..., Row]
) -> None:
    owner = meet()
    person.sign_in(link(put(owner)))
    page = person.page
    error = page.get_by_test_id("error")
    expect(error).to_contain_text("You have no such upload")
    expect(error).to_contain_text(f"signed in as {person.name}")
    error.get_by_role("button", name="Sign in as somebody else").click()

    page.get_by_label("Your name").fill(owner.name)
    page.get_by_role("button", name="Sign in").click()

    expect(page.get_by_role("heading", name=NAME)).to_be_visible()


def test_an_upload_that_is_not_finished_can_be_tried_again(
    person: Person, host: HostTable, put: Callable[..., Row]
) -> None:
    row = put(person, status="uploading")
    person.sign_in(link(row))
    error = person.page.get_by_test_id("error")
    expect(error).to_contain_text("The upload is not finished")

    host.put(replace(row, status="stored"))
    error.get_by_role("button", name="Try again").click()

    expect(person.page.get_by_role("heading", name=NAME)).to_be_visible()


def test_a_host_that_does_not_answer_is_told_and_nothing_typed_is_lost(
    person: Person, host: HostTable, put: Callable[..., Row]
) -> None:
    row = put(person)
    person.sign_in(link(row))
    page = person.page
    page.get_by_label("How to write").fill("For new customers")
    host.drop()
    start(page).click()
    expect(page.get_by_test_id("error")).to_contain_text("Your uploads cannot be looked up")

    HostTable(host.url).put(row)
    start(page).click()
    expect(page.get_by_test_id("project-menu")).to_be_visible()

    assert projects_of(person)[0]["instructions"] == "For new customers"


def test_a_person_picks_one_of_their_own_uploads(person: Person, meet: Meet, put: Callable[..., Row]) -> None:
    put(meet(), filename="Not yours.wav")
    put(person, filename="Older.wav", created_at="2026-11-20 10:00:00")
    put(person, filename="Newer.wav", created_at="2026-11-21 10:00:00")
    put(person, filename="Unfinished.wav", status="uploading")
    person.sign_in()
    page = person.page
    page.get_by_role("button", name="Choose an upload").click()
    names = page.get_by_test_id("available").get_by_role("listitem").locator("strong")
    expect(names).to_have_text(["Newer.wav", "Older.wav"])

    page.get_by_role("link", name="Older.wav").click()

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("heading", name="Older.wav")).to_be_visible()


def test_many_uploads_can_be_searched_by_name(person: Person, put: Callable[..., Row]) -> None:
    for number in range(12):
        put(person, filename=f"Call {number}.wav")
    person.sign_in("new")
    page = person.page
    page.get_by_role("button", name="Choose an upload").click()

    page.get_by_role("searchbox", name="Search names").fill("CALL 11")
    expect(page.get_by_test_id("available").get_by_role("listitem")).to_have_count(1)
    page.get_by_role("searchbox", name="Search names").fill("nothing")

    expect(page.get_by_text("No name has “nothing” in it.")).to_be_visible()


def test_who_has_no_uploads_is_told_where_to_make_some(person: Person) -> None:
    person.sign_in()
    person.page.get_by_role("button", name="Choose an upload").click()

    expect(person.page.get_by_text("You have no uploads yet.")).to_be_visible()


def test_where_the_host_lists_nothing_a_person_is_told_to_begin_there(person: Person) -> None:
    say_of_uploads(person.page, can_list=False)
    person.sign_in()

    expect(person.page.get_by_text("Recordings begin where you upload them")).to_be_visible()
    expect(person.page.get_by_role("button", name="Choose an upload")).to_have_count(0)


def test_with_both_sources_files_and_uploads_are_offered(person: Person) -> None:
    say_of_uploads(person.page, source="both")
    person.sign_in()

    expect(person.page.get_by_role("button", name="Choose files")).to_be_visible()
    expect(person.page.get_by_role("button", name="Choose an upload")).to_be_visible()


def test_a_file_that_is_itself_the_trouble_leads_to_another_recording(
    person: Person, bucket: Any, put: Callable[..., Row]
) -> None:
    bucket.put_object(Key="customer/broken.wav", Body=b"no sound", ContentType="audio/wav")
    person.sign_in(link(put(person, key="customer/broken.wav")))
    page = person.page
    start(page).click()

    page.get_by_test_id("project-error").get_by_role("link", name="Start another recording").click()

    expect(page.get_by_role("region", name="Your uploads")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_the_screens_of_linked_uploads_fit_and_axe_finds_nothing(
    meet: Meet, put: Callable[..., Row], scheme: str, width: int
) -> None:
    person = meet(color_scheme=scheme, reduced_motion="reduce", viewport={"width": width, "height": 900})
    person.context.add_init_script(axe_source())
    page = person.page
    row = put(person, filename=f"{'A very long name of a call with a customer ' * 4}.wav")
    found = []

    person.sign_in()
    expect(page.get_by_role("button", name="Choose an upload")).to_be_visible()
    found += looked_at(page)
    page.get_by_role("button", name="Choose an upload").click()
    expect(page.get_by_test_id("available")).to_be_visible()
    found += looked_at(page)
    page.goto(link(row))
    expect(start(page)).to_be_visible()
    found += looked_at(page)
    page.goto("new?upload_id=nothing")
    expect(page.get_by_test_id("error")).to_be_visible()
    found += looked_at(page)

    assert found == []


def looked_at(page: Page) -> list[Any]:
    """What is wrong with the screen: what axe finds, and a page that is wider than the window."""
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [*violations(page), *([f"{wide} px too wide"] if wide > 0 else [])]
