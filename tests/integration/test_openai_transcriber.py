"""The real `openai` client against an endpoint on this machine."""

import socket
import traceback
from collections.abc import Sequence
from email.utils import formatdate
from pathlib import Path
from time import time
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from clueso.domain.ports import Hints, Transcription
from clueso.domain.transcript import Span
from clueso.errors import CluesoError, ModelUnavailable, RecogniserMissing, TranscriberDown
from clueso.transcription.audio import as_wav
from clueso.transcription.openai import OpenAITranscriber
from tests.chunk_sounds import SPEECH, silence, spoken, write_wav
from tests.transcribers import ANSWER, KEY, openai
from tests.watching import NotingWatch, Stopped

ALL = [Span(0, 11_275)]
WITH_WORDS = [Span(0, 2_500)]  # the stretch in which ANSWER has words
ROUTE = "/v1/audio/transcriptions"


def transcribe(
    server: HTTPServer,
    hints: Hints = Hints(),  # noqa: B008
    *,
    audio: Path = SPEECH,
    speech: Sequence[Span] = ALL,
) -> Transcription:
    return openai(server).transcribe(audio, speech, hints, NotingWatch())


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

    heard = transcribe(httpserver, speech=WITH_WORDS)

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
    assert "prompt" not in form  # the vocabulary: see OpenAITranscriber
    assert form["timestamp_granularities[]"] == ["word", "segment"]
    assert asked(httpserver).headers["Idempotency-Key"] == "key-1"
    assert asked(httpserver).headers["Authorization"] == f"Bearer {KEY}"


def test_a_declared_language_is_not_questioned(httpserver: HTTPServer) -> None:
    httpserver.expect_request(ROUTE).respond_with_json(ANSWER)

    assert transcribe(httpserver, Hints("fr")).language == "fr"


def test_speech_without_a_word_is_sent_again_by_itself(httpserver: HTTPServer) -> None:
    first = {"text": "Open.", "words": [{"start": 1.1, "end": 2.0, "word": "Open"}]}
    again = {"text": "Save.", "words": [{"start": 0.3, "end": 1.0, "word": "Save"}]}
    httpserver.expect_ordered_request(ROUTE).respond_with_json(first)
    httpserver.expect_ordered_request(ROUTE).respond_with_json(again)

    heard = transcribe(httpserver, Hints("en", request_key="key"), speech=[Span(0, 5_000)])

    assert [(s.start_ms, s.text) for s in heard.segments] == [(1_100, "Open."), (2_100, "Save.")]
    assert [request.headers["Idempotency-Key"] for request, _ in httpserver.log] == ["key", "key-from-1800"]
    assert int(asked(httpserver).headers["Content-Length"]) < 3_300 * 32  # the gap and its margin alone


def test_a_second_look_that_fails_does_not_cost_the_first_answer(httpserver: HTTPServer) -> None:
    first = {"text": "Open.", "words": [{"start": 1.1, "end": 2.0, "word": "Open"}]}
    httpserver.expect_ordered_request(ROUTE).respond_with_json(first)
    httpserver.expect_ordered_request(ROUTE).respond_with_json({}, status=500)

    heard = transcribe(httpserver, speech=[Span(0, 5_000)])

    assert [segment.text for segment in heard.segments] == ["Open."]
    assert len(httpserver.log) == 2


def test_a_chunk_over_the_limit_is_sent_in_parts_with_times_of_the_whole(
    httpserver: HTTPServer, tmp_path: Path
) -> None:
    minute = 60_000
    sound = write_wav(tmp_path / "long.wav", silence(14 * 60))
    speech = [Span(0, 5 * minute), Span(6 * minute, 11 * minute), Span(13 * minute, 14 * minute)]
    told = {"text": "Hi", "segments": [{"start": 0, "end": 660, "text": "Hi"}]}
    httpserver.expect_request(ROUTE).respond_with_json(told)

    heard = openai(httpserver).transcribe(sound, speech, Hints("en", request_key="key"), NotingWatch())

    assert [segment.start_ms for segment in heard.segments] == [0, 13 * minute]
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


@pytest.mark.parametrize("status", [401, 403, 404])
def test_what_holds_for_every_recording_fails_none(httpserver: HTTPServer, status: int) -> None:
    assert isinstance(refusal(httpserver, status, {"message": "No"}), RecogniserMissing)


@pytest.mark.parametrize("status", [400, 413, 422])
def test_what_does_not_pass_is_for_those_who_run_the_service(httpserver: HTTPServer, status: int) -> None:
    assert isinstance(refusal(httpserver, status, {"message": "No"}), ModelUnavailable)


def test_an_account_without_credit_fails_no_recording(httpserver: HTTPServer) -> None:
    error = refusal(httpserver, 429, {"message": "Quota", "code": "insufficient_quota"})

    assert isinstance(error, RecogniserMissing)


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

    with pytest.raises(ModelUnavailable, match="no transcription service"):
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
