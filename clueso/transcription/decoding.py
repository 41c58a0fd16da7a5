"""Decoding: from the sound of windows to their words, with parts of faster-whisper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

from clueso.domain.transcript import Segment, Word

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Samples = NDArray[np.float32]

# The limits of openai/whisper, transcribe(): a text beyond one is decoded again at a higher temperature.
LEAST_LOGPROB, MOST_COMPRESSION, MOST_SILENCE = -1.0, 2.4, 0.6
LEAST_OVER_SILENCE = -0.5
"""The log probability that a text needs if Whisper takes the window for silence. The word "you", which
Whisper writes over a silence that the VAD took for speech, has -0.84.
"""
FRAMES_PER_S, FULL_FRAMES = 100, 3_000  # of the encoder's input; Whisper was trained on 30 s
TAIL_FRAMES = 200
"""Silence behind a window. Whisper pads each window to 30 s. With 2 s the text was the same; with none
Whisper repeated itself (docs/architecture.md, "Facts that were measured").
"""
APART_S = 60.0  # the distance between windows of one batch, so that each begins after a pause
SQUEEZED = 4
"""This many words in a row without a length were not spoken: Whisper goes on where the sound has ended."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """The encoder's output for some windows. `frames` are their lengths."""

    output: Any
    frames: list[int]


@dataclass(frozen=True, slots=True)
class Text:
    """The decoded text of one window. `silence` is the probability that it holds no speech."""

    tokens: list[int]
    logprob: float
    compression: float
    silence: float

    @property
    def is_sure(self) -> bool:
        is_likely = self.logprob >= LEAST_LOGPROB and self.compression <= MOST_COMPRESSION
        return is_likely and not self.is_silence

    @property
    def tells_words(self) -> bool:
        return self.is_sure and self.silence <= MOST_SILENCE

    @property
    def is_silence(self) -> bool:
        return self.silence > MOST_SILENCE and self.logprob < LEAST_OVER_SILENCE


@dataclass(frozen=True, slots=True)
class Decoded:
    """The segments of one window. `tokens` may be the next window's prompt; a doubtful text gives none."""

    segments: list[Segment]
    tokens: list[int]


