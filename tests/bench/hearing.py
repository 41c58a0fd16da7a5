"""What the whole pipeline takes beside the recogniser alone, and beside the command `whisper-ctranslate2`.

Every time of ours is by the clock, from the first byte of the upload to `ready_at`, through the stack of
`make dev` on PostgreSQL, with two transcribe workers. The model is Whisper `base`, int8.
"""

import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path

import psycopg

from clueso.config import Settings
from clueso.dev.client import Client, Json
from clueso.dev.stack import ROOT, Stack
from clueso.domain.transcript import Segment
from clueso.toolbox import Toolbox
from clueso.transcription.whisper_model import find_model
from jobs.unhurried import Unhurried
from scripts import peer
from scripts.hear import found
from scripts.heard_speed import SHORT_COUNT, SHORT_MS, joined
from scripts.heard_words import errors_in
from scripts.listening import chunks_of, hear_chunk, pcm_of
from tests.bench.figures import RUNS, Figure, Goal
from tests.servers import database, postgresql_running

FOLDERS = [ROOT / "samples", *map(Path, os.environ.get("RECORDINGS", "").split())]
"""Where the recordings with their spoken text are."""
FILMS = frozenset({".mp4", ".webm", ".mov"})
WORKERS = 2
PATIENCE_S = 3 * 3600


def short() -> Iterator[Figure | str]:
    """Yield one recording beside the recogniser alone, and ten in a row beside ten runs of the command."""
    with _listening() as (client, settings, folder, database_url):
        recordings = found(FOLDERS)
        sounds = {path: len(pcm_of(path, folder)) / 32 for path in recordings}
        for films in (False, True):
            these = [path for path in recordings if (path.suffix in FILMS) is films]
            one = min(these, key=lambda path: abs(sounds[path] - 60_000))
            yield from _one_recording(client, one, settings, folder, database_url)
        brief = [path for path in recordings if sounds[path] <= SHORT_MS] or [
            min(sounds, key=sounds.__getitem__)
        ]
        yield _ten_in_a_row(client, brief, settings)


