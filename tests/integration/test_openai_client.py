"""Completions and transcription meet the same faults of an endpoint in the same way."""

import gzip
import socket
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import formatdate
from time import time

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response

from clueso import openai_client
from clueso.domain.ports.transcriber import Hints
from clueso.domain.transcript import Span
from clueso.errors import (
    CallLost,
    CallRefused,
    CluesoError,
    ModelUnavailable,
    RecogniserMissing,
    TranscriberDown,
    TranscriberLost,
    Unavailable,
    WriterDown,
    WriterLost,
    WriterRefused,
)
from clueso.transcription.openai import OpenAITranscriber
from clueso.writing.completions import Completions
from tests.chunk_sounds import SPEECH
from tests.silent_servers import BEGINNING, black_hole, dripping
from tests.watching import NotingWatch

KEY = "sk-test-0123456789abcdef"
TIMEOUT_S = 5.0


def complete(url: str, timeout_s: float) -> None:
    with Completions(api_key=KEY, base_url=url, model="m", timeout_s=timeout_s) as completions:
        completions.ask(
            [{"role": "user", "content": "?"}], name="x", schema={}, most_tokens=9, idempotency_key="k"
        )


def transcribe(url: str, timeout_s: float) -> None:
    transcriber = OpenAITranscriber("m", api_key=KEY, base_url=url, timeout_s=timeout_s)
    transcriber.transcribe(SPEECH, [Span(0, 11_275)], Hints(request_key="k"), NotingWatch())


@dataclass(frozen=True)
class Client:
    call: Callable[[str, float], None]
    down: type[Unavailable]
    lost: type[CallLost]
    too_large: type[CluesoError]
    missing: type[ModelUnavailable]
    refused: type[CluesoError]


CLIENTS = {
    "completions": Client(complete, WriterDown, WriterLost, WriterRefused, ModelUnavailable, CallRefused),
    "transcription": Client(
        transcribe, TranscriberDown, TranscriberLost, ModelUnavailable, RecogniserMissing, ModelUnavailable
    ),
}


@pytest.fixture(params=CLIENTS)
def client(request: pytest.FixtureRequest) -> Client:
    return CLIENTS[request.param]


Meet = Callable[..., CluesoError]


@pytest.fixture
def meet(httpserver: HTTPServer, client: Client) -> Meet:
    """Return the error that one request ends with when the endpoint gives this answer."""

    def meet(body: object, status: int = 200, timeout_s: float = TIMEOUT_S, **headers: str) -> CluesoError:
        httpserver.expect_request("/v1/chat/completions").respond_with_response(
            Response(body, status, headers, mimetype="application/json")  # type: ignore[arg-type]
        )
        httpserver.expect_request("/v1/audio/transcriptions").respond_with_response(
            Response(body, status, headers, mimetype="application/json")  # type: ignore[arg-type]
        )
        error = error_of(client, httpserver.url_for("/v1"), timeout_s)
        assert len(httpserver.log) == 1, "the pipeline tries again, not the client"
        return error

    return meet


def error_of(client: Client, url: str, timeout_s: float = TIMEOUT_S) -> CluesoError:
    with pytest.raises(CluesoError) as caught:
        client.call(url, timeout_s)
    return caught.value


@pytest.mark.parametrize("status", [408, 409, 425, 429, 500, 502, 503])
def test_trouble_that_passes_is_not_charged(client: Client, meet: Meet, status: int) -> None:
    error = meet('{"error": {"message": "later"}}', status)

    assert type(error) is client.down
    assert error.retry_after_s == 0


def test_a_pause_in_seconds_is_kept(meet: Meet) -> None:
    assert meet("{}", 429, **{"Retry-After": "17"}).retry_after_s == 17


def test_a_pause_until_a_date_is_kept(meet: Meet) -> None:
    assert 60 < meet("{}", 503, **{"Retry-After": formatdate(time() + 90, usegmt=True)}).retry_after_s <= 90


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_wrong_key_or_model_is_for_the_operator(client: Client, meet: Meet, status: int) -> None:
    assert type(meet('{"error": {"message": "No"}}', status)) is client.missing


