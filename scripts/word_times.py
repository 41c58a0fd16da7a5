"""Word times: how far those of a transcript are from the true ones in `<recording>.json`."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from clueso.domain.transcript import Segment
from clueso.domain.words.wording import tokens

NAMES = (
    ("speech_start_ms", "speech_end_ms", 1),
    ("speech_start", "speech_end", 1000),
    ("start", "end", 1000),
)
"""The names of start and end in the different files, and their unit in milliseconds."""


@dataclass(frozen=True, slots=True)
class Told:
    """A stretch of speech whose times are known."""

    text: str
    start_ms: int
    end_ms: int


def told(recording: Path) -> list[Told]:
    """Return the stretches in the JSON file beside a recording; none without such a file."""
    path = recording.with_suffix(".json")
    return [_told(item) for item in json.loads(path.read_text())] if path.exists() else []


def _told(item: dict[str, Any]) -> Told:
    start, end, unit_ms = next(names for names in NAMES if names[0] in item)
    return Told(item["text"], round(item[start] * unit_ms), round(item[end] * unit_ms))


def errors_ms(known: Sequence[Told], heard: Sequence[Segment]) -> Iterator[int]:
    """Yield the errors in ms of the start and the end of each stretch.

    The start needs the stretch's first word in the transcript, the end its last word.
    """
    spoken = [(word, at) for at, stretch in enumerate(known) for word in tokens(stretch.text)]
    words = [(part, word) for segment in heard for word in segment.words for part in tokens(word.text)]
    matcher = SequenceMatcher(None, [word for word, _ in spoken], [part for part, _ in words], autojunk=False)
    partner = {
        block.a + at: words[block.b + at][1]
        for block in matcher.get_matching_blocks()
        for at in range(block.size)
    }
    for place, (_, at) in enumerate(spoken):
        word = partner.get(place)
        if word and (place == 0 or spoken[place - 1][1] != at):
            yield abs(word.start_ms - known[at].start_ms)
        if word and (place + 1 == len(spoken) or spoken[place + 1][1] != at):
            yield abs(word.end_ms - known[at].end_ms)
