"""Uploads: from the announcement to the stored file, with real parts over HTTP."""

import hashlib
import secrets

import httpx
import pytest

from tests import factories
from tests.integration.api.apps import Caller, one_database
from tests.storage_servers import ObjectsServer

MIB = 1024**2
TALK = {"filename": "talk.mp4", "content_type": "video/mp4", "size_bytes": 12 * MIB}


def send(signed: dict, data: bytes) -> dict:
    response = httpx.put(signed["url"], content=data, headers=signed["headers"], trust_env=False)
    assert response.status_code == 200, response.text
    return {"part_number": signed["part_number"], "etag": response.headers["etag"]}


def uploaded(caller: Caller, data: bytes) -> tuple[dict, list[dict]]:
    """An upload whose parts have all arrived."""
    upload = caller.post("/uploads", TALK | {"size_bytes": len(data)})
    numbers = list(range(1, upload["part_count"] + 1))
    signed = caller.post(f"/uploads/{upload['id']}/parts", {"part_numbers": numbers})["parts"]
    size = upload["part_size_bytes"]
    return upload, [
        send(part, data[size * (part["part_number"] - 1) : size * part["part_number"]]) for part in signed
    ]


def test_a_file_comes_back_byte_for_byte(alice: Caller) -> None:
    data = secrets.token_bytes(12 * MIB)
    upload, parts = uploaded(alice, data)

    stored = alice.post(f"/uploads/{upload['id']}/complete", {"parts": parts})

    project = alice.post("/projects", {"upload_id": upload["id"], "documents": []})
    media = alice.get(f"/projects/{project['id']}/media")
    back = httpx.get(media["url"], trust_env=False)
    assert (upload["part_count"], upload["status"], stored["status"]) == (2, "pending", "stored")
    assert hashlib.sha256(back.content).digest() == hashlib.sha256(data).digest()
    assert back.headers["content-type"] == media["content_type"] == "video/mp4"


@one_database
def test_a_part_of_the_file_can_be_asked_for(alice: Caller) -> None:
    upload, parts = uploaded(alice, b"0123456789")
    alice.post(f"/uploads/{upload['id']}/complete", {"parts": parts})
    project = alice.post("/projects", {"upload_id": upload["id"], "documents": []})

    url = alice.get(f"/projects/{project['id']}/media")["url"]
    response = httpx.get(url, headers={"Range": "bytes=2-4"}, trust_env=False)

    assert (response.status_code, response.content) == (206, b"234")


def test_a_completed_upload_can_be_completed_again(alice: Caller) -> None:
    upload, parts = uploaded(alice, b"sound")
    first = alice.post(f"/uploads/{upload['id']}/complete", {"parts": parts})

    assert alice.post(f"/uploads/{upload['id']}/complete", {"parts": parts}) == first


def test_the_parts_that_have_arrived_are_told(alice: Caller) -> None:
    upload = alice.post("/uploads", TALK)
    path = f"/uploads/{upload['id']}/parts"
    signed = alice.post(path, {"part_numbers": [2, 1]})["parts"]
    sent = send(signed[0], bytes(4 * MIB))

    held = alice.get(path)["parts"]

    assert [part["part_number"] for part in signed] == [2, 1]
    assert held == [{"part_number": 2, "etag": sent["etag"].strip('"'), "size_bytes": 4 * MIB}]


def test_an_upload_with_a_missing_part_stays_open(alice: Caller) -> None:
    upload = alice.post("/uploads", TALK)
    path = f"/uploads/{upload['id']}"
    signed = alice.post(f"{path}/parts", {"part_numbers": [1]})["parts"][0]
    part = send(signed, bytes(8 * MIB))

    response = alice.ask("POST", f"{path}/complete", {"parts": [part]})

    assert (response.status_code, response.get_json()["type"]) == (409, "/problems/upload-mismatch")
    assert alice.get(path)["status"] == "pending"


def test_an_aborted_upload_takes_no_more_parts(alice: Caller) -> None:
    path = f"/uploads/{alice.post('/uploads', TALK)['id']}"

    assert alice.ask("DELETE", path).status_code == 204
    refused = alice.ask("POST", f"{path}/parts", {"part_numbers": [1]})

    assert (refused.status_code, refused.get_json()["type"]) == (409, "/problems/upload-closed")
    assert alice.get(path)["status"] == "aborted"
    assert alice.get(f"{path}/parts") == {"parts": []}


