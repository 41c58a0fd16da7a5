"""Measure what a language model writes, beside the documents without one.

python -m scripts.language_model URL [FOLDER ...]

`URL` is an OpenAI-compatible endpoint; its first model is asked. It writes every kind of document on both
paths: `small` (small questions about the extractive document) and `openai` (one call for a document or a
section). Measured are the samples, whose script is known, and the recordings in each `FOLDER`. Per document it
prints whether the writer refused, the share of its texts that the cited segments support, the time and the
tokens; then the figures of scripts/figures.py for each writer. The exit status is 1 when something published
is not supported, or when a figure of `small` is worse than without a model.
"""

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from urllib.request import urlopen

from clueso.config import Settings
from clueso.domain.documents.documents import DocumentKind
from clueso.domain.ports.writer import Draft, Reply, WritingTask
from clueso.domain.transcript import Segment
from clueso.errors import NoAnswer, NoInstructions, WriterDown, WriterRefused
from clueso.toolbox import Toolbox
from jobs.unhurried import Unhurried
from scripts.eval import SAMPLES, pictures_taken, samples
from scripts.figures import Figure, Outcome, figures
from scripts.listening import RECORDINGS, hear
from scripts.supported import supported

WRITERS = ("extractive", "small", "openai")
TIMEOUT_S = "600"
"""A model of 1.5 billion parameters on one core writes about 18 tokens per second."""


@dataclass(slots=True)
class Bill:
    """A ledger that keeps nothing and counts what was asked."""

    calls: int = 0
    tokens: int = 0

    def paid(self, part: str, prompt: str, model: str, send: Callable[[str], Reply]) -> Reply:  # noqa: ARG002
        self.calls += 1
        reply = send(part)
        self.tokens += reply.input_tokens + reply.output_tokens
        return reply


@dataclass(slots=True)
class Written:
    """What one writer made of one recording, and what was published without support."""

    drafts: dict[DocumentKind, Draft] = field(default_factory=dict)
    unsupported: int = 0


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording as the writers get it."""

    path: Path
    segments: tuple[Segment, ...]
    duration_ms: int
    has_video: bool

    def task(self, kind: DocumentKind) -> WritingTask:
        return WritingTask(
            kind,
            self.segments,
            "en",
            "",
            self.duration_ms,
            self.has_video,
            working_title=self.path.stem,
            is_ordered=False,
        )


def environment(url: str, folder: str) -> dict[str, str]:
    """Return the settings of a toolbox for this endpoint. The recogniser is the one of the environment. Ends the
    program if nobody answers at `url`.
    """
    try:
        with urlopen(f"{url}/models", timeout=30) as answer:
            model = json.load(answer)["data"][0]["id"]
    except OSError as error:
        sys.exit(
            f"The language model at {url} cannot be asked: {error}. Start it, and wait until it is loaded."
        )
    hearing = {name: value for name, value in os.environ.items() if name in ("TRANSCRIBER", "WHISPER_MODEL")}
    return {
        "CLUESO_ENV": "development",
        "DATA_DIR": folder,
        "OPENAI_BASE_URL": url,
        "OPENAI_API_KEY": "none",
        "OPENAI_MODEL": model,
        "WRITER_TIMEOUT_S": TIMEOUT_S,
        "WRITER_SECTIONS_AT_ONCE": "1",
        "TRANSCRIBER": "sphinx",
    } | hearing


def heard(path: Path, tools: Toolbox, folder: Path) -> Recording:
    info = tools.media.probe(path, Unhurried())
    return Recording(path, hear(path, tools, folder), info.duration_ms, info.has_video)


def written(recording: Recording, writer: str, env: Mapping[str, str]) -> Written:
    """Write every kind with one writer, and print a line for each."""
    tools = Toolbox(Settings.from_env({**env, "WRITER": writer}))
    found = Written()
    for kind in DocumentKind:
        task, bill, begun = recording.task(kind), Bill(), monotonic()
        try:
            draft = tools.writer.write(task, bill, Unhurried())
        except NoInstructions as reason:
            told = f"left out: {reason.title}"
        except (WriterRefused, WriterDown, NoAnswer) as error:
            told = f"refused: {error.detail}"
        else:
            found.drafts[kind] = draft
            compared = supported(draft.body, task.segments, given=(task.working_title,))
            found.unsupported += len(compared.lacks)
            told = str(compared)
        spent = f"{monotonic() - begun:6.1f} s {bill.calls:3} calls {bill.tokens:6} tokens"
        _print(f"  {writer:<10} {kind:<9} {spent}  {told}")
    return found


def side_by_side(recording: Recording, by_writer: Mapping[str, Written], env: Mapping[str, str]) -> bool:
    """Print the figures of each writer. Return whether none of `small` is worse than without a model."""
    script = json.loads(recording.path.with_suffix(".json").read_text(encoding="utf-8"))
    tools = Toolbox(Settings.from_env({**env, "WRITER": "extractive"}))
    has_steps = any(stretch.get("step") for stretch in script)
    columns: dict[str, dict[str, Figure]] = {}
    for writer, found in by_writer.items():
        needed = set(DocumentKind) if has_steps else set(DocumentKind) - {DocumentKind.GUIDE}
        if missing := needed - set(found.drafts):
            _print(f"  {writer}: no figures without {', '.join(sorted(missing))}")
            continue
        with tempfile.TemporaryDirectory(prefix="clueso-eval-") as name:
            guide = found.drafts.get(DocumentKind.GUIDE)
            taken = (
                pictures_taken(recording.path, guide, tools, Path(name))
                if guide and recording.has_video
                else None
            )
        outcome = Outcome(
            script,
            recording.segments,
            recording.duration_ms,
            found.drafts,
            taken,
            given=(recording.path.stem,),
        )
        columns[writer] = {figure.name: figure for figure in figures(outcome)}
    names = dict.fromkeys(name for column in columns.values() for name in column)
    for name in names:
        values = (
            f"{writer} {column[name].value:.3g}" for writer, column in columns.items() if name in column
        )
        _print(f"  {name:<48} {', '.join(values)}")
    return all(is_as_good(columns, name) for name in names)


def is_as_good(columns: Mapping[str, Mapping[str, Figure]], name: str) -> bool:
    """Return whether a figure of `small` is no worse than without a model; also where one of them is missing."""
    without, small = (columns.get(writer, {}).get(name) for writer in ("extractive", "small"))
    if without is None or small is None:
        return True
    return small.value >= without.value if without.is_lower_bound else small.value <= without.value


def measured(path: Path, url: str) -> bool:
    """Measure one recording. Return whether all that must hold does."""
    with tempfile.TemporaryDirectory(prefix="clueso-eval-") as folder:
        env = environment(url, folder)
        recording = heard(path, Toolbox(Settings.from_env(env)), Path(folder))
        _print(f"{path.name}: {len(recording.segments)} segments, {env['OPENAI_MODEL']}")
        by_writer = {writer: written(recording, writer, env) for writer in WRITERS}
        holds = not any(found.unsupported for found in by_writer.values())
        if path.with_suffix(".json").exists() and path.parent == SAMPLES:
            holds &= side_by_side(recording, by_writer, env)
    return holds


def main(url: str, folders: Iterable[str]) -> int:
    others = (path for folder in folders for path in sorted(Path(folder).iterdir()))
    recordings = [*samples(SAMPLES), *(path for path in others if path.suffix in RECORDINGS)]
    results = [measured(path, url.rstrip("/")) for path in recordings]
    return 0 if all(results) else 1


def _print(line: str) -> None:
    print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2:]))
