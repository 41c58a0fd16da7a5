"""The demo: processes one recording with a stack of its own, and writes every result into a folder."""

import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

from clueso.config import Settings
from clueso.dev.client import ApiError, Client, Json
from clueso.dev.stack import Stack
from clueso.transcription.whisper_model import find_model

TIMEOUT_S = 6 * 3600
TRANSCRIPT_FORMATS = ("txt", "srt", "vtt", "json")
SHOWN_SEGMENTS = 5
PICTURE = re.compile(r"^!\[.*\]\(<([^<>\n]+)>\)$", re.MULTILINE)
"""A picture in the Markdown of a document, which has its marks drawn in; the group is its address."""
MARKS = {"done": "✓", "failed": "✗", "cancelled": "-"}


def run_demo(file: Path, out: Path) -> int:
    """Return 0 if everything was written; 1 after printing what went wrong."""
    if not file.is_file():
        return _give_up(f"There is no file {file}.")
    with tempfile.TemporaryDirectory(prefix="clueso-demo-") as folder:
        log = Path(folder) / "stack.log"
        with log.open("w") as lines:

            def tell(name: str, line: str) -> None:
                lines.write(f"{name:<12}| {line}\n")
                lines.flush()

            stack = Stack(Path(folder) / "data", environment=_environment(), tell=tell)
            try:
                _say("Starting Redis, the object store, the API and the workers ...")
                with stack, Client(stack.url) as client:
                    return _show(client, file, out)
            except (ApiError, TimeoutError) as error:
                return _give_up(str(error))
            except BaseException:
                lines.flush()
                sys.stderr.write(log.read_text()[-4000:])
                raise


def _environment() -> dict[str, str]:
    """Return the caller's environment, plus the Whisper model if `make model` has fetched it."""
    env = dict(os.environ) | {"CLUESO_ENV": "development"}
    known = Settings.from_env(env)
    if model := find_model(known.whisper_model, known.models_dir):
        env["WHISPER_MODEL"] = str(model.absolute())
    return env


def _show(client: Client, file: Path, out: Path) -> int:
    engines = client.call("GET", "/config")["engines"]
    _say(f"Signed in. Recogniser: {_engine(engines['transcriber'])}. Writer: {_engine(engines['writer'])}.")
    upload = client.upload(file)
    _say(f"Uploaded {file.name} ({upload['size_bytes']:,} bytes, {upload['part_count']} part(s)).")
    project = client.call("POST", "/projects", json={"upload_id": upload["id"]})
    project = client.finished(project["id"], TIMEOUT_S, _Progress().show)
    if project["status"] != "ready":
        error = project["error"] or {"title": f"The project is {project['status']}", "detail": ""}
        return _give_up(f"{error['title']}. {error['detail']}")
    folder = _write(client, project, out)
    _say(f"\nEverything is in {folder}{'/'}")
    return 0


def _engine(name: str) -> str:
    return {
        "sphinx": "sphinx, an English preview (run `make model` once for Whisper)",
        "extractive": "extractive, the speaker's own sentences (set OPENAI_API_KEY for a language model)",
    }.get(name, name)


class _Progress:
    """Prints the state of each step when it changes."""

    def __init__(self) -> None:
        self._shown: dict[str, tuple[str, int]] = {}

    def show(self, project: Json) -> None:
        for step in project["steps"]:
            state = (step["status"], int(step["progress"] * 10))
            if step["status"] in ("waiting", "queued") or self._shown.get(step["name"]) == state:
                continue
            self._shown[step["name"]] = state
            mark = MARKS.get(step["status"], "…")
            share = f"{step['progress']:>4.0%}" if step["status"] == "running" else step["status"]
            _say(f"  {mark} {step['name']:<16} {share:<10} project {project['progress']:>4.0%}")


def _write(client: Client, project: Json, out: Path) -> Path:
    folder = out / (re.sub(r"[^\w. -]+", "", project["title"]).strip(". ") or project["id"])
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    path = f"/projects/{project['id']}"
    for ending in TRANSCRIPT_FORMATS:
        options = {"timestamps": "false"} if ending == "txt" else {}
        text = client.request("GET", f"{path}/transcript.{ending}", params=options).text
        (folder / f"transcript.{ending}").write_text(text)
    transcript = client.call("GET", f"{path}/transcript")
    _say(f"\nTranscript ({transcript['language']}, {transcript['engine']}):")
    for segment in transcript["segments"][:SHOWN_SEGMENTS]:
        _say(f"  [{segment['start_ms'] / 1000:6.1f}] {segment['text']}")
    for item in client.call("GET", f"{path}/documents")["items"]:
        _write_document(client, client.document(item["id"], TIMEOUT_S), folder)
    return folder


def _write_document(client: Client, document: Json, folder: Path) -> None:
    if document["status"] != "ready":
        _say(f"\n{document['kind']}: {document['status']}: {(document['error'] or {}).get('detail', '')}")
        return
    markdown: str = document["markdown"]
    for number, url in enumerate(PICTURE.findall(markdown), 1):
        name = f"pictures/{document['kind']}-{number}.jpg"
        (folder / "pictures").mkdir(exist_ok=True)
        (folder / name).write_bytes(client.fetch(url))
        markdown = markdown.replace(url, name)
    (folder / f"{document['kind']}.md").write_text(markdown)
    _say(f"\n{'─' * 78}\n{markdown.strip()}")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _give_up(message: str) -> int:
    sys.stderr.write(f"clueso: {message}\n")
    return 1
