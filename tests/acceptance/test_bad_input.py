"""Bad input: each ends with its problem or its code, nothing is lost, no worker dies."""

from pathlib import Path
from typing import Any

import pytest

from clueso.dev.client import ApiError, Client
from clueso.dev.stack import Stack
from tests.acceptance.stacks import PATIENCE_S, RECORDINGS, SPEECH, make_project

pytestmark = pytest.mark.xdist_group("bare")


def failed(client: Client, path: Path) -> dict[str, Any]:
    project = client.finished(make_project(client, path), PATIENCE_S)
    assert project["status"] == "failed"
    error: dict[str, Any] = project["error"]
    return error


def silence(path: Path) -> Path:
    import wave

    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 16000, 0, "NONE", ""))
        file.writeframes(b"\0\0" * 16000 * 3)
    return path


def test_a_text_file_named_mp4_is_not_media(client: Client, tmp_path: Path) -> None:
    path = tmp_path / "talk.mp4"
    path.write_text("This is no video.\n" * 100)

    error = failed(client, path)

    assert (error["code"], error["step"], error["retryable"]) == ("not-media", "probe", False)


def test_a_video_without_sound_has_no_audio(client: Client) -> None:
    assert failed(client, RECORDINGS / "no-audio.mp4")["code"] == "no-audio"


def test_silence_has_no_speech(client: Client, tmp_path: Path) -> None:
    assert failed(client, silence(tmp_path / "silence.wav"))["code"] == "no-speech"


def test_a_truncated_file_is_told_as_such(client: Client) -> None:
    assert failed(client, RECORDINGS / "truncated.mp4")["code"] in ("media-damaged", "not-media")


def test_workers_live_on_after_all_of_that(client: Client, bare: Stack, tmp_path: Path) -> None:
    before = {name: process.pid for name, process in bare.processes.items()}
    failed(client, silence(tmp_path / "silence.wav"))

    project = client.finished(make_project(client, SPEECH, documents=[]), PATIENCE_S)

    assert project["status"] == "ready"
    assert {name: process.pid for name, process in bare.processes.items()} == before


def test_a_part_with_another_etag_links_nothing_and_loses_nothing(client: Client) -> None:
    upload = client.announce(SPEECH)
    part = client.send_part(SPEECH, upload, 1)
    path = f"/uploads/{upload['id']}"

    with pytest.raises(ApiError) as caught:
        client.call("POST", f"{path}/complete", json={"parts": [part | {"etag": "0" * 32}]})

    assert (caught.value.status, caught.value.problem["type"]) == (409, "/problems/upload-mismatch")
    assert client.call("GET", path)["status"] == "pending"
    assert client.call("POST", f"{path}/complete", json={"parts": [part]})["status"] == "stored"


def test_an_upload_that_is_not_complete_makes_no_project(client: Client) -> None:
    upload = client.announce(SPEECH)

    with pytest.raises(ApiError) as caught:
        client.call("POST", "/projects", json={"upload_id": upload["id"]})

    assert (caught.value.status, caught.value.problem["type"]) == (409, "/problems/upload-not-stored")


@pytest.mark.parametrize(
    ("wanted", "pointer"),
    [
        ({"filename": "a.mp4", "content_type": "video/mp4", "size_bytes": 0}, "/size_bytes"),
        ({"filename": "a.pdf", "content_type": "application/pdf", "size_bytes": 9}, "/content_type"),
        ({"filename": "", "content_type": "video/mp4", "size_bytes": 9}, "/filename"),
        ({"filename": "a.mp4", "content_type": "video/mp4", "size_bytes": 10**15}, "/size_bytes"),
        ({"filename": "a.mp4", "content_type": "video/mp4", "size_bytes": 9, "key": "x"}, "/key"),
    ],
)
def test_an_upload_that_cannot_be_taken_says_which_field(
    client: Client, wanted: dict[str, Any], pointer: str
) -> None:
    with pytest.raises(ApiError) as caught:
        client.call("POST", "/uploads", json=wanted)

    assert caught.value.status == 422
    assert [error["pointer"] for error in caught.value.problem["errors"]] == [pointer]


def test_an_unknown_language_is_refused_at_once(client: Client) -> None:
    upload = client.upload(SPEECH)

    with pytest.raises(ApiError) as caught:
        client.call("POST", "/projects", json={"upload_id": upload["id"], "language": "tlh"})

    assert caught.value.status == 422
    assert caught.value.problem["errors"][0]["pointer"] == "/language"


def test_a_body_that_is_not_json_is_refused(client: Client) -> None:
    response = client.request(
        "POST", "/uploads", content=b"{oops", headers={"Content-Type": "application/json"}
    )

    assert response.status_code == 400
    assert response.headers["content-type"] == "application/problem+json"
