"""Whisper on this machine, by way of faster-whisper."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clueso.domain.ports import Hints, Transcription, Watch
from clueso.domain.transcript import Segment, Span, Word
from clueso.domain.windows import clip, plan_windows
from clueso.errors import ModelUnavailable, TranscriberDown
from clueso.transcription.audio import RATE_HZ, length_ms, quietest_ms, read_pcm
from clueso.transcription.hotwords import hotwords
from clueso.transcription.segments import UNDETERMINED, at_sentences, well_formed
from clueso.transcription.whisper_model import find_model

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Samples = NDArray[np.float32]

log = logging.getLogger(__name__)

HOTWORD_TOKENS = 112  # a quarter of Whisper's text context (448), so that the rest holds any 30 s of speech
DETECTION_WINDOWS = 3  # windows that are heard, at most, until the language is more likely than not
SAMPLES_PER_MS = RATE_HZ // 1000


class WhisperTranscriber:
    """Loads its model at the first use and keeps it: never fork a process in which it has worked.

    `model` is a name or the folder of a CTranslate2 model. With `batch_size` 0 windows are decoded one
    after another; each is heard by itself, so that chunks may be cut anywhere in a pause.
    """

    def __init__(
        self,
        model: str,
        *,
        models_dir: Path,
        device: str = "auto",
        compute_type: str = "default",
        threads: int = 1,
        batch_size: int = 0,
    ) -> None:
        self._model_name = model
        self._models_dir = models_dir
        self._device = device
        self._compute_type = compute_type
        self._threads = threads
        self._batch_size = batch_size
        self._model: Any = None

    @property
    def engine(self) -> str:
        """The model and how it computes: before the first use what was asked for, then what is so."""
        compute_type = self._model.model.compute_type if self._model else self._compute_type
        return f"whisper {self._name} ({compute_type})"

    @property
    def _name(self) -> str:
        """The model without its folder: no path leaves the server."""
        return Path(self._model_name).name

    def transcribe(self, audio: Path, speech: Sequence[Span], hints: Hints, watch: Watch) -> Transcription:
        pcm = read_pcm(audio)
        windows = plan_windows(clip(speech, length_ms(pcm)), settle=partial(quietest_ms, pcm))
        if not windows:
            watch.progress(1.0)
            return Transcription(hints.language or UNDETERMINED, ())
        self._load()
        watch.check()
        samples = _samples(pcm)
        language = self._language(hints.language, samples, windows)
        segments: list[Segment] = []
        for done, found in enumerate(self._decode(samples, windows, language, hints.vocabulary), 1):
            segments += (part for segment in found for part in at_sentences(segment))
            watch.progress(done / len(windows))
            watch.check()
        return Transcription(language, well_formed(segments, length_ms(pcm)))

    def _load(self) -> None:
        if self._model:
            return
        folder = find_model(self._model_name, self._models_dir)
        if folder is None:
            raise ModelUnavailable(
                f"The Whisper model {self._name!r} is not on this machine; `make model` fetches it."
            )
        from faster_whisper import WhisperModel

        try:
            self._model = WhisperModel(
                str(folder),
                device=self._device,
                compute_type=self._compute_type,
                cpu_threads=self._threads,
                local_files_only=True,
            )
        except (RuntimeError, ValueError, OSError) as error:
            log.error("%s cannot be loaded: %s", folder, error)  # the cause does not leave this process
            raise ModelUnavailable(f"The Whisper model {self._name!r} cannot be loaded here.") from error

    def _language(self, declared: str | None, samples: Samples, windows: Sequence[Span]) -> str:
        if declared is None:
            return self._detected(samples, windows)
        if not self._knows(declared):
            raise ModelUnavailable(
                f"The Whisper model {self._name!r} does not know the language {declared!r}."
                " Declare another language, or have a multilingual model installed."
            )
        return declared

    def _knows(self, language: str) -> bool:
        if not self._model.model.is_multilingual:
            return language == "en"
        token = self._model.hf_tokenizer.token_to_id(f"<|{language}|>")
        return token is not None and language in self._model.supported_languages

    def _detected(self, samples: Samples, windows: Sequence[Span]) -> str:
        if not self._model.model.is_multilingual:
            return "en"
        import numpy as np

        heard = np.concatenate([_excerpt(samples, window) for window in windows[:DETECTION_WINDOWS]])
        language: str = self._model.detect_language(heard, language_detection_segments=DETECTION_WINDOWS)[0]
        return language

    def _decode(
        self, samples: Samples, windows: Sequence[Span], language: str, vocabulary: Sequence[str]
    ) -> Iterator[list[Segment]]:
        """The segments of each window, one window after the other."""
        options = {
            "language": language,
            "temperature": 0.0,
            "condition_on_previous_text": False,
            "word_timestamps": True,
            "hotwords": hotwords(vocabulary, room=HOTWORD_TOKENS, size=self._tokens) or None,
        }
        decode = self._in_batches if self._batch_size else self._one_by_one
        try:
            yield from decode(samples, windows, options)
        except RuntimeError as error:
            log.error("Whisper stopped: %s", error)
            raise TranscriberDown("Whisper stopped in the middle of its work.") from error

    def _one_by_one(
        self, samples: Samples, windows: Sequence[Span], options: dict[str, Any]
    ) -> Iterator[list[Segment]]:
        for window in windows:
            found, _ = self._model.transcribe(_excerpt(samples, window), **options)
            yield [_ours(segment, window.start_ms) for segment in found]

    def _in_batches(
        self, samples: Samples, windows: Sequence[Span], options: dict[str, Any]
    ) -> Iterator[list[Segment]]:
        from faster_whisper import BatchedInferencePipeline

        clips = [{"start": window.start_ms / 1000, "end": window.end_ms / 1000} for window in windows]
        pipeline = BatchedInferencePipeline(self._model)  # keeps state: one for each job
        found, _ = pipeline.transcribe(samples, clip_timestamps=clips, batch_size=self._batch_size, **options)
        for _, segments in groupby(found, key=lambda segment: segment.seek):
            yield [_ours(segment, 0) for segment in segments]

    def _tokens(self, text: str) -> int:
        return len(self._model.hf_tokenizer.encode(" " + text, add_special_tokens=False))


def _samples(pcm: bytes) -> Samples:
    import numpy as np

    return np.frombuffer(pcm, np.int16).astype(np.float32) / np.float32(32768)


def _excerpt(samples: Samples, window: Span) -> Samples:
    return samples[window.start_ms * SAMPLES_PER_MS : window.end_ms * SAMPLES_PER_MS]


def _ours(segment: Any, offset_ms: int) -> Segment:
    """A segment of faster-whisper as ours; its words keep the space before them."""
    words = tuple(
        Word(_ms(word.start, offset_ms), _ms(word.end, offset_ms), word.word, float(word.probability))
        for word in segment.words or ()
    )
    return Segment("", _ms(segment.start, offset_ms), _ms(segment.end, offset_ms), segment.text, words)


def _ms(seconds: float, offset_ms: int) -> int:
    return round(float(seconds) * 1000) + offset_ms
