"""A secret that several processes share is made once."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from clueso.config import Settings

PROCESSES = 6


@pytest.mark.parametrize("left", [None, b"", b" \n"])
def test_processes_that_start_together_share_one_secret(tmp_path: Path, left: bytes | None) -> None:
    path = tmp_path / "secret_key"
    if left is not None:
        path.write_bytes(left)

    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        found = set(pool.map(secret_of, [tmp_path] * PROCESSES))

    assert found == {path.read_text()}
    assert len(path.read_text()) >= 32
    assert path.stat().st_mode & 0o077 == 0
    assert [entry.name for entry in tmp_path.iterdir()] == ["secret_key"]


def secret_of(folder: Path) -> str | None:
    return Settings.from_env({"CLUESO_ENV": "development", "DATA_DIR": str(folder)}).secret_key
