"""Clueso as a guest: under a path of a host's address, and in a schema of the host's database."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from playwright.sync_api import Browser, expect
from rq import Queue

from clueso.dev.client import Client
from clueso.dev.stack import Stack
from clueso.queue import connect
from tests.acceptance.stacks import PATIENCE_S, SPEECH, running
from tests.browser.built import require_build
from tests.browser.person import PATIENCE_MS, Person, someone
from tests.browser.test_uploads import choose
from tests.host_tables import Host
from tests.hosts import HostTable, Row
from tests.proxies import nginx
from tests.servers import database
from tests.storage_servers import S3Server, start_s3
from tests.waiting import wait_for

BASE = "/clueso"
PASSWORD = "correct horse"


@pytest.fixture(scope="module")
def host(postgresql_url: str) -> Iterator[Host]:
    with database(postgresql_url) as url:
        host = Host(url)
        host.move_in()
        yield host


@pytest.fixture(scope="module")
def uploads(host: Host) -> HostTable:
    """The host's table of uploads, in the same database."""
    return HostTable(host.url)


@pytest.fixture(scope="module")
def s3() -> Iterator[S3Server]:
    with start_s3() as s3:
        yield s3


@pytest.fixture(scope="module")
def bucket(s3: S3Server) -> Any:
    """The host's bucket."""
    session = boto3.Session(s3.access_key_id, s3.secret_access_key, region_name=s3.region)
    return session.resource("s3", endpoint_url=s3.endpoint_url).Bucket(s3.bucket)


@pytest.fixture(scope="module")
def stack(
    host: Host, uploads: HostTable, s3: S3Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stack]:
    require_build()
    environment = (
        s3.env
        | uploads.env
        | {
            "BASE_PATH": BASE,
            "DATABASE_URL": host.url,
            "DATABASE_SCHEMA": "clueso",
            "OPS_PASSWORD": PASSWORD,
            "STORAGE": "disk",
            "TRUSTED_PROXIES": "1",
            "UPLOADS_BUCKETS": s3.bucket,
            "UPLOADS_SOURCE": "both",
        }
    )
    with running(tmp_path_factory.mktemp("guest"), environment) as stack:
        yield stack


@pytest.fixture(scope="module", params=["kept", "taken off"])
def url(request: pytest.FixtureRequest, stack: Stack) -> Iterator[str]:
    """Where the host's proxy serves us; every other path is the host's own."""
    target = f"{stack.url}/" if request.param == "taken off" else stack.url
    locations = {"/": "{ return 200 'the host'; }", f"{BASE}/": target}
    with nginx(locations) as url:
        yield f"{url}{BASE}/"


@pytest.fixture
def guest(browser: Browser, stack: Stack, url: str) -> Iterator[Person]:
    with someone("guest", browser, stack, url=url) as guest:
        yield guest


@pytest.fixture
def operator(browser: Browser, stack: Stack, url: str) -> Iterator[Person]:
    password = {"username": "ops", "password": PASSWORD}
    with someone("ops", browser, stack, url=url, http_credentials=password) as operator:
        yield operator


def test_a_person_does_the_whole_job_under_the_path(guest: Person, url: str) -> None:
    guest.sign_in("account")
    page = guest.page
    expect(page).to_have_url(f"{url}account")
    page.get_by_role("link", name="Recordings", exact=True).click()
    expect(page).to_have_url(re.compile(f"^{re.escape(url)}?$"))

    choose(page, SPEECH)
    page.get_by_test_id("upload").get_by_role("button", name="Start").click()
    row = guest.recording("speech").first
    expect(row).to_have_attribute("data-status", "ready", timeout=PATIENCE_MS)
    row.get_by_role("link", name="speech").click()
    expect(page.get_by_test_id("segment").first).to_be_visible()
    page.get_by_role("tab", name="Summary", exact=True).click()
    expect(page).to_have_url(re.compile(f"^{re.escape(url)}projects/[^/]+/summary$"))
    page.reload()
    expect(page.get_by_role("article", name="Summary")).to_be_visible()

    page.get_by_test_id("account-menu").click()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page.get_by_label("Your name")).to_be_visible()
    assert page.url == url


