"""The S3 of `make chaos` that can fail: what it counts has met somebody."""

import random
from collections.abc import Iterable, Iterator

import httpx
import pytest

from tests.chaos import faulty_s3
from tests.chaos.control import tell
from tests.chaos.faulty_s3 import HELD_BACK_S, Faulty
from tests.storage_servers import serve

BODY = b"what storage holds"
FOR_LONG = 3600


class Storage:
    """Answers everything, and remembers what it was asked to do."""

    def __init__(self) -> None:
        self.done: list[str] = []

    def __call__(self, environ, start_response) -> Iterable[bytes]:  # type: ignore[no-untyped-def]
        self.done.append(environ["REQUEST_METHOD"])
        start_response("200 OK", [("Content-Length", str(len(BODY)))])
        return [BODY]


@pytest.fixture
def storage() -> Storage:
    return Storage()


@pytest.fixture
def pauses() -> list[float]:
    return []


@pytest.fixture
def url(storage: Storage, pauses: list[float], monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(faulty_s3, "SHARE", 1.0)
    with serve(Faulty(storage, random.Random(1), pauses.append)) as url:
        yield url


def ask(method: str, url: str) -> httpx.Response:
    # `verify=False`, because reading the certificates of all authorities would take most of the time.
    return httpx.request(method, f"{url}/bucket/key", trust_env=False, verify=False, timeout=10)


def test_a_truncated_body_is_cut_and_counted(url: str) -> None:
    tell(url, fault="truncated", seconds=FOR_LONG)

    with pytest.raises(httpx.RemoteProtocolError):
        ask("GET", url)

    assert tell(url) == {"truncated": 1}


def test_a_request_without_a_body_to_cut_is_no_hit(url: str) -> None:
    tell(url, fault="truncated", seconds=FOR_LONG)

    assert ask("HEAD", url).status_code == 200

    assert tell(url) == {}


def test_truncation_waits_for_the_next_body(url: str) -> None:
    tell(url, fault="truncated", seconds=0)

    assert ask("HEAD", url).status_code == 200
    with pytest.raises(httpx.RemoteProtocolError):
        ask("GET", url)
    assert ask("GET", url).content == BODY

    assert tell(url) == {"truncated": 1}


def test_a_write_that_is_cut_off_was_done_and_is_not_answered(url: str, storage: Storage) -> None:
    tell(url, fault="truncated", seconds=FOR_LONG)

    with pytest.raises(httpx.RemoteProtocolError):
        ask("PUT", url)

    assert storage.done == ["PUT"]
    assert tell(url) == {"unanswered": 1}


def test_some_answers_are_held_back_for_longer_than_a_client_waits(url: str, pauses: list[float]) -> None:
    tell(url, fault="slow", seconds=FOR_LONG)

    for _ in range(20):
        assert ask("GET", url).content == BODY

    assert set(pauses) == set(HELD_BACK_S.values())
    assert tell(url) == {kind: pauses.count(pause_s) for kind, pause_s in HELD_BACK_S.items()}


def test_a_failure_is_answered_and_nothing_is_done(url: str, storage: Storage) -> None:
    tell(url, fault="5xx", seconds=FOR_LONG)

    assert ask("PUT", url).status_code == 500

    assert storage.done == []
    assert tell(url) == {"5xx": 1}
