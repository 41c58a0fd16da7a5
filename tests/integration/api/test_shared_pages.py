"""The pages of links: what was released and nothing else, to whom, in which frames, and for how long."""

import re
import time
from html import unescape
from typing import Any
from urllib.parse import unquote

import httpx
import pytest
from flask import Flask
from sqlalchemy import update
from werkzeug.test import TestResponse

from clueso.api.guards.strangers import WRONG_FROM_ONE
from clueso.domain.documents.documents import DocumentKind
from clueso.extensions import db
from clueso.models import Project, SharedLink, Upload, UploadStatus, from_now
from clueso.services.transaction import transactional
from clueso.storage.grants import ReadGrant
from jobs.runtime import Runtime
from tests.hostile import PAYLOADS
from tests.integration.api import recordings
from tests.integration.api.apps import Caller, one_database
from tests.integration.api.test_hidden_pictures import draw, guide_of, hide_all, save, store
from tests.integration.api.test_links import PASSWORD, made

ALL = ("video", "transcript", *DocumentKind)
TITLE = "Quarterly numbers"
ELSEWHERE = {"REMOTE_ADDR": "203.0.113.8"}


@pytest.fixture
def project(alice: Caller, runtime: Runtime) -> str:
    project_id = recordings.ready(runtime, *DocumentKind)
    alice.ask("PATCH", f"/projects/{project_id}", {"title": TITLE})
    return project_id


