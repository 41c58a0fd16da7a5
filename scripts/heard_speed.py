"""Compare the speed of our pipeline with the command's: short recordings, a long one, and the first text."""

import multiprocessing
import tempfile
import time
import wave
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import chain, cycle, islice
from pathlib import Path

from clueso.config import Settings
from clueso.domain.hearing.pcm import BYTES_PER_MS
from clueso.domain.ports.media import AudioChunk
from clueso.domain.transcript import Segment
from clueso.toolbox import Toolbox
from jobs.unhurried import Unhurried
from scripts import peer
from scripts.heard_words import errors_in, ours
from scripts.listening import chunks_of, hear_chunk, kept, pcm_of
from scripts.timed import timed

SHORT_MS, SHORT_COUNT = 15_000, 10
LONG_MS = 17 * 60_000
WORKERS = 2
_tools: Toolbox


def short(recordings: Sequence[Path], settings: Settings) -> Iterator[str]:
    """Yield the times of ten recordings of at most 15 s, one after another, with the model loaded."""
    with tempfile.TemporaryDirectory(prefix="clueso-hear-") as folder:
        brief = [path for path in recordings if len(pcm_of(path, Path(folder))) <= SHORT_MS * BYTES_PER_MS]
    if not brief:
        return
    files = list(islice(cycle(brief), SHORT_COUNT))
    tools = Toolbox(settings)
    ours(brief[:1], tools)
    yield f"{SHORT_COUNT} short recordings, ours, warm: {timed(lambda: [ours([file], tools) for file in files])}"
    run = timed(lambda: [peer.hear_in_one_run([file], settings) for file in files])
    yield f"{SHORT_COUNT} short recordings, command, a run for each: {run}"
    once = timed(lambda: peer.hear_in_one_run(brief, settings))
    yield f"{len(brief)} short recordings, command, one run for all: {once}"


def long(recordings: Sequence[Path], settings: Settings) -> Iterator[str]:
    """Yield errors and times for 17 minutes of joined recordings: two workers; the command: two threads."""
    with tempfile.TemporaryDirectory(prefix="clueso-hear-") as name:
        folder = Path(name)
        sound, spoken = joined(recordings, folder)
        runs: dict[str, Callable[[], list[Segment]]] = {
            "ours, two workers": lambda: in_two_processes(sound, settings, folder),
            "command, batched, two threads": lambda: _command(sound, settings, "--batched", "True"),
            "command, sequential, two threads": lambda: _command(sound, settings),
        }
        for who, run in runs.items():
            done = timed(run)
            errors = errors_in(spoken, done.result)
            yield f"17 minutes, {who}: {errors.rate:.2%}, {errors.deleted} deleted; {done}"


def first(recordings: Sequence[Path], settings: Settings) -> Iterator[str]:
    """Yield the time until the first sentence of the largest recording: language undeclared, model loaded."""
    recording = max(recordings, key=lambda path: path.stat().st_size)
    tools = Toolbox(settings)
    with tempfile.TemporaryDirectory(prefix="clueso-hear-") as folder:
        chunk = chunks_of(recording, tools, Path(folder))[0]
        hear_chunk(chunk, tools, Unhurried(), language=None)
        watch = First()
        hear_chunk(chunk, tools, watch, language=None)
    yield f"first text of {recording.name}: {watch.cpu_s:.1f} s of CPU, {watch.wall_s:.1f} s"


class First(Unhurried):
    """A watch that notes the time until the first sentence."""

    def __init__(self) -> None:
        super().__init__()
        self._cpu_s, self._wall_s = time.process_time(), time.monotonic()
        self.cpu_s = self.wall_s = float("inf")

    def heard(self, segments: Sequence[Segment]) -> None:
        if segments and self.wall_s == float("inf"):
            self.cpu_s, self.wall_s = time.process_time() - self._cpu_s, time.monotonic() - self._wall_s


def joined(recordings: Sequence[Path], folder: Path, length_ms: int = LONG_MS) -> tuple[Path, str]:
    """Return a sound of that length or a little more, and its spoken text."""
    sound, texts = folder / "long.wav", []
    with wave.open(str(sound), "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", ""))
        for recording in cycle(recordings):
            if file.tell() >= length_ms * 16:
                break
            file.writeframes(pcm_of(recording, folder))
            texts.append(recording.with_suffix(".txt").read_text())
    return sound, " ".join(texts)


def in_two_processes(sound: Path, settings: Settings, folder: Path) -> list[Segment]:
    chunks = chunks_of(sound, Toolbox(settings), folder)
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(WORKERS, mp_context=spawn, initializer=_begin, initargs=(settings,)) as pool:
        return kept(chain.from_iterable(pool.map(_hear, chunks)), chunks)


def _begin(settings: Settings) -> None:
    global _tools
    _tools = Toolbox(settings)


def _hear(chunk: AudioChunk) -> list[Segment]:
    return hear_chunk(chunk, _tools, Unhurried())


def _command(sound: Path, settings: Settings, *more: str) -> list[Segment]:
    return peer.hear_in_one_run([sound], settings, *more, threads=2)[sound]
