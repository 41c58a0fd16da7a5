"""The real `openai` client against an endpoint on this machine."""

import socket
import traceback
from email.utils import formatdate
from pathlib import Path
from time import time
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from clueso.domain.ports import Hints, Transcription
from clueso.domain.transcript import Span
from clueso.errors import CluesoError, ModelUnavailable, TranscriberDown
from clueso.transcription.audio import as_wav
from clueso.transcription.openai import OpenAITranscriber
from tests.chunk_sounds import SPEECH, silence, spoken, write_wav
from tests.transcribers import ANSWER, KEY, openai
from tests.watching import NotingWatch, Stopped

ALL = [Span(0, 11_275)]
ROUTE = "/v1/audio/transcriptions"


def transcribe(server: HTTPServer, hints: Hints = Hints(), *, audio: Path = SPEECH) -> Transcription:  # noqa: B008
    return openai(server).transcribe(audio, ALL, hints, NotingWatch())


def refusal(server: HTTPServer, status: int, error: dict[str, Any], **headers: str) -> CluesoError:
    """What becomes of an answer with this status."""
    server.expect_request(ROUTE).respond_with_json({"error": error}, status=status, headers=headers)
    with pytest.raises(CluesoError) as caught:
        transcribe(server)
    assert len(server.log) == 1, "the pipeline tries again, not the client"
    return caught.value


def asked(server: HTTPServer) -> Request:
    return server.log[-1][0]


def test_segments_and_words_come_as_the_endpoint_told_them(httpserver: HTTPServer) -> None:
    httpserver.expect_request(ROUTE).respond_with_json(ANSWER)

    heard = transcribe(httpserver)

    assert heard.language == "en"
    assert [(s.start_ms, s.end_ms, s.text) for s in heard.segments] == [
        (0, 1_500, "Open the settings page."),
        (1_500, 11_275, "Choose a new name."),
    ]
    assert [word.text for segment in heard.segments for word in segment.words] == ["Open", "Choose"]


def test_the_chunk_is_sent_whole_with_what_is_known(httpserver: HTTPServer) -> None:
    form: dict[str, Any] = {}

    def answer(request: Request) -> Response:
        form.update(request.form.to_dict(flat=False), file=request.files["file"].read())
        return Response('{"text": "Hi"}', mimetype="application/json")

    httpserver.expect_request(ROUTE).respond_with_handler(answer)

    transcribe(httpserver, Hints("fr", ("Clueso", "Kubernetes"), "key-1"))

    assert form["file"] == as_wav(spoken())
    assert form["model"] == ["whisper-1"]
    assert form["language"] == ["fr"]
    assert form["prompt"] == ["Clueso, Kubernetes"]
    assert form["timestamp_granularities[]"] == ["word", "segment"]
    assert asked(httpserver).headers["Idempotency-Key"] == "key-1"
    assert asked(httpserver).headers["Authorization"] == f"Bearer {KEY}"


def test_a_declared_language_is_not_questioned(httpserver: HTTPServer) -> None:
    httpserver.expect_request(ROUTE).respond_with_json(ANSWER)

    assert transcribe(httpserver, Hints("fr")).language == "fr"


def test_a_long_vocabulary_is_shortened_to_whole_words(httpserver: HTTPServer) -> None:
    prompts: list[str] = []

    def answer(request: Request) -> Response:
        prompts.append(request.form["prompt"])
        return Response('{"text": "Hi"}', mimetype="application/json")

    httpserver.expect_request(ROUTE).respond_with_handler(answer)

    transcribe(httpserver, Hints(vocabulary=tuple(f"word{number:04}" for number in range(1_000))))

    assert prompts[0].startswith("word0000, word0001")
    assert all(len(word) == 8 for word in prompts[0].split(", "))
    assert len(prompts[0]) <= 600


