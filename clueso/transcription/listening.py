"""The decoding of one chunk, window by window, each in its own language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from clueso.domain.hearing.language_borders import CLOSER_MS, Likely, Spoken, in_one_language, narrowed
from clueso.domain.hearing.pcm import RATE_HZ
from clueso.domain.hearing.windows import parts_in, plan_windows
from clueso.domain.transcript import Segment, Span
from clueso.transcription.decoding import Decoder, Encoded
from clueso.transcription.second_look import look_again

if TYPE_CHECKING:
    from clueso.transcription.decoding import Samples

SAMPLES_PER_MS = RATE_HZ // 1000


@dataclass(frozen=True, slots=True)
class Heard:
    """The segments of one window, and its language."""

    spoken: Spoken
    segments: list[Segment]


class Listening:
    """Decodes the windows of one chunk.

    One by one, each window has the text before it as its prompt. With a larger `batch_size` there are no
    prompts, and the first window is decoded alone, so that a text appears soon. If no language is declared,
    it is detected from the encoder's output.
    """

    def __init__(
        self, decoder: Decoder, samples: Samples, speech: Sequence[Span], *, batch_size: int
    ) -> None:
        self._decoder = decoder
        self._samples = samples
        self._speech = speech
        self._batch_size = batch_size
        self._encoded: dict[tuple[Span, ...], Encoded] = {}
        self._before: tuple[str, list[int]] = ("", [])

    def hear(self, windows: Sequence[Span], language: str | None, among: Sequence[str]) -> Iterator[Heard]:
        """Yield each window in order.

        Without a `language`, it is detected: one of `among`, if that is not empty.
        """
        spoken: Iterable[Spoken]
        if language:
            spoken = (Spoken(window, language, 1.0) for window in windows)
        else:
            spoken = in_one_language(self._likely(windows, among), partial(self._closer, among))
        for batch in self._batches(spoken):
            yield from self._hear(batch)

    def _batches(self, spoken: Iterable[Spoken]) -> Iterator[list[Spoken]]:
        """Yield the windows in batches of one language each."""
        batch: list[Spoken] = []
        # The first batch is a single window, so that a text appears soon.
        most = 1
        for window in spoken:
            if batch and batch[-1].language != window.language:
                yield batch
                batch, most = [], self._batch_size
            batch.append(window)
            if len(batch) >= most:
                yield batch
                batch, most = [], self._batch_size
        if batch:
            yield batch

    def _likely(self, windows: Sequence[Span], among: Sequence[str]) -> Iterator[Likely]:
        rest, most = iter(windows), 1
        while batch := tuple(islice(rest, most)):
            most = self._batch_size
            # Kept for `_hear`: finding the language costs nothing if the encoder's output is used again.
            encoded = self._encoded[batch] = self._encode(batch)
            for window, languages in zip(batch, self._decoder.languages(encoded), strict=True):
                yield Likely(window, narrowed(languages, among))

    def _closer(self, among: Sequence[str], window: Span) -> list[Likely]:
        stretches = plan_windows(parts_in(self._speech, window), longest_ms=CLOSER_MS, widest_pause_ms=0)
        return [
            Likely(stretch, narrowed(self._decoder.languages(self._encode([stretch]))[0], among))
            for stretch in stretches
        ]

    def _hear(self, batch: Sequence[Spoken]) -> Iterator[Heard]:
        windows = tuple(spoken.window for spoken in batch)
        encoded = self._encoded.pop(windows, None) or self._encode(windows)
        sounds = [self._excerpt(window) for window in windows]
        language = batch[0].language
        listen = partial(self._listen_again, language)
        decoded = self._decoder.decode(encoded, sounds, language, before=self._said_before(language))
        for spoken, found in zip(batch, decoded, strict=True):
            placed = [_placed(segment, spoken.window.start_ms, language) for segment in found.segments]
            yield Heard(spoken, look_again(placed, parts_in(self._speech, spoken.window), listen))
        self._before = language, decoded[-1].tokens

    def _said_before(self, language: str) -> list[int]:
        """Return the tokens of the window before as a prompt: in the same language only, and never in
        batches.
        """
        before, tokens = self._before
        return tokens if self._batch_size == 1 and before == language else []

    def _listen_again(self, language: str, stretch: Span) -> list[Segment]:
        """Decode one stretch by itself. Returns nothing if the text is doubtful even then."""
        text, found = self._decoder.decode_in_full(self._excerpt(stretch), language)
        if not text.tells_words:
            return []
        return [_placed(segment, stretch.start_ms, language) for segment in found]

    def _encode(self, windows: Sequence[Span]) -> Encoded:
        return self._decoder.encode([self._excerpt(window) for window in windows])

    def _excerpt(self, window: Span) -> Samples:
        return self._samples[window.start_ms * SAMPLES_PER_MS : window.end_ms * SAMPLES_PER_MS]


def _placed(segment: Segment, at_ms: int, language: str) -> Segment:
    """Return a segment of a window with times from the chunk's start."""
    words = tuple(
        replace(word, start_ms=word.start_ms + at_ms, end_ms=word.end_ms + at_ms) for word in segment.words
    )
    start_ms, end_ms = segment.start_ms + at_ms, segment.end_ms + at_ms
    return replace(segment, start_ms=start_ms, end_ms=end_ms, words=words, language=language)
