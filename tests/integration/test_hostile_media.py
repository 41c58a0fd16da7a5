"""Hostile recordings: each is told in words that hold for good, or read; and the next good one is read."""

from pathlib import Path

import pytest

from clueso.errors import CluesoError
from tests.hostile_media import MEDIA, HostileMedia
from tests.pipe_watch import PipeWatch
from tests.recorded import SPEECH, local_media, write

READER = local_media(memory_bytes=2 * 1024**3, extract_timeout_s=120)


@pytest.mark.parametrize("hostile", MEDIA, ids=lambda hostile: hostile.name)
def test_a_hostile_recording_is_refused_for_good_or_read(
    hostile: HostileMedia, tmp_path: Path, watch: PipeWatch
) -> None:
    made = hostile.make(tmp_path)
    source = made if isinstance(made, Path) else write(tmp_path / "upload", made)
    write(tmp_path / "beside.mp4", SPEECH.read_bytes())
    into = tmp_path / "into"
    into.mkdir()

    error: CluesoError | None = None
    try:
        READER.probe(source, watch)
        READER.extract(source, into, watch)
    except CluesoError as told:
        error = told

    assert type(error) is (hostile.told or type(None))
    assert error is None or not error.retryable
    assert READER.probe(SPEECH, watch).duration_ms == 11_200


def test_the_table_is_long_enough() -> None:
    assert len({hostile.name for hostile in MEDIA}) == len(MEDIA) >= 40
