"""Files that people upload in the browser tests."""

from pathlib import Path

from tests.acceptance.stacks import RECORDINGS

PART_BYTES = 5 * 1024 * 1024
SPEECH_VIDEO = RECORDINGS / "speech.mp4"


def large_video(path: Path, parts: int) -> Path:
    """A short video that fills so many upload parts: its end is a box that players skip."""
    video = SPEECH_VIDEO.read_bytes()
    free_bytes = parts * PART_BYTES - len(video) - 1000
    with path.open("wb") as file:
        file.write(video + free_bytes.to_bytes(4, "big") + b"free")
        file.truncate(len(video) + free_bytes)
    return path