def test_a_chunk_over_the_limit_is_sent_in_parts_with_times_of_the_whole(
    httpserver: HTTPServer, tmp_path: Path
) -> None:
    minute = 60_000
    sound = write_wav(tmp_path / "long.wav", silence(14 * 60))
    speech = [Span(0, 5 * minute), Span(6 * minute, 11 * minute), Span(13 * minute, 14 * minute)]
    told = {"text": "Hi", "segments": [{"start": 1, "end": 2, "text": "Hi"}]}
    httpserver.expect_request(ROUTE).respond_with_json(told)

    heard = openai(httpserver).transcribe(sound, speech, Hints("en", request_key="key"), NotingWatch())

    assert [segment.start_ms for segment in heard.segments] == [1_000, 13 * minute + 1_000]
    assert [request.headers["Idempotency-Key"] for request, _ in httpserver.log] == ["key", "key-2"]
    assert all(int(request.headers["Content-Length"]) < 25_000_000 for request, _ in httpserver.log)


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503])
def test_what_passes_may_be_tried_again(httpserver: HTTPServer, status: int) -> None:
    error = refusal(httpserver, status, {"message": "Try later"})

    assert isinstance(error, TranscriberDown)
    assert error.retry_after_s == 0


def test_a_pause_that_is_asked_for_in_seconds_is_kept(httpserver: HTTPServer) -> None:
    assert refusal(httpserver, 429, {}, **{"Retry-After": "17"}).retry_after_s == 17


def test_a_pause_that_is_asked_for_as_a_date_is_kept(httpserver: HTTPServer) -> None:
    error = refusal(httpserver, 503, {}, **{"Retry-After": formatdate(time() + 90, usegmt=True)})

    assert 60 < error.retry_after_s <= 90


def test_a_pause_that_nobody_understands_is_none(httpserver: HTTPServer) -> None:
    assert refusal(httpserver, 429, {}, **{"Retry-After": "soon"}).retry_after_s == 0


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413, 422])
def test_what_does_not_pass_is_for_those_who_run_the_service(httpserver: HTTPServer, status: int) -> None:
    assert isinstance(refusal(httpserver, status, {"message": "No"}), ModelUnavailable)


def test_an_account_without_credit_is_not_tried_again(httpserver: HTTPServer) -> None:
    error = refusal(httpserver, 429, {"message": "Quota", "code": "insufficient_quota"})

    assert isinstance(error, ModelUnavailable)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500])
def test_no_error_holds_the_key_even_when_the_provider_repeats_it(
    httpserver: HTTPServer, status: int
) -> None:
    error = refusal(httpserver, status, {"message": f"Bad key {KEY} or sk-proj-***********wxyz"})

    told = "".join(traceback.format_exception(error))
    assert KEY not in told
    assert "wxyz" not in told


def test_the_reason_of_a_refusal_is_told(httpserver: HTTPServer) -> None:
    error = refusal(httpserver, 400, {"message": "response_format 'verbose_json' is not compatible"})

    assert "response_format 'verbose_json' is not compatible" in error.detail


@pytest.mark.parametrize(
    "body", ["<html>Hello</html>", "[]", '"text"', '{"segments": [{"text": "Hi"}]}', "{}"]
)
def test_an_answer_that_is_no_transcript_is_refused(httpserver: HTTPServer, body: str) -> None:
    httpserver.expect_request(ROUTE).respond_with_data(body, content_type="application/json")

    with pytest.raises(ModelUnavailable, match="OPENAI_BASE_URL"):
        transcribe(httpserver)


@pytest.mark.parametrize("listens", [False, True], ids=["is not there", "never answers"])
def test_an_endpoint_that_does_not_answer_may_be_tried_again(listens: bool) -> None:
    with socket.socket() as endpoint:
        endpoint.bind(("127.0.0.1", 0))
        if listens:
            endpoint.listen()
        url = f"http://127.0.0.1:{endpoint.getsockname()[1]}/v1"
        transcriber = OpenAITranscriber("whisper-1", api_key=KEY, base_url=url, timeout_s=0.2)

        with pytest.raises(TranscriberDown):
            transcriber.transcribe(SPEECH, ALL, Hints(), NotingWatch())


def test_a_step_that_must_stop_sends_nothing(httpserver: HTTPServer) -> None:
    watch = NotingWatch(stop_over=0.5, fractions=[0.9])

    with pytest.raises(Stopped):
        openai(httpserver).transcribe(SPEECH, ALL, Hints(), watch)

    assert httpserver.log == []
