"""How good the documents are, in figures: the samples whose script is known, through the real pieces.

    python -m scripts.eval

A sample is a recording in `samples/`, video or sound alone, with `<name>.json` beside it: the stretches of
its script in order, each with `heading`, `start_ms`, `end_ms` and the `text` that is spoken, and with a mark
where it is one: `step` (the reader does something there), `prerequisite`, `aside`, `decision`,
`action_item`. Exit status 1 when a figure is beyond its threshold.
"""

import json
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from clueso.config import Settings
from clueso.domain.documents import DocumentKind
from clueso.domain.hallucination import clean
from clueso.domain.ports import Draft, Hints, Reply, WritingTask
from clueso.domain.transcript import Segment, Span
from clueso.toolbox import Toolbox
from scripts.figures import Outcome, figures

SAMPLES = Path(__file__).parents[1] / "samples"
RECORDINGS = frozenset({".mp4", ".webm", ".mov", ".m4a", ".mp3", ".wav", ".flac", ".ogg"})


class Quiet:
    """A Watch over work that nobody stops."""

    def __init__(self) -> None:
        self._readable, self._open_end = os.pipe()

    def check(self) -> None:
        return None

    def fileno(self) -> int:
        return self._readable

    def progress(self, fraction: float) -> None:
        del fraction


class NoLedger:
    """A ledger for writers that cost nothing."""

    def paid(self, part: str, prompt: str, model: str, send: Callable[[str], Reply]) -> Reply:
        raise AssertionError(f"{model} was to be paid for {part}: {prompt[:80]} ({send})")


def made(sample: Path, tools: Toolbox, folder: Path) -> Outcome:
    """Listen to a sample and write every kind of document about it."""
    watch = Quiet()
    info = tools.media.probe(sample, watch)
    chunks = tools.media.extract(sample, folder, watch)
    heard: list[Segment] = []
    for chunk in chunks:
        speech = [Span(span.start_ms - chunk.start_ms, span.end_ms - chunk.start_ms) for span in chunk.speech]
        found = tools.transcriber.transcribe(chunk.path, speech, Hints(language="en"), watch)
        heard += [_placed(segment, chunk.number, chunk.start_ms) for segment in found.segments]
    kept, _ = clean(heard, [span for chunk in chunks for span in chunk.speech])
    segments = tuple(kept)
    drafts = {}
    for kind in DocumentKind:
        task = WritingTask(
            kind, segments, "en", sample.stem, info.duration_ms, info.has_video, working_title=sample.stem
        )
        drafts[kind] = tools.writer.write(task, NoLedger(), watch)
    script = json.loads(sample.with_suffix(".json").read_text(encoding="utf-8"))
    taken = _pictures(sample, drafts[DocumentKind.GUIDE], tools, folder) if info.has_video else None
    return Outcome(script, segments, info.duration_ms, drafts, taken)


def _pictures(sample: Path, guide: Draft, tools: Toolbox, folder: Path) -> int:
    moments = [step["picture"]["at_ms"] for step in guide.body["steps"]]
    return len(tools.media.pictures(sample, moments, folder, Quiet()))


def _placed(segment: Segment, chunk: int, start_ms: int) -> Segment:
    words = tuple(
        replace(word, start_ms=word.start_ms + start_ms, end_ms=word.end_ms + start_ms)
        for word in segment.words
    )
    return replace(
        segment,
        id=f"s{chunk}-{segment.id}",
        start_ms=segment.start_ms + start_ms,
        end_ms=segment.end_ms + start_ms,
        words=words,
    )


def samples(folder: Path) -> list[Path]:
    """The recordings in a folder whose script is known, by name."""
    files = sorted(path for path in folder.iterdir() if path.suffix in RECORDINGS)
    return [path for path in files if path.with_suffix(".json").exists()]


def main() -> int:
    holds = True
    for sample in samples(SAMPLES):
        with tempfile.TemporaryDirectory(prefix="clueso-eval-") as name:
            env = {"DATA_DIR": name, "TRANSCRIBER": "sphinx", "WRITER": "extractive"}
            outcome = made(sample, Toolbox(Settings.from_env(env)), Path(name))
        print(f"{sample.name}: {len(outcome.script)} stretches, {len(outcome.segments)} segments")  # noqa: T201
        for figure in figures(outcome):
            holds &= figure.holds
            print(figure)  # noqa: T201
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