def test_a_lost_connection_is_asked_for_again_under_the_path(guest: Person, url: str) -> None:
    guest.sign_in()
    page = guest.page
    page.route("**/api/v1/**", lambda route: route.abort())
    page.get_by_test_id("account-menu").click()
    page.get_by_role("menuitem", name="Account and vocabulary").click()
    expect(page.get_by_test_id("connection")).to_be_visible()

    page.wait_for_event("request", lambda request: request.url == f"{url}api/v1/config")
    page.unroute_all()

    expect(page.get_by_test_id("connection")).to_have_count(0)


def test_the_pages_of_operations_work_under_the_path(operator: Person, stack: Stack, url: str) -> None:
    redis = connect(stack.env["REDIS_URL"])
    # rq-dashboard lists the queues that ever held a job, and this test may be the first of its stack.
    redis.sadd(Queue.redis_queues_keys, Queue("default", connection=redis).key)
    page = operator.page
    page.goto("ops")
    with page.expect_response(re.compile(r"/data/queues\.json")) as told:
        page.get_by_role("link", name="Contents of Redis").click()
    assert told.value.status == 200

    page.locator("a[href*='/view/jobs/default/']").first.click()
    expect(page).to_have_url(re.compile(f"^{re.escape(url)}ops/queues/0/view/jobs/default/"))


def test_the_page_of_the_api_tries_it_under_the_path(operator: Person, url: str) -> None:
    page = operator.page
    page.goto("api/docs")
    # It draws all routes anew, which takes a busy machine long.
    page.locator("#operations-config-readConfig").click(timeout=PATIENCE_MS)
    page.get_by_role("button", name="Try it out").click()
    with page.expect_response(f"{url}api/v1/config") as told:
        page.get_by_role("button", name="Execute").click()

    assert told.value.json()["auth"] == {"provider": "local"}


def test_nothing_of_the_hosts_is_touched_by_all_that_happens_to_a_recording(
    guest: Person, stack: Stack, host: Host, uploads: HostTable, bucket: Any
) -> None:
    bucket.put_object(Key="customer/call.wav", Body=SPEECH.read_bytes(), ContentType="audio/wav")
    row = uploads.put(Row(user_id="user_guest", key="customer/call.wav", filename="Call.wav"))
    rows, objects = host.everything(), contents(bucket)
    page, client = guest.page, guest.client

    guest.sign_in(f"new?upload_id={row.upload_id}")
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.get_by_test_id("segment").first).to_be_visible(timeout=PATIENCE_MS)
    project = client.finished(page.url.rpartition("/")[2], PATIENCE_S)
    assert (project["status"], project["upload_id"]) == ("ready", row.upload_id)
    page.reload()
    expect(page.get_by_test_id("segment").first).to_be_visible()
    page.wait_for_function("() => document.querySelector('audio, video').readyState > 0")

    client.call("DELETE", f"/projects/{project['id']}")
    wait_for(lambda: "linked" not in {each["source"] for each in uploads_of(client)}, PATIENCE_S)
    client.call("DELETE", "/me")
    flask(stack, "janitor", "--older-than-s", "0")

    assert host.everything() == rows
    assert contents(bucket) == objects
    assert host.schemas() == {"public", "clueso"}


def uploads_of(client: Client) -> list[dict[str, Any]]:
    return list(client.call("GET", "/uploads")["items"])


def contents(bucket: Any) -> dict[str, bytes]:
    return {each.key: each.get()["Body"].read() for each in bucket.objects.all()}


def flask(stack: Stack, *command: Any) -> str:
    flask = Path(sys.executable).with_name("flask")
    done = subprocess.run(
        [flask, "--app", "wsgi", *command], env=stack.env, check=True, capture_output=True, text=True
    )
    return done.stdout