def long(length_ms: int) -> Iterator[Figure | str]:
    """Yield the time and the word error rate of a sound of that length beside the better of two commands."""
    with _listening() as (client, settings, folder, _):
        sound, spoken = joined(found(FOLDERS), folder, length_ms)
        ways: dict[str, Callable[[], Sequence[Segment]]] = {
            "ours": lambda: _heard(client, sound),
            "sequential": lambda: peer.hear_in_one_run([sound], settings, threads=WORKERS)[sound],
            "batched": lambda: peer.hear_in_one_run([sound], settings, "--batched", "True", threads=WORKERS)[
                sound
            ],
        }
        times: dict[str, list[float]] = {way: [] for way in ways}
        errors: dict[str, list[float]] = {way: [] for way in ways}
        for number in range(RUNS):
            for way, run in ways.items():
                began = time.monotonic()
                segments = run()
                times[way].append(time.monotonic() - began)
                errors[way].append(errors_in(spoken, segments).rate)
                yield f"run {number + 1}, {way}: {times[way][-1]:.1f} s, word error rate {errors[way][-1]:.2%}"
    better = min(("sequential", "batched"), key=lambda way: sorted(times[way])[RUNS // 2])
    minutes = length_ms / 60_000
    method = (
        f"{minutes:g} minutes of joined recordings; ours with two transcribe workers of one thread, upload to "
        "transcript in hand; the command with two threads. In turns. By the clock."
    )
    yield Figure(
        f"{minutes:g} minutes, upload to ready",
        times["ours"],
        "s",
        Goal(times=1 / 1.5),
        method,
        f"the command, {better}",
        times[better],
    )
    yield Figure(
        f"{minutes:g} minutes, word error rate",
        errors["ours"],
        "of the words",
        Goal(times=1),
        method,
        f"the command, {better}",
        errors[better],
    )


@contextmanager
def _listening() -> Iterator[tuple[Client, Settings, Path, str]]:
    """Yield a client of a warm stack with Whisper, its settings, a folder for sounds, and the URL of its database."""
    settings = Settings.from_env(os.environ | {"CLUESO_ENV": "development", "TRANSCRIBER": "whisper"})
    model = find_model(settings.whisper_model, settings.models_dir)
    with (
        tempfile.TemporaryDirectory(prefix="clueso-bench-") as name,
        postgresql_running() as server,
        database(server) as url,
    ):
        folder = Path(name)
        environment = os.environ | {
            "DATABASE_URL": url,
            "TRANSCRIBER": "whisper",
            "WHISPER_MODEL": str(model.absolute()) if model else settings.whisper_model,
            "READS_PER_MINUTE": "0",
            "WRITES_PER_MINUTE": "0",
        }
        log = (folder / "stack.log").open("w")
        stack = Stack(
            folder / "data",
            environment=environment,
            copies={"transcribe": WORKERS},
            tell=lambda who, line: print(who, line, file=log),
        )
        with log, stack, Client(stack.url) as client:
            for _ in range(WORKERS * 2):  # whichever worker takes it loads its model
                _ready(client, ROOT / "samples" / "meeting.m4a")
            yield client, settings, folder, url


def _ready(client: Client, recording: Path) -> Json:
    """Upload a recording and return its project when it is ready."""
    client.sign_in()
    upload = client.upload(recording)
    wanted = {"upload_id": upload["id"], "language": "en", "documents": ["summary"]}
    project = client.finished(client.call("POST", "/projects", json=wanted)["id"], PATIENCE_S)
    if project["status"] != "ready":
        raise RuntimeError(f"{recording.name}: {project['status']}: {project['error']}")
    return project


def _ready_at(project: Json, database_url: str) -> float:
    """Return when a project became ready, in seconds since 1970. The API tells whole seconds only."""
    with psycopg.connect(database_url) as database:
        query = "SELECT extract(epoch FROM ready_at)::float8 FROM projects WHERE id = %s"
        row = database.execute(query, [project["id"]]).fetchone()
    assert row
    return float(row[0])


def _heard(client: Client, recording: Path) -> list[Segment]:
    """Return what the pipeline heard, as a client gets it once the project is ready."""
    project = _ready(client, recording)
    told = client.call("GET", f"/projects/{project['id']}/transcript")["segments"]
    return [Segment(part["id"], part["start_ms"], part["end_ms"], part["text"]) for part in told]


def _one_recording(
    client: Client, recording: Path, settings: Settings, folder: Path, database_url: str
) -> Iterator[Figure | str]:
    tools = Toolbox(settings)
    chunks = chunks_of(recording, tools, folder)
    hear_chunk(chunks[0], tools, Unhurried())
    ours, alone = [], []
    for _ in range(RUNS):
        began = time.monotonic()
        for chunk in chunks:
            hear_chunk(chunk, tools, Unhurried())
        alone.append(time.monotonic() - began)
        uploaded_at = time.time()
        ours.append(_ready_at(_ready(client, recording), database_url) - uploaded_at)
    yield Figure(
        f"one recording, {recording.name}, upload to ready, warm",
        ours,
        "s",
        Goal(times=1.1, plus=2),
        f"The recogniser alone hears the same {len(chunks)} chunks in this process, loaded, after they were cut; "
        "ours uploads, probes, cuts, hears, joins and writes a summary (extractive). In turns. By the clock.",
        "the recogniser alone, loaded",
        alone,
    )


def _ten_in_a_row(client: Client, brief: Sequence[Path], settings: Settings) -> Figure:
    files = list(islice(cycle(brief), SHORT_COUNT))
    ours, command = [], []
    for _ in range(RUNS):
        began = time.monotonic()
        for file in files:
            _ready(client, file)
        ours.append(time.monotonic() - began)
        began = time.monotonic()
        for file in files:
            peer.hear_in_one_run([file], settings, threads=WORKERS)
        command.append(time.monotonic() - began)
    return Figure(
        "ten short recordings in a row, upload to ready",
        ours,
        "s",
        Goal(times=1 / 3),
        f"Ten files of at most {SHORT_MS / 1000:g} s, each uploaded when the one before is ready, as a client that polls "
        "as told sees it; the command with two threads, a run for each. In turns. By the clock.",
        "ten runs of the command",
        command,
    )
