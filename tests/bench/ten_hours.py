"""A recording of ten hours whose words are drawn by chance, the same at every run."""

import random
from collections.abc import Iterator
from typing import Any

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.transcript import Segment, Word
from jobs.runtime import Runtime
from tests.integration import transcribed
from tests.integration.api import recordings

SEGMENTS, EACH_MS = 10_000, 3_600
SEED = 7
VOCABULARY = (
    "the a and of to in that it is was for on with as we you they this have from or had by but what some "
    "there can out other were all your when up use how said an each she which do their time if will way "
    "about many then them write would like so these her long make thing see him two has look more day could "
    "go come did number sound no most people over know water than call first who may down side been now find "
    "recording invitation administrator configuration understandable responsibilities nevertheless"
).split()
SPEAKERS = ("Ann", "Bob", None)


def segments(count: int = SEGMENTS) -> tuple[Segment, ...]:
    """Nine words each on average, with a time for every word, by three voices in turns."""
    chance = random.Random(SEED)
    return tuple(_segment(chance, number) for number in range(count))


def _segment(chance: random.Random, number: int) -> Segment:
    start_ms = number * EACH_MS
    texts = chance.choices(VOCABULARY, k=chance.randint(3, 15))
    texts[0] = texts[0].capitalize()
    if len(texts) > 8:
        texts[5] += ","
    texts[-1] += chance.choice([".", ".", "?", "", ","])
    each_ms = (EACH_MS - 200) // len(texts)
    words = tuple(
        Word(start_ms + at * each_ms, start_ms + (at + 1) * each_ms, text, round(chance.random(), 3))
        for at, text in enumerate(texts)
    )
    speaker = SPEAKERS[number // 40 % len(SPEAKERS)]
    return Segment(f"{number}", start_ms, words[-1].end_ms, " ".join(texts), words, speaker)


def heard(runtime: Runtime, *kinds: DocumentKind) -> str:
    """A project whose only chunk is transcribed and not yet joined; its segments are s1-1, s1-2, …"""
    return recordings.heard(runtime, kinds=kinds, said=segments())


def script() -> dict[str, Any]:
    """A line for every segment."""
    return {"lines": list(_lines())}


def _lines() -> Iterator[dict[str, Any]]:
    for number, segment in enumerate(segments(), 1):
        yield {
            "text": segment.text,
            "start_ms": segment.start_ms,
            "end_ms": segment.end_ms,
            "segment_ids": [f"s1-{number}"],
        }


def article(sections: int = 200) -> dict[str, Any]:
    """Sections that cite every segment among them."""
    each = SEGMENTS // sections
    spoken = segments()
    texts = [spoken[at : at + each] for at in range(0, SEGMENTS, each)]
    return transcribed.article(
        *(
            (
                " ".join(segment.text for segment in part[:20]),
                [f"s1-{int(segment.id) + 1}" for segment in part],
            )
            for part in texts
        )
    )
