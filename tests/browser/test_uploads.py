"""Recordings on their way in: straight to storage, and surviving what happens to pages and networks."""

from collections import Counter
from pathlib import Path
from typing import Any, Self

from playwright.sync_api import Page, Request, Route, expect

from tests.acceptance.stacks import SPEECH
from tests.browser.files import SPEECH_VIDEO, large_video
from tests.browser.person import PATIENCE_MS, Person
from tests.waiting import wait_for


def choose(page: Page, *paths: Path) -> None:
    """As if the person had picked the files in the browser's own dialog, on the page where a visit begins."""
    if page.url == "about:blank":
        page.goto("/")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose files").click()
    chooser.value.set_files(list(paths))


def is_part(request: Request) -> bool:
    return request.method == "PUT" and "/parts/" in request.url


class Door:
    """Stands before storage: lets some PUTs of parts through, and holds the others until it is opened."""

    def __init__(self, *, lets_through: int) -> None:
        self.sent: list[int] = []
        self._numbers: dict[str, int] = {}
        self._lets_through = lets_through
        self._held: list[Route] = []

    def set_up(self, page: Page) -> Self:
        page.route("**/api/v1/uploads/*/parts", self._note_numbers)
        page.route(lambda url: "/parts/" in url, self._meet)
        return self

    def open(self) -> None:
        """From now on everything comes through; what is held stays so."""
        self._lets_through = 10_000

    def take_held(self) -> list[Route]:
        held, self._held = self._held, []
        return held

    def _note_numbers(self, route: Route) -> None:
        response = route.fetch()
        if route.request.method == "POST":
            self._numbers |= {part["url"]: part["part_number"] for part in response.json()["parts"]}
        route.fulfill(response=response)

    def _meet(self, route: Route) -> None:
        if len(self.sent) >= self._lets_through:
            self._held.append(route)
            return
        self.sent.append(self._numbers[route.request.url])
        route.continue_()


def test_two_files_at_once_become_ready_without_passing_the_api(person: Person) -> None:
    page = person.page
    requests: list[Request] = []
    page.on("request", lambda request: requests.append(request))

    choose(page, SPEECH_VIDEO, SPEECH)
    page.get_by_role("button", name="Start all 2").click()

    for title in ("speech.mp4", "speech.wav"):
        expect(page.get_by_test_id("upload").filter(has_text=title)).to_have_count(0, timeout=PATIENCE_MS)
    statuses = page.get_by_test_id("project-status")
    expect(statuses).to_have_text(["Ready", "Ready"], timeout=PATIENCE_MS)
    puts = [request for request in requests if request.method == "PUT"]
    assert len(puts) == 2
    assert not any(request.url.startswith(page.url) for request in puts)


def test_each_file_shows_its_own_progress_and_can_be_paused_and_cancelled(
    person: Person, tmp_path: Path
) -> None:
    page = person.page
    Door(lets_through=1).set_up(page)
    choose(page, large_video(tmp_path / "talk.mp4", parts=4))
    page.get_by_role("button", name="Start", exact=True).click()
    card = page.get_by_test_id("upload")
    expect(card.get_by_test_id("upload-status")).to_contain_text("Uploading, 25 %")

    card.get_by_role("button", name="Pause").click()
    expect(card.get_by_test_id("upload-status")).to_contain_text("Paused")
    card.get_by_role("button", name="Cancel").click()

    expect(card).to_have_count(0)
    wait_for(lambda: person.client.call("GET", "/uploads")["items"][0]["status"] == "aborted")


def test_a_refresh_in_the_middle_is_warned_of_and_sends_no_finished_part_again(
    person: Person, tmp_path: Path
) -> None:
    page = person.page
    path = large_video(tmp_path / "talk.mp4", parts=4)
    door = Door(lets_through=2).set_up(page)
    choose(page, path)
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.get_by_test_id("upload-status")).to_contain_text("Uploading, 50 %")
    finished = list(door.sent)

    page.reload()
    expect(page.get_by_test_id("resume")).to_contain_text("“talk.mp4” was not finished")
    door.open()
    choose(page, path)
    expect(person.recording("talk")).to_be_visible()

    assert person.times_warned == 1
    assert Counter(door.sent) == {1: 1, 2: 1, 3: 1, 4: 1}
    assert len(finished) == 2


def test_another_file_of_the_same_name_does_not_resume(person: Person, tmp_path: Path) -> None:
    page = person.page
    Door(lets_through=1).set_up(page)
    choose(page, large_video(tmp_path / "talk.mp4", parts=3))
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.get_by_test_id("upload-status")).to_contain_text("Uploading")
    page.reload()
    expect(page.get_by_test_id("resume")).to_be_visible()

    choose(page, large_video(tmp_path / "talk.mp4", parts=2))

    expect(page.get_by_test_id("upload").get_by_role("button", name="Start")).to_be_visible()
    expect(page.get_by_test_id("resume")).to_be_visible()


