"""Whisper on this machine, with faster-whisper."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from clueso.domain.hearing.doubtful_language import doubtful_stretches
from clueso.domain.hearing.sentences import in_sentences
from clueso.domain.hearing.windows import clip, plan_windows
from clueso.domain.ports.transcriber import Hints, Transcription
from clueso.domain.ports.watch import Watch
from clueso.domain.transcript import Segment, Span
from clueso.domain.words.sentence_ends import has_end_sign
from clueso.errors import LanguageUnknown, RecogniserMissing, TranscriberDown
from clueso.transcription.audio import length_ms, quietest_ms, read_pcm
from clueso.transcription.listening import Heard, Listening
from clueso.transcription.segments import UNDETERMINED, well_formed
from clueso.transcription.whisper_model import find_model

if TYPE_CHECKING:
    from clueso.transcription.decoding import Decoder, Samples

log = logging.getLogger(__name__)


class WhisperTranscriber:
    """Loads its model at the first use and keeps it. Never fork a process in which it has worked.

    `model` is a name, or the folder of a CTranslate2 model. With a `batch_size` of 0 or 1, windows are
    decoded one by one, each with the text before it as its prompt. With a larger one, that many are decoded
    at once, without prompts. Nothing outside the chunk is used, so chunks may be cut in any pause. Speech for
    which a window has no words is decoded again. Segments are sentences, also across windows.

    The model does not get the vocabulary: as hotwords it makes small models leave out whole sentences
    (docs/architecture.md, "Facts that were measured").
    """

    def __init__(
        self,
        model: str,
        *,
        models_dir: Path,
        device: str = "auto",
        compute_type: str = "auto",
        threads: int = 1,
        batch_size: int = 0,
    ) -> None:
        self._model_name = model
        self._models_dir = models_dir
        self._device = device
        self._compute_type = compute_type
        self._threads = threads
        self._batch_size = max(batch_size, 1)
        self._decoder: Decoder | None = None

    @property
    def engine(self) -> str:
        """Return the model and its compute type: the configured one until the model is loaded, then the real
        one.
        """
        compute_type = self._decoder.compute_type if self._decoder else self._compute_type
        return f"whisper {self._name} ({compute_type})"

    @property
    def _name(self) -> str:
        """Return the name of the model without its folder, because no path may leave the server."""
        return Path(self._model_name).name

    def prepare(self) -> None:
        """Load the model. Raises RecogniserMissing."""
        self._load()

    def transcribe(self, audio: Path, speech: Sequence[Span], hints: Hints, watch: Watch) -> Transcription:
        """See the port `Transcriber`. Raises LanguageUnknown, RecogniserMissing, TranscriberDown."""
        pcm = read_pcm(audio)
        speech = clip(speech, length_ms(pcm))
        windows = plan_windows(speech, settle=partial(quietest_ms, pcm))
        if not windows:
            watch.progress(1.0)
            return Transcription(hints.language or UNDETERMINED, ())
        decoder = self._load()
        watch.check()
        language = self._only_language(decoder, hints)
        listening = Listening(decoder, _samples(pcm), speech, batch_size=self._batch_size)
        heard: list[Heard] = []
        # CTranslate2 raises RuntimeError for all that goes wrong, such as a GPU without memory.
        with _translated():
            for found in listening.hear(windows, language, hints.languages):
                heard.append(found)
                watch.heard(well_formed(_finished(_sentences(heard, speech)), length_ms(pcm)))
                watch.progress(_length_ms(known.spoken.window for known in heard) / _length_ms(windows))
                watch.check()
        return _transcription(heard, well_formed(_sentences(heard, speech), length_ms(pcm)), language)

    def _load(self) -> Decoder:
        from clueso.transcription.decoding import Decoder

        if self._decoder:
            return self._decoder
        folder = find_model(self._model_name, self._models_dir)
        if folder is None:
            log.error("there is no Whisper model %r here, nor in %s", self._model_name, self._models_dir)
            raise RecogniserMissing
        from faster_whisper import WhisperModel

        try:
            model = WhisperModel(
                str(folder),
                device=self._device,
                compute_type=_compute_type(self._compute_type, self._device),
                # More threads gain little (docs/architecture.md, "Whisper: threads and memory").
                cpu_threads=self._threads,
                local_files_only=True,
            )
        except (RuntimeError, ValueError, OSError) as error:
            log.error("%s cannot be loaded: %s", folder, error)  # the cause does not leave this process
            raise RecogniserMissing from error
        self._decoder = Decoder(model)
        return self._decoder

    def _only_language(self, decoder: Decoder, hints: Hints) -> str | None:
        """Return the declared language, or that of an English-only model; None to detect it.

        Raises LanguageUnknown.
        """
        for language in filter(None, (hints.language, *hints.languages)):
            if not decoder.knows(language):
                raise LanguageUnknown(
                    f"The Whisper model {self._name!r} does not know the language {language!r}."
                    f" {LanguageUnknown.default_detail}"
                )
        return hints.language or (None if decoder.is_multilingual else "en")


def _compute_type(wanted: str, device: str) -> str:
    """Resolve `auto` to int8 on a CPU and float16 on a GPU, if CTranslate2 supports it there.

    CTranslate2 itself would choose int8_float16 on a GPU.
    """
    import ctranslate2

    if wanted != "auto":
        return wanted
    if device == "auto":
        device = "cuda" if ctranslate2.get_cuda_device_count() else "cpu"
    best = "int8" if device == "cpu" else "float16"
    return best if best in ctranslate2.get_supported_compute_types(device) else "auto"


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except RuntimeError as error:
        log.error("Whisper stopped: %s", error)
        raise TranscriberDown("Whisper stopped in the middle of its work.") from error


def _samples(pcm: bytes) -> Samples:
    import numpy as np

    # 16-bit samples reach 32,768.
    return np.frombuffer(pcm, np.int16).astype(np.float32) / np.float32(32768)


def _length_ms(windows: Iterable[Span]) -> int:
    return sum(window.end_ms - window.start_ms for window in windows)


def _sentences(heard: Sequence[Heard], speech: Sequence[Span]) -> list[Segment]:
    """Return all segments as sentences, each in one language."""
    segments = [segment for window in heard for segment in window.segments]
    return [
        sentence
        for language, group in groupby(segments, key=lambda segment: segment.language)
        for sentence in in_sentences(list(group), speech, language=language or UNDETERMINED)
    ]


def _finished(sentences: Sequence[Segment]) -> Sequence[Segment]:
    """Return the sentences without an unfinished last one, which may go on in the next window."""
    return sentences if sentences and has_end_sign(sentences[-1].text) else sentences[:-1]


def _transcription(
    heard: Sequence[Heard], segments: tuple[Segment, ...], declared: str | None
) -> Transcription:
    """Return the chunk's transcription, in the language of most of its speech, with its mean probability."""
    doubtful = doubtful_stretches(segments)
    if declared:
        return Transcription(declared, segments, doubtful=doubtful)
    lengths: Counter[str] = Counter()
    for window in heard:
        lengths[window.spoken.language] += _length_ms([window.spoken.window])
    language, spoken_ms = lengths.most_common(1)[0]
    own = (window.spoken for window in heard if window.spoken.language == language)
    sure = sum(spoken.probability * _length_ms([spoken.window]) for spoken in own)
    return Transcription(language, segments, round(sure / spoken_ms, 3), doubtful)
