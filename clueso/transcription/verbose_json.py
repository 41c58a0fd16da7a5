"""Segments from the answer of an OpenAI-compatible transcription endpoint (`verbose_json`)."""

import math
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import Any

from clueso.domain.transcript import Segment, Span, Word
from clueso.domain.words.sentence_ends import MANY_LANGUAGES, has_end_sign, sentences_in
from clueso.transcription.segments import cut

PAUSE_MS = 1_000
UNTOLD = 1.0  # the probability of a word for which the endpoint gives none

Json = dict[str, Any]


def segments_of(answer: Json, speech: Sequence[Span], offset_ms: int = 0) -> list[Segment]:
    """Make segments from an answer that has segments and words, one of them, or only text.

    Times in the answer are seconds from `offset_ms`. A text without times is spread over `speech`. Raises
    KeyError, TypeError or ValueError if the answer has another shape.
    """
    words = [_word(item, offset_ms) for item in answer.get("words") or ()]
    if items := answer.get("segments"):
        return _with_words([_segment(item, offset_ms) for item in items], words, items)
    if words:
        return list(_from_words(words, _text(answer)))
    return list(_from_text(_text(answer), speech))


def _text(answer: Json) -> str:
    text = answer["text"]
    if not isinstance(text, str):
        raise TypeError("the text is no string")
    return text


def _word(item: Json, offset_ms: int) -> Word:
    return Word(_ms(item["start"], offset_ms), _ms(item["end"], offset_ms), str(item["word"]), UNTOLD)


def _segment(item: Json, offset_ms: int) -> Segment:
    return Segment("", _ms(item["start"], offset_ms), _ms(item["end"], offset_ms), str(item["text"]))


def _ms(seconds: float, offset_ms: int) -> int:
    return round(seconds * 1000) + offset_ms


def _with_words(segments: list[Segment], words: list[Word], items: list[Json]) -> list[Segment]:
    """Put each word into the segment that holds its middle, with the segment's mean probability."""
    starts = [segment.start_ms for segment in segments]
    homes: list[list[Word]] = [[] for _ in segments]
    for word in words:
        home = max(bisect_right(starts, (word.start_ms + word.end_ms) // 2) - 1, 0)
        # The mean logarithm over the tokens becomes a probability. Nothing above 0 is one.
        probability = math.exp(min(items[home].get("avg_logprob") or 0.0, 0.0))
        homes[home].append(Word(word.start_ms, word.end_ms, word.text, probability))
    return [
        Segment("", segment.start_ms, segment.end_ms, segment.text, tuple(home))
        for segment, home in zip(segments, homes, strict=True)
    ]


def _from_words(words: list[Word], text: str) -> Iterator[Segment]:
    """Stretches between the ends of sentences or long pauses. The words take their signs from `text`."""
    signed = text.split()
    if len(signed) == len(words):
        # Words come without punctuation. With as many words in the text, they are the same in the same order.
        words = [
            Word(word.start_ms, word.end_ms, sign, word.probability)
            for word, sign in zip(words, signed, strict=True)
        ]
    for part in cut(words, _apart):
        yield Segment(
            "", part[0].start_ms, part[-1].end_ms, " ".join(word.text for word in part), tuple(part)
        )


def _apart(word: Word, following: Word) -> bool:
    return has_end_sign(word.text) or following.start_ms - word.end_ms >= PAUSE_MS


def _from_text(text: str, speech: Sequence[Span]) -> Iterator[Segment]:
    """Yield one segment per sentence, with an estimated time.

    A sentence's share of the speech is taken to be its share of the characters.
    """
    sentences = list(sentences_in(text, language=MANY_LANGUAGES))
    speech_ms = sum(span.end_ms - span.start_ms for span in speech)
    letters = list(accumulate(map(len, sentences), initial=0))
    spoken_ms = [round(speech_ms * count / max(letters[-1], 1)) for count in letters]
    for sentence, (begun_ms, done_ms) in zip(sentences, pairwise(spoken_ms), strict=True):
        # One more and one less, so that a sentence begins at the start of a stretch of speech, not at the end
        # of the one before.
        yield Segment("", _moment(speech, begun_ms + 1) - 1, _moment(speech, done_ms), sentence)


def _moment(speech: Sequence[Span], spoken_ms: int) -> int:
    """Return the time at which `spoken_ms` of all speech are over."""
    for span in speech:
        if spoken_ms <= span.end_ms - span.start_ms:
            return span.start_ms + spoken_ms
        spoken_ms -= span.end_ms - span.start_ms
    return speech[-1].end_ms
