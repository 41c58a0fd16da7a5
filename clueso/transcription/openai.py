"""A recogniser behind an OpenAI-compatible `/audio/transcriptions`."""

import logging
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from clueso.domain.hearing.pcm import BYTES_PER_MS
from clueso.domain.hearing.sentences import in_sentences
from clueso.domain.hearing.windows import clip, parts_in, plan_windows
from clueso.domain.ports.transcriber import Hints, Transcription
from clueso.domain.ports.watch import Watch
from clueso.domain.transcript import Segment, Span
from clueso.errors import (
    CluesoError,
    ModelUnavailable,
    RecogniserMissing,
    TranscriberDown,
    TranscriberLost,
)
from clueso.openai_client import Json, OpenAIClient, Service
from clueso.transcription.audio import as_wav, excerpt, length_ms, quietest_ms, read_pcm
from clueso.transcription.languages import code_of
from clueso.transcription.second_look import look_again
from clueso.transcription.segments import UNDETERMINED, well_formed
from clueso.transcription.verbose_json import segments_of

log = logging.getLogger(__name__)

TRANSCRIPTION = Service(
    "The transcription service",
    down=TranscriberDown,
    lost=TranscriberLost,
    too_large=ModelUnavailable,
    missing=RecogniserMissing,
    refused=ModelUnavailable,
    too_long=ModelUnavailable,
)
CHECK_TIMEOUT_S = 10.0
LARGEST_BYTES = 24_000_000  # the API's limit is 25 MB for the whole form


class OpenAITranscriber:
    """Sends each chunk as it is, once. The pipeline retries; this class does not.

    `model` must answer `verbose_json`. Where an endpoint gives text alone, the times are guesses. Speech for
    which an answer has no words is sent again by itself.

    The vocabulary is not sent as `prompt`: that is the text before the window, and it makes the Whisper
    models that we could measure leave out whole sentences. What other models make of it we could not measure.
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
        """Check the endpoint, the key and the model for free. Raises ModelUnavailable, TranscriberDown."""
        with self._client(CHECK_TIMEOUT_S) as client:
            client.check()

    def prepare(self) -> None:
        """Load the client's libraries, so that the first chunk does not wait for them. The endpoint has its model."""
        with self._client(CHECK_TIMEOUT_S):
            pass

    def transcribe(self, audio: Path, speech: Sequence[Span], hints: Hints, watch: Watch) -> Transcription:
        """Send the chunk, or windows of it when it is too large for one request.

        Raises TranscriberDown, TranscriberLost, RecogniserMissing, ModelUnavailable.
        """
        pcm = read_pcm(audio)
        speech = clip(speech, length_ms(pcm))
        language = hints.language
        segments: list[Segment] = []
        with self._client(self._timeout_s) as client:
            windows = _requests(pcm, speech)
            for number, window in enumerate(windows, 1):
                watch.check()
                key = _key(hints.request_key, number)
                answer = _ask(client, excerpt(pcm, window), hints.language, key)
                language = language or code_of(str(answer.get("language") or ""))
                listen = partial(_listen_again, client, pcm, language, hints.request_key)
                heard = _understood(client, answer, speech, window)
                segments += look_again(heard, parts_in(speech, window), listen)
                watch.progress(number / len(windows))
        watch.progress(1.0)
        language = language or UNDETERMINED
        sentences = in_sentences(segments, speech, language=language)
        return Transcription(language, well_formed(sentences, length_ms(pcm)))

    def _client(self, timeout_s: float) -> OpenAIClient:
        return OpenAIClient(
            TRANSCRIPTION,
            api_key=self._api_key,
            base_url=self._base_url,
            model=self._model,
            timeout_s=timeout_s,
        )


def _listen_again(
    client: OpenAIClient, pcm: bytes, language: str | None, request_key: str | None, stretch: Span
) -> list[Segment]:
    try:
        answer = _ask(client, excerpt(pcm, stretch), language, _key(request_key, f"from-{stretch.start_ms}"))
        return _understood(client, answer, [stretch], stretch)
    except CluesoError as error:
        # Raising would throw away the first answer, which is paid for. The gap stays marked.
        log.warning("A gap at %s ms could not be sent again: %s", stretch.start_ms, error.detail)
        return []


def _ask(client: OpenAIClient, pcm: bytes, language: str | None, key: str | None) -> Json:
    return client.transcribe(
        idempotency_key=key,
        file=("chunk.wav", as_wav(pcm), "audio/wav"),
        response_format="verbose_json",
        timestamp_granularities=["word", "segment"],
        temperature=0,
        **({"language": language} if language else {}),
    )


def _understood(client: OpenAIClient, answer: Json, speech: Sequence[Span], window: Span) -> list[Segment]:
    try:
        return segments_of(answer, parts_in(speech, window), window.start_ms)
    except (KeyError, TypeError, ValueError) as error:
        raise client.unusable() from error


def _requests(pcm: bytes, speech: Sequence[Span]) -> list[Span]:
    """Return the whole chunk, or windows of it when it is too large for one request; none without speech."""
    if not speech:
        return []
    if len(pcm) <= LARGEST_BYTES:
        return [Span(0, length_ms(pcm))]
    longest_ms = LARGEST_BYTES // BYTES_PER_MS
    settle = partial(quietest_ms, pcm)
    return plan_windows(speech, longest_ms=longest_ms, widest_pause_ms=longest_ms, settle=settle)


def _key(request_key: str | None, part: int | str) -> str | None:
    """Return the idempotency key of a request. Further requests for the same chunk have keys of their own."""
    if request_key is None:
        return None
    return request_key if part == 1 else f"{request_key}-{part}"
