"""How far words are from the times that are known."""

import json
from pathlib import Path

from clueso.domain.transcript import Segment, Word
from scripts.word_times import Told, errors_ms, told


def heard(*words: tuple[int, int, str]) -> list[Segment]:
    spoken = tuple(Word(start, end, text, 1.0) for start, end, text in words)
    return [
        Segment("1", spoken[0].start_ms, spoken[-1].end_ms, " ".join(word.text for word in spoken), spoken)
    ]


def test_the_ends_of_each_stretch_are_compared() -> None:
    known = [Told("Open it now.", 1_000, 2_000), Told("Close it.", 4_000, 5_000)]
    words = heard(
        (1_100, 1_300, "Open"),
        (1_300, 1_500, "it"),
        (1_500, 1_950, "now."),
        (3_800, 4_200, "Close"),
        (4_200, 5_300, "it."),
    )

    assert list(errors_ms(known, words)) == [100, 50, 200, 300]


def test_a_word_that_was_not_heard_as_it_was_spoken_tells_nothing() -> None:
    assert list(errors_ms([Told("Open it.", 0, 900)], heard((0, 400, "Often"), (400, 800, "it.")))) == [100]


def test_times_are_read_however_a_file_names_them(tmp_path: Path) -> None:
    items = [
        {"text": "one", "start": 0, "end": 2.5, "speech_start": 0.5, "speech_end": 2},
        {"text": "two", "start": 3, "end": 4},
        {
            "text": "three",
            "start_ms": 5_000,
            "end_ms": 6_000,
            "speech_start_ms": 5_100,
            "speech_end_ms": 5_900,
        },
    ]
    (tmp_path / "talk.json").write_text(json.dumps(items))

    assert told(tmp_path / "talk.mp4") == [
        Told("one", 500, 2_000),
        Told("two", 3_000, 4_000),
        Told("three", 5_100, 5_900),
    ]
    assert told(tmp_path / "other.mp4") == []