def opened(app: Flask, url: str, **headers: str) -> TestResponse:
    """The answer to somebody whom nobody knows."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return app.test_client().get(url, headers=named)


def words(response: TestResponse) -> str:
    """The text of a page, as people read it."""
    body = response.text.partition("<body>")[2]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def pictures(response: TestResponse) -> list[str]:
    """The addresses of the pictures that come from storage."""
    return re.findall(r'<img src="(http[^"]+)"', response.text)


def grant(runtime: Runtime, url: str) -> ReadGrant:
    storage: Any = runtime.toolbox.storage
    return storage.signer.read(unquote(url.rpartition("/")[2]), ReadGrant)


@transactional
def change(link_id: str, **values: Any) -> None:
    db.session.execute(update(SharedLink).where(SharedLink.id == link_id).values(**values))


@transactional
def change_project(project_id: str, **values: Any) -> None:
    db.session.execute(update(Project).where(Project.id == project_id).values(**values))


@transactional
def remove_recording(upload_id: str) -> None:
    gone = update(Upload).where(Upload.id == upload_id)
    db.session.execute(gone.values(status=UploadStatus.EXPIRED))


@one_database
@pytest.mark.parametrize("part", ALL)
def test_a_page_has_the_released_part_and_no_other(
    app: Flask, alice: Caller, project: str, part: str, subtests: pytest.Subtests
) -> None:
    page = opened(app, made(alice, project, part)["url"])

    assert page.status_code == 200
    assert f'<h1 dir="auto">{TITLE}</h1>' in page.text
    for other in ALL:
        with subtests.test(str(other)):
            place = "<video" if other == "video" else f'<section id="{other}"'
            assert (place in page.text) == (other == part)


def test_the_words_of_a_released_document_are_there_and_the_rest_of_the_transcript_is_not(
    app: Flask, alice: Caller, project: str
) -> None:
    page = words(opened(app, made(alice, project, "summary")["url"]))
    documents = {item["kind"]: item for item in alice.get(f"/projects/{project}/documents")["items"]}
    summary = str(documents["summary"]["body"])
    spoken = [segment["text"] for segment in alice.get(f"/projects/{project}/transcript")["segments"]]

    unsaid = [text for text in spoken if text not in summary]
    assert documents["summary"]["body"]["key_points"][0]["text"] in page
    assert len(unsaid) > 3
    assert [text for text in unsaid if text in page] == []


def test_what_was_removed_from_the_transcript_is_gone_from_the_page(
    app: Flask, alice: Caller, project: str
) -> None:
    url = made(alice, project, "transcript", "video")["url"]
    path = f"/projects/{project}/transcript"
    read = alice.ask("GET", path)
    assert read.json
    gone, kept = read.json["segments"][:2]
    assert gone["text"] in words(opened(app, url))

    operations = {"operations": [{"op": "delete", "segment_id": gone["id"]}]}
    assert alice.ask("PATCH", path, operations, if_match=read.headers["ETag"]).status_code == 200

    page = opened(app, url)
    assert gone["text"] not in words(page)
    assert kept["text"] in words(page)


@one_database
def test_captions_need_the_transcript(app: Flask, alice: Caller, project: str) -> None:
    both = opened(app, made(alice, project, "video", "transcript")["url"]).text
    silent = opened(app, made(alice, project, "video", "summary")["url"]).text

    assert '<track kind="captions" src="data:text/vtt;base64,' in both
    assert "<track" not in silent


@one_database
def test_a_hidden_picture_is_missing_until_it_is_drawn_and_never_shown_raw(
    app: Flask, alice: Caller, runtime: Runtime, project: str
) -> None:
    store(runtime, project, "sk-4711")
    raw = set(recordings.picture_keys(project))
    url = made(alice, project, "guide")["url"]
    assert {grant(runtime, picture).key for picture in pictures(opened(app, url))} == raw

    save(alice, project, hide_all)
    assert pictures(opened(app, url)) == []

    draw(project)
    drawn = pictures(opened(app, url))
    assert len(drawn) == len(guide_of(alice, project)["body"]["steps"])
    assert not raw & {grant(runtime, picture).key for picture in drawn}
    assert httpx.get(drawn[0], trust_env=False).headers["Content-Type"] == "image/jpeg"


@one_database
def test_a_crop_too_is_missing_until_it_is_drawn(app: Flask, alice: Caller, project: str) -> None:
    def crop(index: int, picture: dict[str, Any]) -> None:
        if index == 0:
            picture["crop"] = [0.1, 0.1, 0.5, 0.5]

    url = made(alice, project, "guide")["url"]
    before = pictures(opened(app, url))
    save(alice, project, crop)

    assert len(pictures(opened(app, url))) == len(before) - 1


@one_database
def test_no_picture_leaves_with_another_document(app: Flask, alice: Caller, project: str) -> None:
    assert pictures(opened(app, made(alice, project, "summary", "transcript")["url"])) == []


def test_a_link_that_never_was_has_ended_was_revoked_or_lost_its_project_looks_the_same(
    app: Flask, alice: Caller, project: str
) -> None:
    ended, revoked, orphan = (made(alice, project) for _ in range(3))
    assert opened(app, ended["url"]).status_code == 200
    change(ended["id"], expires_at=from_now(-1))
    alice.ask("DELETE", f"/links/{revoked['id']}")
    answers = [opened(app, url) for url in (ended["url"], revoked["url"], f"/s/{'x' * 43}", "/s/x", "/s/")]
    alice.ask("DELETE", f"/projects/{project}")
    answers.append(opened(app, orphan["url"]))

    assert {answer.status_code for answer in answers} == {404}
    assert {words(answer) for answer in answers} == {words(answers[0])}
    assert "This link does not work" in words(answers[0])
    assert alice.ask("POST", f"/projects/{project}/restore").status_code == 200
    assert opened(app, orphan["url"]).status_code == 200


@one_database
def test_without_the_password_a_page_says_nothing(app: Flask, alice: Caller, project: str) -> None:
    url = made(alice, project, *ALL, password=PASSWORD)["url"]
    client = app.test_client()

    asked = [client.get(url), client.get(f"{url}?password={PASSWORD}"), client.post(url, data={})]
    wrong = client.post(url, data={"password": f"{PASSWORD}!"})
    right = client.post(url, data={"password": PASSWORD})

    assert [answer.status_code for answer in (*asked, wrong, right)] == [200, 200, 403, 403, 200]
    assert [TITLE in answer.text for answer in (*asked, wrong, right)] == [False] * 4 + [True]
    assert "This is not the password" in words(wrong)
    assert "Set-Cookie" not in right.headers
    # Nothing remembers it: the page itself was the answer.
    assert TITLE not in client.get(url).text


@one_database
def test_a_password_with_an_accent_may_be_typed_in_either_way(
    app: Flask, alice: Caller, project: str
) -> None:
    url = made(alice, project, password="caf\u00e9 noir")["url"]

    assert app.test_client().post(url, data={"password": "cafe\u0301 noir"}).status_code == 200


@one_database
def test_passwords_are_tried_a_few_times_from_one_address_at_one_link(
    app: Flask, alice: Caller, project: str
) -> None:
    url, other = (made(alice, project, password=PASSWORD)["url"] for _ in range(2))
    client = app.test_client()

    tries = [client.post(url, data={"password": str(n)}).status_code for n in range(WRONG_FROM_ONE)]
    locked = client.post(url, data={"password": PASSWORD})

    assert set(tries) == {403}
    assert (locked.status_code, locked.mimetype) == (429, "text/html")
    assert 0 < int(locked.headers["Retry-After"]) <= 900
    assert client.post(url, data={"password": PASSWORD}, environ_base=ELSEWHERE).status_code == 200
    assert client.post(other, data={"password": PASSWORD}).status_code == 200


@one_database
@pytest.mark.parametrize(
    ("wish", "frames"),
    [
        ({}, "'none'"),
        ({"embed_origins": ["https://help.example.com"]}, "'none'"),
        ({"embed": True}, "*"),
        (
            {"embed": True, "embed_origins": ["https://help.example.com", "http://localhost:8080"]},
            "https://help.example.com http://localhost:8080",
        ),
    ],
)
def test_only_the_sites_that_may_show_a_page_in_a_frame(
    app: Flask, alice: Caller, project: str, wish: dict[str, Any], frames: str
) -> None:
    open_page = opened(app, made(alice, project, **wish)["url"])
    locked = opened(app, made(alice, project, password=PASSWORD, **wish)["url"])

    for answer in (open_page, locked):
        policy = answer.headers["Content-Security-Policy"].split("; ")
        assert f"frame-ancestors {frames}" in policy
        assert ("X-Frame-Options" in answer.headers) == (frames == "'none'")


@one_database
def test_a_page_is_in_no_search_engine_no_cache_and_no_other_sites_log(
    app: Flask, alice: Caller, project: str
) -> None:
    pages = [
        opened(app, made(alice, project, *ALL)["url"]),
        opened(app, made(alice, project, password=PASSWORD)["url"]),
        opened(app, "/s/unknown"),
    ]

    for page in pages:
        assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert '<meta name="robots" content="noindex, nofollow">' in page.text
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert page.headers["Cache-Control"] == "private, no-store"
        assert "Set-Cookie" not in page.headers
        assert re.findall(r"<script(?![^>]* nonce=)", page.text) == []


def test_views_of_people_are_counted_and_nothing_else(app: Flask, alice: Caller, project: str) -> None:
    plain, locked = made(alice, project), made(alice, project, password=PASSWORD)
    client = app.test_client()

    opened(app, plain["url"])
    opened(app, plain["url"], User_Agent="Mozilla/5.0 Firefox/140.0")
    client.head(plain["url"])
    opened(app, plain["url"], Sec_Purpose="prefetch;prerender")
    opened(app, plain["url"], User_Agent="Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)")
    client.get(locked["url"])
    client.post(locked["url"], data={"password": "wrong"})

    shown = {link["id"]: link for link in alice.get(f"/projects/{project}/links")["items"]}
    assert (shown[plain["id"]]["views"], shown[locked["id"]]["views"]) == (2, 0)
    assert shown[plain["id"]]["last_viewed_on"]
    assert shown[locked["id"]]["last_viewed_on"] is None


@one_database
def test_files_live_as_long_as_a_view_and_not_longer_than_the_link(
    app: Flask, alice: Caller, runtime: Runtime, project: str
) -> None:
    hour_s = 3600
    change_project(project, duration_ms=2 * hour_s * 1000)
    link = made(alice, project, "video", "guide")

    def lifetimes() -> tuple[float, float]:
        page = opened(app, link["url"])
        [recording] = re.findall(r'<source src="([^"]+)"', page.text)
        urls = (recording, pictures(page)[0])
        video, picture = (grant(runtime, url).expires_at - time.time() for url in urls)
        return video, picture

    video, picture = lifetimes()
    change(link["id"], expires_at=from_now(60))
    short = lifetimes()

    usual_s = runtime.settings.url_lifetime_s
    assert usual_s - 60 < picture <= usual_s
    assert usual_s + 2 * hour_s - 60 < video <= usual_s + 2 * hour_s
    assert max(short) <= 60


@one_database
def test_no_text_of_a_recording_becomes_markup(app: Flask, alice: Caller, project: str) -> None:
    path = f"/projects/{project}/transcript"
    read = alice.ask("GET", path)
    assert read.json
    operations = [
        {"op": "set_text", "segment_id": segment["id"], "text": payload}
        for segment, payload in zip(read.json["segments"], PAYLOADS, strict=False)
    ]
    alice.ask("PATCH", path, {"operations": operations}, if_match=read.headers["ETag"])
    alice.ask("PATCH", f"/projects/{project}", {"title": PAYLOADS[0]})

    page = opened(app, made(alice, project, "transcript", "video")["url"])

    assert len(re.findall(r"<script", page.text)) == 1
    assert re.findall(r"<(?:iframe|base|object|form)", page.text) == []
    assert "onerror=alert(1)>" not in page.text
    assert PAYLOADS[1] in words(page)


@one_database
def test_a_recording_that_was_removed_leaves_its_words(app: Flask, alice: Caller, project: str) -> None:
    url = made(alice, project, "video", "summary")["url"]
    remove_recording(alice.get(f"/projects/{project}")["upload_id"])

    page = opened(app, url)

    assert "<video" not in page.text
    assert '<section id="summary"' in page.text
