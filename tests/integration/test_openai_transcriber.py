"""The real `openai` client against an endpoint on this machine. test_openai_client has the faults."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from clueso.domain.ports.transcriber import Hints, Transcription
from clueso.domain.transcript import Span
from clueso.errors import TranscriberLost
from clueso.transcription.audio import as_wav
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


@pytest.mark.parametrize(
    "body", ["<html>Hello</html>", "[]", '"text"', '{"segments": [{"text": "Hi"}]}', "{}"]
)
def test_an_answer_that_is_no_transcript_counts_as_lost(httpserver: HTTPServer, body: str) -> None:
    httpserver.expect_request(ROUTE).respond_with_data(body, content_type="application/json")

    with pytest.raises(TranscriberLost, match="unreadable"):
        transcribe(httpserver)


def test_a_step_that_must_stop_sends_nothing(httpserver: HTTPServer) -> None:
    watch = NotingWatch(stop_over=0.5, fractions=[0.9])

    with pytest.raises(Stopped):
        openai(httpserver).transcribe(SPEECH, ALL, Hints(), watch)

    assert httpserver.log == []
