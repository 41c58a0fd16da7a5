"""What the first page shows of the tour in samples/: its guide and its transcript, as the stack makes them."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import httpx

from tests.browser.person import Person

ROOT = Path(__file__).parents[2]
RECORDING = ROOT / "samples" / "tour.mp4"
FOLDER = ROOT / "frontend" / "src" / "assets" / "sample"
WIDTH, QUALITY = 960, 9
"""Of the pictures. The quality is that of mjpeg: 2 is the best, 31 the least."""


def write_sample(person: Person) -> Iterator[Path]:
    """Write the files of the sample, and tell each."""
    FOLDER.mkdir(exist_ok=True)
    project_id = person.make_ready(RECORDING, documents=["guide"])
    transcript = person.client.call("GET", f"/projects/{project_id}/transcript")
    guide = person.document(project_id, "guide")["body"]
    steps = []
    for number, step in enumerate(guide["steps"], 1):
        name = f"step-{number}.jpg" if step["picture"] else None
        if name:
            yield _picture(step["picture"]["url"], FOLDER / name)
        steps.append(
            {key: step[key] for key in ("heading", "text", "result", "start_ms")} | {"picture": name}
        )
    shown: dict[str, Any] = {
        "title": guide["title"],
        "goal": guide["goal"],
        "steps": steps,
        "passages": [
            {"start_ms": segment["start_ms"], "text": segment["text"]} for segment in transcript["segments"]
        ],
    }
    path = FOLDER / "sample.json"
    path.write_text(json.dumps(shown, ensure_ascii=False, indent=2) + "\n")
    yield path


def _picture(url: str, path: Path) -> Path:
    """Fetch a picture and write it smaller."""
    content = httpx.get(url, trust_env=False).raise_for_status().content
    with av.open(io.BytesIO(content), "r") as container:
        frame = next(container.decode(video=0))
    small = frame.reformat(width=WIDTH, height=WIDTH * frame.height // frame.width, format="yuvj420p")
    with av.open(str(path), "w", format="image2") as target:
        stream = target.add_stream("mjpeg", options={"qmin": str(QUALITY), "qmax": str(QUALITY)})
        stream.width, stream.height, stream.pix_fmt = small.width, small.height, "yuvj420p"
        target.mux(stream.encode(small))
        target.mux(stream.encode(None))
    return path
