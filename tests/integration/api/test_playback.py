"""A recording is played as what it is, whatever its owner or the host said, and never shown as a page."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from clueso.domain.files import keys
from clueso.domain.ports.media import BreakOff, MediaInfo
from clueso.extensions import db
from clueso.models import Upload
from clueso.services.pipeline import claimed_steps
from clueso.services.projects import recordings
from clueso.services.transaction import transactional
from clueso.storage.s3_reader import S3Reader
from jobs.runtime import Runtime
from tests import factories
from tests.integration.api.apps import Caller, one_database
from tests.integration.api.recordings import probed

PAGE = b"<!doctype html><script>document.title = 'ran'</script>"
CLAIMS = (
    "text/html",
    "TEXT/HTML",
    "text/html; charset=utf-8",
    "application/xhtml+xml",
    "application/xml",
    "text/xml",
    "image/svg+xml",
    "application/pdf",
    "application/javascript",
    "text/plain",
    "multipart/x-mixed-replace",
    "video/mp4; text/html",
    "video/mp4, text/html",
    "video/mp4\r\nContent-Type: text/html",
    "video/mp4\n",
    "video/ html",
    "video/",
    "/html",
    "audio/mpeg\0",
    "vídeo/mp4",
    "*/*",
    " video/mp4",
)


@one_database
@pytest.mark.parametrize("claim", CLAIMS)
def test_whatever_is_announced_no_type_but_one_of_video_is_kept(alice: Caller, claim: str) -> None:
    answers = [
        alice.ask("POST", "/uploads", {"filename": name, "content_type": claim, "size_bytes": 9})
        for name in ("a.mp4", "page")
    ]

    for answer in answers:
        if answer.status_code == 201:
            assert answer.get_json()["content_type"] == "video/mp4"
        else:
            assert answer.status_code == 422
            assert answer.get_json()["errors"][0]["pointer"] == "/content_type"


@transactional
def claim(upload_id: str, content_type: str) -> None:
    """What an earlier release may have let in."""
    db.session.get_one(Upload, upload_id).content_type = content_type


def stored_page(runtime: Runtime, tmp_path: Path, project_id: str, alice: Caller) -> None:
    """The object of a project's upload is a page, and stored as one."""
    page = tmp_path / "page"
    page.write_bytes(PAGE)
    upload = alice.get(f"/uploads/{alice.get(f'/projects/{project_id}')['upload_id']}")
    runtime.toolbox.storage.upload(page, upload["key"], "text/html")
    claim(upload["id"], "text/html")


@one_database
@pytest.mark.parametrize("is_probed", [False, True])
def test_a_page_that_was_stored_as_one_is_not_played_as_one(
    alice: Caller, runtime: Runtime, tmp_path: Path, is_probed: bool
) -> None:
    project_id = probed(runtime) if is_probed else factories.new_project(runtime)
    stored_page(runtime, tmp_path, project_id, alice)

    media = alice.get(f"/projects/{project_id}/media")
    answer = httpx.get(media["url"], trust_env=False)

    kind = "video/mp4" if is_probed else "application/octet-stream"
    assert (answer.content, media["content_type"]) == (PAGE, kind)
    assert answer.headers["Content-Type"] == kind
    assert answer.headers["Content-Disposition"] == "inline"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@one_database
@pytest.mark.parametrize(
    ("container", "has_video", "kind"),
    [("webm", True, "video/webm"), ("wav", False, "audio/wav"), ("mov", True, "video/quicktime")],
)
def test_what_probe_has_found_counts_and_not_what_was_claimed(
    alice: Caller, runtime: Runtime, container: str, has_video: bool, kind: str
) -> None:
    project_id = factories.new_project(runtime)
    info = MediaInfo(1000, container, True, has_video, None, None, 9)
    said = alice.get(f"/projects/{project_id}/media")["content_type"]
    claimed_steps.finish(
        factories.claimed(project_id, "probe"), lambda project: recordings.record_media(project, info, None)
    )

    assert said == "video/mp4"
    assert alice.get(f"/projects/{project_id}/media")["content_type"] == kind


def keep_copy(runtime: Runtime, project_id: str, path: Path, ending: str) -> None:
    key = keys.copy(project_id, 1, ending)
    runtime.toolbox.storage.upload(path, key, "application/octet-stream")
    claimed_steps.finish(
        factories.claimed(project_id, "copy"), lambda project: recordings.record_copy(project, key)
    )


@one_database
@pytest.mark.parametrize(
    ("ending", "kind"), [(".mp4", "video/mp4"), (".webm", "video/webm"), (".m4a", "audio/mp4")]
)
def test_what_not_every_browser_plays_is_played_from_its_copy_once_that_is_made(
    alice: Caller, runtime: Runtime, tmp_path: Path, ending: str, kind: str
) -> None:
    project_id = factories.new_project(runtime)
    info = MediaInfo(1000, "avi", True, True, 320, 180, 9, plays_everywhere=False)
    told = [alice.get(f"/projects/{project_id}")["playback"]]
    for name, write in (
        ("probe", lambda project: recordings.record_media(project, info, None)),
        ("extract", lambda project: recordings.record_heard(project, (1,), None)),
    ):
        claimed_steps.finish(factories.claimed(project_id, name), write)
        told.append(alice.get(f"/projects/{project_id}")["playback"])
    before = alice.get(f"/projects/{project_id}/media")
    (tmp_path / "copy").write_bytes(b"playable")
    keep_copy(runtime, project_id, tmp_path / "copy", ending)

    after = alice.get(f"/projects/{project_id}/media")

    assert told == ["original", "preparing", "preparing"]
    assert alice.get(f"/projects/{project_id}")["playback"] == "copy"
    assert (before["content_type"], after["content_type"]) == ("video/x-msvideo", kind)
    played = httpx.get(after["url"], trust_env=False)
    assert (played.content, played.headers["Content-Type"]) == (b"playable", kind)


@one_database
def test_a_project_tells_that_its_file_breaks_off_and_which_tracks_were_heard(
    alice: Caller, runtime: Runtime
) -> None:
    project_id = factories.new_project(runtime)
    info = MediaInfo(61_000, "mp4", True, False, None, None, 9)
    claimed_steps.finish(
        factories.claimed(project_id, "probe"), lambda project: recordings.record_media(project, info, None)
    )
    asked = alice.get(f"/projects/{project_id}")["media"]["notes"]
    break_off = BreakOff(at_ms=5_000, announced_ms=61_000)
    claimed_steps.finish(
        factories.claimed(project_id, "extract"),
        lambda project: recordings.record_heard(project, (1, 3), break_off),
    )

    media = alice.get(f"/projects/{project_id}")["media"]

    assert asked == []
    assert media["duration_ms"] == 5_000
    assert media["notes"] == [
        "The file breaks off after 0:05 of 1:01. The sound up to there was transcribed.",
        "Tracks 1 and 3 of its sound were transcribed together, because different people speak in them.",
    ]


def test_a_url_into_a_bucket_pins_type_and_disposition_in_what_is_signed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "anyone")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "anything")
    bucket = S3Reader("host", region="eu-west-1")

    played = bucket.sign_get("page.html", lifetime_s=60, content_type="video/mp4")
    saved = bucket.sign_get("page.html", lifetime_s=60, content_type="text/html", filename='a"b\r\n.html')

    told, of_file = (parse_qs(urlsplit(request.url).query) for request in (played, saved))
    assert told["response-content-type"] == ["video/mp4"]
    assert told["response-content-disposition"] == ["inline"]
    assert of_file["response-content-disposition"][0].startswith('attachment; filename="a_b__.html"; ')
