"""The recordings of tests/recordings, and a LocalMedia with ordinary limits to read them."""

from pathlib import Path

from clueso.media.adapter import LocalMedia

RECORDINGS = Path(__file__).parent / "recordings"
SPEECH = RECORDINGS / "speech.mp4"


def local_media(
    *,
    memory_bytes: int = 4 * 1024**3,
    chunk_s: int = 180,
    max_duration_s: int = 3600,
    extract_timeout_s: float = 60,
    candidates_budget_s: float = 60,
    clips_budget_s: float = 60,
) -> LocalMedia:
    return LocalMedia(
        memory_bytes=memory_bytes,
        chunk_s=chunk_s,
        max_duration_s=max_duration_s,
        extract_timeout_s=extract_timeout_s,
        candidates_budget_s=candidates_budget_s,
        clips_budget_s=clips_budget_s,
    )


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


MEDIA = local_media()