def test_an_upload_that_a_project_uses_cannot_be_removed(alice: Caller, runtime: object) -> None:
    upload_id = factories.stored_upload()
    alice.post("/projects", {"upload_id": upload_id})

    response = alice.ask("DELETE", f"/uploads/{upload_id}")

    assert (response.status_code, response.get_json()["type"]) == (409, "/problems/upload-in-use")


def test_a_list_of_uploads_goes_on_where_the_page_before_ended(alice: Caller, bob: Caller) -> None:
    made = [alice.post("/uploads", TALK)["id"] for _ in range(3)]
    bob.post("/uploads", TALK)

    first = alice.get("/uploads?limit=2")
    second = alice.get(f"/uploads?limit=2&cursor={first['next_cursor']}")

    assert [item["id"] for item in first["items"] + second["items"]] == made[::-1]
    assert second["next_cursor"] is None


@one_database
def test_only_the_last_part_of_a_path_is_kept(alice: Caller) -> None:
    upload = alice.post("/uploads", TALK | {"filename": "C:\\Users\\me\\../Talk. Final.MP4"})

    assert upload["filename"] == "Talk. Final.MP4"
    assert upload["key"] == f"uploads/{upload['id']}/source.mp4"


@one_database
@pytest.mark.parametrize(
    ("filename", "declared", "kept"),
    [
        ("talk.webm", "audio/webm;codecs=opus", "audio/webm"),
        ("talk.mp4", 'Video/MP4; codecs="avc1.42E01E, mp4a.40.2"', "video/mp4"),
        ("talk.mkv", "application/octet-stream", "video/x-matroska"),
        ("talk", "application/octet-stream", "application/octet-stream"),
        ("notes.txt", "application/octet-stream", "application/octet-stream"),
        ("talk.M4A", "application/x-unheard-of", "audio/mp4"),
        ("talk.ts", "text/vnd.trolltech.linguist", "video/mp2t"),
        ("talk.mp4", "text/html", "video/mp4"),
    ],
)
def test_a_type_with_parameters_or_an_unknown_one_is_taken(
    alice: Caller, filename: str, declared: str, kept: str
) -> None:
    upload = alice.post("/uploads", TALK | {"filename": filename, "content_type": declared})

    assert upload["content_type"] == kept


@one_database
@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"filename": ""}, "/filename"),
        ({"filename": "a/.."}, "/filename"),
        ({"filename": "a\nb.mp4"}, "/filename"),
        ({"filename": "a\0.mp4"}, "/filename"),
        ({"filename": "a" * 256}, "/filename"),
        ({"filename": 7}, "/filename"),
        ({"filename": "talk.html", "content_type": "text/html"}, "/content_type"),
        ({"filename": "talk", "content_type": "text/plain; charset=utf-8"}, "/content_type"),
        ({"content_type": "video/" + "a" * 127}, "/content_type"),
        ({"size_bytes": 0}, "/size_bytes"),
        ({"size_bytes": "12"}, "/size_bytes"),
        ({"size_bytes": True}, "/size_bytes"),
        ({"size_bytes": 10**30}, "/size_bytes"),
        ({"speed": 1}, "/speed"),
    ],
)
def test_a_wrong_announcement_is_told_where(alice: Caller, changes: dict, pointer: str) -> None:
    response = alice.ask("POST", "/uploads", TALK | changes)

    assert response.status_code == 422
    assert [error["pointer"] for error in response.get_json()["errors"]] == [pointer]


@one_database
@pytest.mark.parametrize(
    ("numbers", "pointer"),
    [
        ([], "/part_numbers"),
        ([0], "/part_numbers/0"),
        ([1, 1], "/part_numbers"),
        ([1, 3], "/part_numbers/1"),
        (["1"], "/part_numbers/0"),
        (list(range(1, 102)), "/part_numbers"),
    ],
)
def test_wrong_part_numbers_are_told_where(alice: Caller, numbers: list, pointer: str) -> None:
    upload = alice.post("/uploads", TALK)

    response = alice.ask("POST", f"/uploads/{upload['id']}/parts", {"part_numbers": numbers})

    assert response.status_code == 422
    assert [error["pointer"] for error in response.get_json()["errors"]] == [pointer]


@one_database
def test_bytes_never_go_to_the_api(alice: Caller, objects: ObjectsServer) -> None:
    upload = alice.post("/uploads", TALK)
    signed = alice.post(f"/uploads/{upload['id']}/parts", {"part_numbers": [1]})["parts"][0]

    assert signed["url"].startswith(objects.base_url)