class Decoder:
    """Decodes windows of up to 30 s, several at once.

    `model` is a WhisperModel. Times count from a window's start.
    """

    def __init__(self, model: Any) -> None:
        self._model = model
        self._tokenizer = lru_cache(self._new_tokenizer)

    @property
    def is_multilingual(self) -> bool:
        return bool(self._model.model.is_multilingual)

    @property
    def compute_type(self) -> str:
        return str(self._model.model.compute_type)

    def knows(self, language: str) -> bool:
        if not self.is_multilingual:
            return language == "en"
        token = self._model.hf_tokenizer.token_to_id(f"<|{language}|>")
        return token is not None and language in self._model.supported_languages

    def encode(self, sounds: Sequence[Samples]) -> Encoded:
        """Encode windows, each with TAIL_FRAMES of silence behind it."""
        features = [self._features(sound) for sound in sounds]
        frames = [feature.shape[-1] for feature in features]
        length = min(FULL_FRAMES, max(frames) + TAIL_FRAMES)
        return Encoded(self._model.encode(_padded(features, length)), frames)

    def languages(self, encoded: Encoded) -> list[dict[str, float]]:
        """Return the probability of each language for each window."""
        found = self._model.model.detect_language(encoded.output)
        return [{token[2:-2]: probability for token, probability in window} for window in found]

    def decode(
        self, encoded: Encoded, sounds: Sequence[Samples], language: str, *, before: Sequence[int] = ()
    ) -> list[Decoded]:
        """Decode each window. `before` are the tokens of the text before them, as a prompt.

        A window with a doubtful text is decoded again by itself, padded to 30 s and without a prompt.
        """
        texts = self._texts(encoded, language, before)
        heard = self._timed(encoded, [text.tokens for text in texts], language)
        return [
            Decoded(found, text.tokens)
            # A doubtful text is no prompt for the next window, so that no loop continues.
            if text.is_sure and not _is_squeezed(found)
            else Decoded(self.decode_in_full(sound, language)[1], [])
            for text, found, sound in zip(texts, heard, sounds, strict=True)
        ]

    def decode_in_full(self, sound: Samples, language: str) -> tuple[Text, list[Segment]]:
        """Decode one window padded to 30 s, at higher temperatures while the text is doubtful.

        Returns the best.
        """
        import ctranslate2

        feature = self._features(sound)
        encoded = Encoded(self._model.encode(_padded([feature], FULL_FRAMES)), [feature.shape[-1]])
        tokenizer = self._tokenizer(language)
        ctranslate2.set_random_seed(0)  # the same sound gives the same text
        result, logprob, _, compression = self._model.generate_with_fallback(
            encoded.output, self._prompt(language, ()), tokenizer, self._options
        )
        text = Text(result.sequences_ids[0], logprob, compression, result.no_speech_prob)
        if text.is_silence:
            return text, []
        return text, self._timed(encoded, [text.tokens], language)[0]

    def _texts(self, encoded: Encoded, language: str, before: Sequence[int]) -> list[Text]:
        options = self._options
        results = self._model.model.generate(
            encoded.output,
            [self._prompt(language, before)] * len(encoded.frames),
            beam_size=options.beam_size,
            patience=options.patience,
            length_penalty=options.length_penalty,
            max_length=self._model.max_length,
            return_scores=True,
            return_no_speech_prob=True,
            suppress_tokens=options.suppress_tokens,
        )
        return [self._text(result, language) for result in results]

    def _text(self, result: Any, language: str) -> Text:
        from faster_whisper.transcribe import get_compression_ratio

        tokens = result.sequences_ids[0]
        text = self._tokenizer(language).decode(tokens).strip()
        logprob = result.scores[0] * len(tokens) / (len(tokens) + 1)  # the mean, with the end token counted
        return Text(tokens, logprob, get_compression_ratio(text) if text else 0.0, result.no_speech_prob)

    def _timed(self, encoded: Encoded, texts: Sequence[list[int]], language: str) -> list[list[Segment]]:
        """Return the segments of each window, with the times of their words."""
        tokenizer, options = self._tokenizer(language), self._options
        windows = [
            [_piece(tokens, number * APART_S, frames / FRAMES_PER_S)]
            for number, (tokens, frames) in enumerate(zip(texts, encoded.frames, strict=True))
        ]
        self._model.add_word_timestamps(
            windows,
            tokenizer,
            encoded.output,
            encoded.frames,
            options.prepend_punctuations,
            options.append_punctuations,
            -APART_S,
        )
        return [
            [_segment(piece, tokenizer.decode(piece["tokens"]), number * APART_S) for piece in pieces]
            for number, pieces in enumerate(windows)
        ]

    def _features(self, sound: Samples) -> Any:
        # faster-whisper does not count the last frame as content either.
        return self._model.feature_extractor(sound)[:, :-1][:, :FULL_FRAMES]

    def _prompt(self, language: str, before: Sequence[int]) -> list[int]:
        tokenizer = self._tokenizer(language)
        prompt: list[int] = self._model.get_prompt(tokenizer, list(before), without_timestamps=True)
        return prompt

    def _new_tokenizer(self, language: str) -> Any:
        from faster_whisper.tokenizer import Tokenizer

        known = self._model
        return Tokenizer(known.hf_tokenizer, self.is_multilingual, task="transcribe", language=language)

    @cached_property
    def _options(self) -> Any:
        """faster-whisper's own defaults, as it makes them for a call."""
        import numpy as np

        silence = np.zeros(1_600, np.float32)
        return self._model.transcribe(silence, language="en", word_timestamps=True)[1].transcription_options


def _padded(features: Sequence[Any], length: int) -> Any:
    import numpy as np
    from faster_whisper.audio import pad_or_trim

    return np.stack([pad_or_trim(feature, length) for feature in features])


def _piece(tokens: list[int], at_s: float, length_s: float) -> dict[str, Any]:
    """Return a window's tokens in the form that `add_word_timestamps` takes."""
    seek = round(at_s * FRAMES_PER_S)
    return {"seek": seek, "start": at_s, "end": at_s + length_s, "tokens": tokens}


def _segment(piece: dict[str, Any], text: str, at_s: float) -> Segment:
    """Return a piece as a segment with times from its window's start.

    Its words keep the space before them.
    """
    words = tuple(
        Word(_ms(word["start"] - at_s), _ms(word["end"] - at_s), word["word"], float(word["probability"]))
        for word in piece["words"]
    )
    return Segment("", _ms(piece["start"] - at_s), _ms(piece["end"] - at_s), text, words)


def _ms(seconds: float) -> int:
    return round(float(seconds) * 1000)


def _is_squeezed(segments: Sequence[Segment]) -> bool:
    words = (word for segment in segments for word in segment.words)
    runs = groupby(words, key=lambda word: word.end_ms <= word.start_ms)
    return any(no_time and len(list(run)) >= SQUEEZED for no_time, run in runs)
