"""Measure the documents of the samples whose script is known, and of the films of clicks (`scripts/flows`),
made by the pipeline's own classes.

python -m scripts.eval

A sample is a recording in `samples/`, with or without video, and `<name>.json` beside it: the stretches of
its script in order, each with `heading`, `start_ms`, `end_ms` and the spoken `text`. A stretch can have
marks: `step` (the reader does something there), `prerequisite`, `aside`, `decision`, `action_item`. The exit
status is 1 when a figure is beyond its threshold.
"""

import json
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from clueso.config import Settings
from clueso.domain.documents.documents import DocumentKind
from clueso.domain.documents.parts import illustrated
from clueso.domain.ports.writer import Draft, Reply, WritingTask
from clueso.errors import NoInstructions
from clueso.toolbox import Toolbox
from jobs.unhurried import Unhurried
from scripts.figures import Outcome, figures
from scripts.listening import RECORDINGS, hear

SAMPLES = Path(__file__).parents[1] / "samples"


class NoLedger:
    """The ledger of writers that cost nothing."""

    def paid(self, part: str, prompt: str, model: str, send: Callable[[str], Reply]) -> Reply:
        raise AssertionError(f"{model} was to be paid for {part}: {prompt[:80]} ({send})")


def made(sample: Path, tools: Toolbox, folder: Path) -> Outcome:
    """Transcribe a sample and write what the first run of a project writes."""
    watch = Unhurried()
    info = tools.media.probe(sample, watch)
    segments = hear(sample, tools, folder)
    drafts = {}
    for kind in DocumentKind:
        task = WritingTask(
            kind,
            segments,
            "en",
            "",
            info.duration_ms,
            info.has_video,
            working_title=sample.stem,
            is_ordered=False,
        )
        with suppress(NoInstructions):
            drafts[kind] = tools.writer.write(task, NoLedger(), watch)
    script = json.loads(sample.with_suffix(".json").read_text(encoding="utf-8"))
    guide = drafts.get(DocumentKind.GUIDE)
    taken = pictures_taken(sample, guide, tools, folder) if guide and info.has_video else None
    return Outcome(script, segments, info.duration_ms, drafts, taken)


def pictures_taken(sample: Path, guide: Draft, tools: Toolbox, folder: Path) -> int:
    """Take the pictures of a guide into a folder. Return how many were taken."""
    pictures = (placed.part.picture for placed in illustrated(guide.body))
    moments = [picture.at_ms for picture in pictures if picture]
    return len(tools.media.pictures(sample, moments, folder, Unhurried()))


def samples(folder: Path) -> list[Path]:
    """Return the recordings of a folder that have a script, sorted by name."""
    files = sorted(path for path in folder.iterdir() if path.suffix in RECORDINGS)
    return [path for path in files if path.with_suffix(".json").exists()]


def main() -> int:
    holds = True
    for sample in samples(SAMPLES):
        with tempfile.TemporaryDirectory(prefix="clueso-eval-") as name:
            env = {
                "CLUESO_ENV": "development",
                "DATA_DIR": name,
                "TRANSCRIBER": "sphinx",
                "WRITER": "extractive",
            }
            outcome = made(sample, Toolbox(Settings.from_env(env)), Path(name))
        print(f"{sample.name}: {len(outcome.script)} stretches, {len(outcome.segments)} segments")  # noqa: T201
        for figure in figures(outcome):
            holds &= figure.holds
            print(figure)  # noqa: T201
    # Tests import this module, and the browser's client takes long to import.
    from scripts.flows.measuring import measured

    holds &= measured()
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