def test_a_lost_network_is_waited_out_and_said(person: Person, tmp_path: Path) -> None:
    page = person.page
    door = Door(lets_through=1).set_up(page)
    choose(page, large_video(tmp_path / "talk.mp4", parts=3))
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.get_by_test_id("upload-status")).to_contain_text("Uploading, 33 %")

    person.context.set_offline(True)
    for route in door.take_held():
        route.abort("internetdisconnected")
    expect(page.get_by_test_id("upload-status")).to_contain_text("Waiting for the network")
    expect(page.get_by_test_id("connection")).to_contain_text("You are offline")
    door.open()
    person.context.set_offline(False)

    expect(person.recording("talk")).to_be_visible()
    expect(page.get_by_test_id("connection")).to_have_count(0)


def test_an_upload_that_is_sent_waits_for_the_network_and_can_be_cancelled(person: Person) -> None:
    page = person.page
    page.route("**/complete", lambda route: route.abort("internetdisconnected"))
    choose(page, SPEECH)
    page.get_by_role("button", name="Start", exact=True).click()
    card = page.get_by_test_id("upload")
    expect(card.get_by_test_id("upload-status")).to_have_text("Sent. Waiting for the network")
    expect(card.get_by_role("button", name="Pause")).to_have_count(0)

    with page.expect_request(lambda request: request.method == "DELETE"):
        card.get_by_role("button", name="Cancel").click()

    expect(card).to_have_count(0)
    wait_for(lambda: person.client.call("GET", "/uploads")["items"][0]["status"] == "aborted")
    assert person.client.call("GET", "/projects")["items"] == []


def test_a_server_that_goes_on_failing_ends_an_upload_which_can_be_started_again(person: Person) -> None:
    page = person.page
    page.clock.install()
    page.route("**/complete", lambda route: route.fulfill(status=500))
    choose(page, SPEECH)
    page.get_by_role("button", name="Start", exact=True).click()
    card = page.get_by_test_id("upload")
    expect(card.get_by_test_id("upload-status")).to_have_text("Sent. Waiting for the network")

    def is_ended() -> bool:
        page.clock.fast_forward(15_000)
        return card.get_by_role("alert").is_visible()

    wait_for(is_ended)
    expect(card.get_by_role("alert")).to_contain_text("Something went wrong on our side")
    page.unroute("**/complete")
    card.get_by_role("button", name="Try again").click()

    expect(person.recording("speech")).to_be_visible()


def test_options_set_before_the_start_are_used_and_remembered(person: Person) -> None:
    page = person.page
    choose(page, SPEECH)
    card = page.get_by_test_id("upload")
    card.get_by_role("button", name="Options").click()
    card.get_by_label("Spoken language").select_option("en")
    for kind in ("Chapters", "Guide", "Article", "Script"):
        card.get_by_role("checkbox", name=kind).uncheck()
    card.get_by_label("Names and words").fill("Clueso, Okonkwo")
    card.get_by_label("How to write").fill("Short sentences")

    with page.expect_request(lambda r: r.method == "POST" and r.url.endswith("/projects")) as asked:
        card.get_by_role("button", name="Start").click()
    expect(person.recording("speech")).to_be_visible()

    wanted: Any = asked.value.post_data_json
    assert wanted == {
        "upload_id": wanted["upload_id"],
        "language": "en",
        "documents": ["summary"],
        "vocabulary": ["Clueso", "Okonkwo"],
        "instructions": "Short sentences",
    }
    project = person.client.call("GET", "/projects")["items"][0]
    steps = {step["name"] for step in project["steps"] if step["name"].startswith("write:")}
    assert (project["language"], steps) == ("en", {"write:summary"})
    choose(page, SPEECH_VIDEO)
    expect(page.get_by_test_id("upload-status")).to_contain_text("English · Summary")


def test_the_same_upload_is_transcribed_again_in_another_language(person: Person) -> None:
    page = person.page
    first = person.make_ready(SPEECH, documents=[], language="en")
    page.goto("/")
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request) if is_part(request) else None)

    person.recording("speech").get_by_test_id("recording-menu").click()
    page.get_by_role("menuitem", name="Transcribe again…").click()
    dialog = page.get_by_role("dialog", name="Transcribe again")
    dialog.get_by_label("Spoken language").select_option("de")
    dialog.get_by_role("button", name="Start").click()

    # The preview recogniser of a bare machine knows English alone, and says so.
    error = page.get_by_test_id("project-error")
    expect(error).to_contain_text("only knows English, not 'de'", timeout=PATIENCE_MS)
    again, before = person.client.call("GET", "/projects")["items"]
    assert (again["language"], before["language"], before["id"]) == ("de", "en", first)
    assert again["upload_id"] == before["upload_id"]
    assert sent == []


def test_the_sample_of_the_first_visit_starts_with_one_click(person: Person) -> None:
    page = person.page
    page.goto("/")

    page.get_by_test_id("sample").click()

    expect(person.recording("Sample tutorial")).to_be_visible()
