"""Uploads from a link: what the API takes, shows and keeps to itself."""

import pytest

from tests.integration.api.apps import Caller, one_database

LINK = {"source_url": "http://127.0.0.1:9/My%20talk.mp4?signature=secret"}


def test_a_project_of_a_link_is_made_at_once_and_fetches_it_first(alice: Caller) -> None:
    upload = alice.post("/uploads", LINK)
    project = alice.post("/projects", {"upload_id": upload["id"], "documents": []})

    assert (upload["source"], upload["source_host"], upload["status"]) == ("fetched", "127.0.0.1", "pending")
    assert (upload["filename"], upload["size_bytes"], upload["fetched_bytes"]) == ("My talk.mp4", None, 0)
    assert (project["title"], project["steps"][0]["name"]) == ("My talk", "fetch")
    assert project["fetch"] == {"host": "127.0.0.1", "fetched_bytes": 0, "size_bytes": None}


@one_database
def test_nobody_is_shown_the_address(alice: Caller) -> None:
    upload_id = alice.post("/uploads", LINK)["id"]
    project_id = alice.post("/projects", {"upload_id": upload_id, "documents": []})["id"]

    for path in (f"/uploads/{upload_id}", "/uploads", f"/projects/{project_id}", "/projects"):
        assert b"secret" not in alice.ask("GET", path).data


@one_database
def test_a_link_with_the_same_key_makes_one_upload(alice: Caller) -> None:
    first, again = (alice.ask("POST", "/uploads", LINK, Idempotency_Key="link").get_json() for _ in range(2))

    assert first["id"] == again["id"]
    assert len(alice.get("/uploads")["items"]) == 1


@one_database
@pytest.mark.parametrize(
    "url",
    ["https://10.0.0.1/talk.mp4", "https://metadata.google.internal/", "file:///etc/passwd", "talk.mp4"],
)
def test_a_link_to_no_public_site_is_refused(alice: Caller, url: str) -> None:
    response = alice.ask("POST", "/uploads", {"source_url": url})

    assert (response.status_code, response.get_json()["type"]) == (422, "/problems/address-refused")


@one_database
@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (LINK | {"filename": "talk.mp4"}, "/filename"),
        ({"source_url": ""}, "/source_url"),
        ({"source_url": 7}, "/source_url"),
        ({"source_url": "https://files.acme.com/" + "x" * 8192}, "/source_url"),
        ({}, "/filename"),
    ],
)
def test_a_body_is_a_link_or_a_file(alice: Caller, body: dict, pointer: str) -> None:
    response = alice.ask("POST", "/uploads", body)

    assert response.status_code == 422
    assert response.get_json()["errors"][0]["pointer"] == pointer
