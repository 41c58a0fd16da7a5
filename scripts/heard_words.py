"""Compare our transcripts with the command's: words, borders of segments, word times, and time spent."""

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean
from typing import Any, Self

from clueso.config import Settings
from clueso.domain.transcript import Segment
from clueso.toolbox import Toolbox
from scripts import peer
from scripts.listening import hear
from scripts.timed import Timed, timed
from scripts.torn import Borders, borders
from scripts.word_errors import WordErrors, count
from scripts.word_times import errors_ms, told

HEAD = "WER, deleted, torn, ms off"


@dataclass(frozen=True, slots=True)
class Found:
    """The figures of one recording, or the sum over several."""

    errors: WordErrors = field(default_factory=WordErrors)
    torn: Borders = field(default_factory=Borders)
    off_ms: tuple[int, ...] = ()

    def __add__(self, other: Self) -> "Found":
        return Found(self.errors + other.errors, self.torn + other.torn, self.off_ms + other.off_ms)

    def __str__(self) -> str:
        torn = f"{self.torn.inside}/{self.torn.all}"
        off = f"{fmean(self.off_ms):.0f}" if self.off_ms else "-"
        return f"{self.errors.rate:>14.2%}{self.errors.deleted:>7}{torn:>9}{off:>8}"


def compare(recordings: Sequence[Path], settings: Settings, vocabulary: Sequence[str]) -> Iterator[str]:
    """Yield the lines of the table."""
    tools = Toolbox(settings)
    runs: dict[str, Timed[Any]] = {
        "ours": timed(lambda: ours(recordings, tools, vocabulary)),
        "command": timed(
            lambda: peer.hear_in_one_run(
                recordings, settings, "--word_timestamps", "True", vocabulary=vocabulary
            )
        ),
    }
    yield f"{'recording':30}" + "".join(f"{f'{name}: {HEAD}':>38}" for name in runs)
    rows = {recording: _row(recording, [run.result for run in runs.values()]) for recording in recordings}
    for recording, row in rows.items():
        yield _line(recording.name, row)
    yield _line("all", (sum(column, Found()) for column in zip(*rows.values(), strict=True)))
    yield f"{'all, the model loaded once':30}" + "".join(f"{run!s:>38}" for run in runs.values())


def ours(
    recordings: Sequence[Path], tools: Toolbox, vocabulary: Sequence[str] = ()
) -> dict[Path, tuple[Segment, ...]]:
    heard = {}
    for recording in recordings:
        with tempfile.TemporaryDirectory(prefix="clueso-hear-") as folder:
            heard[recording] = hear(recording, tools, Path(folder), vocabulary=vocabulary)
    return heard


def errors_in(spoken: str, heard: Iterable[Segment]) -> WordErrors:
    """Count the word errors after Whisper's own English normaliser."""
    from whisper_normalizer.english import EnglishTextNormalizer

    normal = EnglishTextNormalizer()
    return count(normal(spoken).split(), normal(" ".join(segment.text for segment in heard)).split())


def _row(recording: Path, heard: Iterable[Mapping[Path, Sequence[Segment]]]) -> list[Found]:
    spoken, known = recording.with_suffix(".txt").read_text(), told(recording)
    return [
        Found(
            errors_in(spoken, segments[recording]),
            borders(spoken, [segment.text for segment in segments[recording]]),
            tuple(errors_ms(known, segments[recording])),
        )
        for segments in heard
    ]


def _line(name: str, found: Iterable[Found]) -> str:
    return f"{name:30}" + "".join(map(str, found))
