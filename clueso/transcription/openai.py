"""A recogniser behind an OpenAI-compatible `/audio/transcriptions`."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clueso.domain.hearing.sentences import in_sentences
from clueso.domain.hearing.windows import clip, parts_in, plan_windows
from clueso.domain.ports import Hints, Transcription, Watch
from clueso.domain.retry_after import pause_s
from clueso.domain.transcript import Segment, Span
from clueso.errors import CluesoError, ModelUnavailable, RecogniserMissing, TranscriberDown, TranscriberLost
from clueso.transcription.audio import BYTES_PER_MS, as_wav, excerpt, length_ms, quietest_ms, read_pcm
from clueso.transcription.languages import code_of
from clueso.transcription.second_look import look_again
from clueso.transcription.segments import UNDETERMINED, well_formed
from clueso.transcription.verbose_json import segments_of

if TYPE_CHECKING:
    from openai import APIStatusError, OpenAI

log = logging.getLogger(__name__)

CONNECT_TIMEOUT_S = 10.0
CHECK_TIMEOUT_S = 10.0
LARGEST_BYTES = 24_000_000  # the API's limit is 25 MB for the whole form
SECRET = re.compile(r"\b(?:[spr]k-[\w*.-]{6,}|Bearer \S+)")
REASON_LETTERS = 300


class OpenAITranscriber:
    """Sends each chunk as it is, once: the pipeline tries again, not this class.

    `model` must answer `verbose_json`; where an endpoint gives text alone, the times are guesses. Speech for
    which an answer has no words is sent again by itself.

    The vocabulary is not sent as `prompt`: that is the text before the window, which makes the Whisper models
    that we could measure leave out whole sentences, and what an endpoint's model makes of it we could not.
    """

    def __init__(
        self, model: str, *, api_key: str, base_url: str | None = None, timeout_s: float = 600
    ) -> None:
        self._model = model
        self._api_key = api_key
        self._base_url = base_url
        self._timeout_s = timeout_s

    @property
    def engine(self) -> str:
        return f"openai {self._model}"

    def check(self) -> None:
        """Ask for the list of models, which costs nothing. Raises ModelUnavailable when the endpoint does
        not accept the key or does not have the model, TranscriberDown."""
        import openai

        with self._client(CHECK_TIMEOUT_S) as client, self._translated():
            try:
                listed = client.models.with_raw_response.list().http_response
                names = {model["id"] for model in json.loads(listed.text)["data"]}
            except (openai.NotFoundError, LookupError, TypeError) as error:
                raise self._no_transcript() from error
        if self._model not in names:
            raise self._no_model()

    def prepare(self) -> None:
        """Nothing: the endpoint has its model."""

    def transcribe(self, audio: Path, speech: Sequence[Span], hints: Hints, watch: Watch) -> Transcription:
        pcm = read_pcm(audio)
        speech = clip(speech, length_ms(pcm))
        language = hints.language
        segments: list[Segment] = []
        with self._client(self._timeout_s) as client:
            windows = _requests(pcm, speech)
            for number, window in enumerate(windows, 1):
                watch.check()
                headers = _headers(hints.request_key, number)
                answer = self._ask(client, excerpt(pcm, window), hints.language, headers)
                language = language or code_of(str(answer.get("language") or ""))
                listen = partial(self._listen_again, client, pcm, language, hints.request_key)
                heard = self._understood(answer, speech, window)
                segments += look_again(heard, parts_in(speech, window), listen)
                watch.progress(number / len(windows))
        watch.progress(1.0)
        language = language or UNDETERMINED
        sentences = in_sentences(segments, speech, language=language)
        return Transcription(language, well_formed(sentences, length_ms(pcm)))

    def _client(self, timeout_s: float) -> OpenAI:
        import openai

        return openai.OpenAI(
            api_key=self._api_key,
            base_url=self._base_url,
            max_retries=0,
            timeout=openai.Timeout(timeout_s, connect=CONNECT_TIMEOUT_S),
        )

    def _listen_again(
        self, client: OpenAI, pcm: bytes, language: str | None, request_key: str | None, stretch: Span
    ) -> list[Segment]:
        headers = _headers(request_key, f"from-{stretch.start_ms}")
        try:
            answer = self._ask(client, excerpt(pcm, stretch), language, headers)
            return self._understood(answer, [stretch], stretch)
        except CluesoError as error:
            # Raising would throw away the first answer, which is paid for. The gap stays marked.
            log.warning("A gap at %s ms could not be sent again: %s", stretch.start_ms, error.detail)
            return []

    def _ask(
        self, client: OpenAI, pcm: bytes, language: str | None, headers: dict[str, str]
    ) -> dict[str, Any]:
        import openai

        with self._translated():
            answer = client.audio.transcriptions.with_raw_response.create(
                file=("chunk.wav", as_wav(pcm), "audio/wav"),
                model=self._model,
                response_format="verbose_json",
                timestamp_granularities=["word", "segment"],
                temperature=0,
                language=language or openai.omit,
                extra_headers=headers,
            )
            told = json.loads(answer.http_response.text)
        if not isinstance(told, dict):
            raise self._no_transcript()
        return told

    @contextmanager
    def _translated(self) -> Iterator[None]:
        import httpx2
        import openai

        try:
            yield
        except openai.APIStatusError as error:
            raise self._refusal(error) from None  # the provider's words may repeat our key
        except openai.APIConnectionError as error:
            if isinstance(error.__cause__, httpx2.ConnectError | httpx2.ConnectTimeout):
                raise TranscriberDown("The transcription service cannot be reached.") from error
            raise TranscriberLost("The transcription service did not answer in time.") from error
        except ValueError as error:
            raise self._no_transcript() from error

    def _understood(self, answer: dict[str, Any], speech: Sequence[Span], window: Span) -> list[Segment]:
        try:
            return segments_of(answer, parts_in(speech, window), window.start_ms)
        except (KeyError, TypeError, ValueError) as error:
            raise self._no_transcript() from error

    def _no_transcript(self) -> ModelUnavailable:
        # It may have been charged, so it is not asked for ever.
        return ModelUnavailable(
            "What answered is no transcription service. Tell those who run this service; then retry."
        )

    def _no_model(self) -> RecogniserMissing:
        return RecogniserMissing(f"The transcription service has no model {self._model!r}. Nothing is lost.")

    def _refusal(self, error: APIStatusError) -> CluesoError:
        status = error.status_code
        if status == 429 and error.code == "insufficient_quota":
            return RecogniserMissing(
                "The account at the transcription service has no credit left. Nothing is lost."
            )
        if status in (408, 409, 425, 429) or status >= 500:
            return TranscriberDown(
                f"The transcription service is busy or down (status {status}).",
                retry_after_s=pause_s(error.response.headers.get("Retry-After")),
            )
        if status in (401, 403):
            return RecogniserMissing("The transcription service does not let us in. Nothing is lost.")
        if status == 404:
            return self._no_model()
        return ModelUnavailable(f"The transcription service refused the recording: {self._reason(error)}")

    def _reason(self, error: APIStatusError) -> str:
        body = error.body if isinstance(error.body, dict) else {}
        told = str(body.get("message") or f"status {error.status_code}").replace(self._api_key, "…")
        return SECRET.sub("…", told)[:REASON_LETTERS]


def _requests(pcm: bytes, speech: Sequence[Span]) -> list[Span]:
    """The whole chunk, or windows of it when one request may not be so large; none without speech."""
    if not speech:
        return []
    if len(pcm) <= LARGEST_BYTES:
        return [Span(0, length_ms(pcm))]
    longest_ms = LARGEST_BYTES // BYTES_PER_MS
    settle = partial(quietest_ms, pcm)
    return plan_windows(speech, longest_ms=longest_ms, widest_pause_ms=longest_ms, settle=settle)


def _headers(request_key: str | None, part: int | str) -> dict[str, str]:
    """The idempotency key of a request; every further request for the same chunk has a key of its own."""
    if request_key is None:
        return {}
    return {"Idempotency-Key": request_key if part == 1 else f"{request_key}-{part}"}
