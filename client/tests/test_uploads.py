"""Uploads in parts, and uploads that broke off."""

import os
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from clueso_client import Clueso, Problem
from conftest import PART_BYTES

from clueso.dev.client import Client
from clueso.dev.stack import Stack

pytestmark = pytest.mark.xdist_group("client")


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """A file of three parts."""
    path = tmp_path / "long.mp4"
    path.write_bytes(os.urandom(2 * PART_BYTES + 1000))
    return path


@pytest.fixture
def person(stack: Stack) -> Iterator[Client]:
    """The owner of the key, signed in."""
    with Client(stack.url, "client") as person:
        yield person


def stored(person: Client, upload_id: str) -> bytes:
    """The bytes in storage, as the player of a project gets them."""
    made = person.call("POST", "/projects", json={"upload_id": upload_id, "documents": []})
    return person.fetch(person.call("GET", f"/projects/{made['id']}/media")["url"])


def test_every_part_arrives_and_the_progress_reaches_the_size(
    clueso: Clueso, person: Client, recording: Path
) -> None:
    seen: list[int] = []

    upload = clueso.upload(recording, seen=seen.append)

    assert (upload["status"], upload["part_count"]) == ("stored", 3)
    assert stored(person, upload["id"]) == recording.read_bytes()
    assert (seen[-1], seen) == (recording.stat().st_size, sorted(seen))


def test_an_upload_that_broke_off_goes_on_with_the_missing_parts(
    clueso: Clueso, person: Client, recording: Path
) -> None:
    begun = person.announce(recording)
    person.send_part(recording, begun, 1)
    seen: list[int] = []

    upload = clueso.upload(recording, seen=seen.append)

    assert upload["id"] == begun["id"]
    assert seen[0] == PART_BYTES  # in one go: it was not sent again
    assert stored(person, upload["id"]) == recording.read_bytes()


def test_a_part_of_another_file_of_the_same_name_and_size_is_replaced(
    clueso: Clueso, person: Client, recording: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other" / recording.name
    other.parent.mkdir()
    other.write_bytes(os.urandom(recording.stat().st_size))
    begun = person.announce(other)
    person.send_part(other, begun, 1)

    upload = clueso.upload(recording)

    assert upload["id"] == begun["id"]
    assert stored(person, upload["id"]) == recording.read_bytes()


def test_a_refusal_is_a_problem_with_its_slug(clueso: Clueso, tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("no recording")

    with pytest.raises(Problem) as told:
        clueso.upload(text)

    assert (told.value.status, told.value.slug) == (httpx.codes.UNPROCESSABLE_ENTITY, "invalid")
    assert told.value.errors[0]["detail"] in str(told.value)
