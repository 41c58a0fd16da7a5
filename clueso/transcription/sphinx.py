"""pocketsphinx: a preview that needs no download, with the English model of its wheel."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from clueso.domain.hearing.windows import clip, cut_long
from clueso.domain.ports.transcriber import Hints, Transcription
from clueso.domain.ports.watch import Watch
from clueso.domain.transcript import Segment, Span, Word
from clueso.errors import LanguageUnknown
from clueso.transcription.audio import excerpt, length_ms, quietest_ms, read_pcm
from clueso.transcription.segments import cut, well_formed

FRAME_MS = 10
LONGEST_MS = 30_000  # longer utterances make the search slow and wrong
PAUSE_MS = 400  # between sentences; pauses inside one are shorter in read speech
BEAMS = {"maxhmmpf": 3000, "maxwpf": 10, "pl_window": 5}  # measured: a third of the time, no more errors
LANGUAGE = "en"


class SphinxTranscriber:
    """An English preview with a small vocabulary and many errors: good for trying Clueso, not for publishing.

    It gives neither capitals nor full stops, so each stretch between two pauses becomes one sentence. It
    ignores the user's vocabulary, because its language model has no place for new words. It takes no second
    look, because the same stretch gives the same words.
    """

    engine = "sphinx (English preview)"

    def __init__(self) -> None:
        self._decoder: Any = None

    def prepare(self) -> None:
        """Load the model."""
        self._loaded()

    def transcribe(self, audio: Path, speech: Sequence[Span], hints: Hints, watch: Watch) -> Transcription:
        """See the port `Transcriber`. Raises LanguageUnknown."""
        if hints.language not in (None, LANGUAGE):
            raise LanguageUnknown(
                f"This is a preview whose recogniser only knows English, not {hints.language!r}."
                " Choose English or let the language be found, and transcribe the recording again."
            )
        pcm = read_pcm(audio)
        settle = partial(quietest_ms, pcm)
        stretches = clip(speech, length_ms(pcm))
        utterances = [piece for span in stretches for piece in cut_long(span, LONGEST_MS, settle)]
        segments: list[Segment] = []
        for done, utterance in enumerate(utterances, 1):
            watch.check()
            words = self._heard(excerpt(pcm, utterance), utterance.start_ms)
            segments += (_sentence(part) for part in cut(words, _apart))
            watch.progress(done / len(utterances))
        watch.progress(1.0)
        return Transcription(LANGUAGE, well_formed(segments, length_ms(pcm)))

    def _heard(self, pcm: bytes, offset_ms: int) -> list[Word]:
        decoder = self._loaded()
        decoder.reinit_feat()  # otherwise the text depends on earlier utterances
        decoder.start_utt()
        decoder.process_raw(pcm, full_utt=True)
        decoder.end_utt()
        return list(_words(decoder.seg() or (), offset_ms))

    def _loaded(self) -> Any:
        if self._decoder is None:
            from pocketsphinx import Decoder

            self._decoder = Decoder(loglevel="FATAL", **BEAMS)
        return self._decoder


def _words(found: Any, offset_ms: int) -> Iterator[Word]:
    for item in found:
        text = item.word.split("(")[0]  # "for(2)" is another pronunciation of "for"
        if text and text[0] not in "<[+":  # "<sil>", "[NOISE]", "++UH++" are no words
            start_ms = offset_ms + item.start_frame * FRAME_MS
            end_ms = offset_ms + (item.end_frame + 1) * FRAME_MS
            yield Word(start_ms, end_ms, text, item.prob)


def _apart(word: Word, following: Word) -> bool:
    return following.start_ms - word.end_ms >= PAUSE_MS


def _sentence(words: Sequence[Word]) -> Segment:
    written = [replace(word, text=_capital(word.text) if _is_i(word.text) else word.text) for word in words]
    written[0] = replace(written[0], text=_capital(written[0].text))
    written[-1] = replace(written[-1], text=written[-1].text + ".")
    text = " ".join(word.text for word in written)
    return Segment("", written[0].start_ms, written[-1].end_ms, text, tuple(written))


def _is_i(text: str) -> bool:
    return text == "i" or text.startswith("i'")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