@pytest.mark.parametrize("status", [402, 403, 429])
def test_an_account_without_credit_is_for_the_operator(client: Client, meet: Meet, status: int) -> None:
    error = meet('{"error": {"message": "Quota", "code": "insufficient_quota"}}', status)

    assert type(error) is client.missing
    assert "credit" in error.detail


@pytest.mark.parametrize("status", [400, 413, 422])
def test_a_refusal_keeps_its_reason(client: Client, meet: Meet, status: int) -> None:
    error = meet('{"error": {"message": "verbose_json is not compatible"}}', status)

    assert type(error) is client.refused
    assert "verbose_json is not compatible" in error.detail


def test_a_chunk_that_is_too_long_is_refused_by_the_recogniser(httpserver: HTTPServer) -> None:
    body = {"error": {"message": "The audio is too long", "code": "context_length_exceeded"}}
    httpserver.expect_request("/v1/audio/transcriptions").respond_with_json(body, status=400)

    error = error_of(CLIENTS["transcription"], httpserver.url_for("/v1"))

    assert type(error) is ModelUnavailable
    assert "The audio is too long" in error.detail


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500])
def test_no_error_holds_a_key_that_the_provider_repeats(meet: Meet, status: int) -> None:
    error = meet('{"error": {"message": "Bad key %s or sk-proj-*****wxyz, Bearer abc"}}' % KEY, status)  # noqa: UP031

    written = "".join(traceback.format_exception(error))
    assert KEY not in written
    assert "wxyz" not in written
    assert "Bearer abc" not in written


@pytest.mark.parametrize("body", ["<html>gateway</html>", "{", "[]", '"text"', "[" * 100_000, "{}"])
def test_an_answer_that_is_no_answer_may_have_been_charged(client: Client, meet: Meet, body: str) -> None:
    assert type(meet(body)) is client.lost


def test_an_answer_that_is_too_long_is_not_asked_for_again(
    client: Client, meet: Meet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(openai_client, "MAX_ANSWER_BYTES", 100_000)

    error = meet(" " * 200_000)

    assert type(error) is client.too_large
    assert "larger" in error.detail


def test_a_compressed_answer_is_not_unpacked(client: Client, meet: Meet) -> None:
    assert type(meet(gzip.compress(b"{}"), **{"Content-Encoding": "gzip"})) is client.lost


def test_a_connection_that_is_cut_may_have_been_charged(client: Client) -> None:
    with cutting(BEGINNING + b'{"text": "Hi') as port:
        assert type(error_of(client, f"http://127.0.0.1:{port}/v1")) is client.lost


@pytest.mark.parametrize("server", [black_hole, dripping], ids=["silent", "endless body"])
def test_an_answer_that_never_ends_may_have_been_charged(
    client: Client, server: Callable[..., Iterator[int]]
) -> None:
    with server() as port:  # type: ignore[attr-defined]
        assert type(error_of(client, f"http://127.0.0.1:{port}/v1", 0.5)) is client.lost


def test_an_endpoint_that_is_not_there_is_not_charged(client: Client) -> None:
    with socket.socket() as endpoint:
        endpoint.bind(("127.0.0.1", 0))
        port = endpoint.getsockname()[1]
        assert type(error_of(client, f"http://127.0.0.1:{port}/v1")) is client.down


def test_requests_go_through_the_proxy_of_the_environment(
    client: Client, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", httpserver.url_for(""))
    monkeypatch.setenv("no_proxy", "")

    error_of(client, "http://model.invalid/v1")

    assert [request.host for request, _ in httpserver.log] == ["model.invalid"]


@contextmanager
def cutting(answer: bytes) -> Iterator[int]:
    """The port of a server that cuts the connection in the middle of its answer."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer_once() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(1 << 16)
                connection.sendall(answer)

        thread = threading.Thread(target=answer_once, daemon=True)
        thread.start()
        yield int(listener.getsockname()[1])
        thread.join(TIMEOUT_S)
