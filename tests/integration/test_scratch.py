"""Scratch folders: private to an attempt, and no kill leaves one for ever."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from jobs.scratch import DRAFT_S, LOCK, Scratch, remove_left_over

TAKE_ONE_AND_DIE = """
import os, signal, sys
from pathlib import Path
from jobs.scratch import Scratch
(Scratch(Path(sys.argv[1]), "probe").path / "source").write_text("half a file")
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_the_folder_goes_with_what_is_in_it(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path, "probe")
    (scratch.path / "source").write_text("bytes")

    scratch.remove()

    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path, "probe")

    assert remove_left_over(tmp_path) == 0
    assert scratch.path.is_dir()
    scratch.remove()


def test_the_next_worker_removes_what_a_killed_one_left(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", TAKE_ONE_AND_DIE, str(tmp_path)], check=False)
    assert len(list(tmp_path.iterdir())) == 1

    assert remove_left_over(tmp_path) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("prefix", ["clueso-step-", ".clueso-step-"])
def test_a_folder_whose_removal_was_cut_short_goes_when_it_is_old(tmp_path: Path, prefix: str) -> None:
    folder = tmp_path / f"{prefix}probe-{'0' * 32}"
    folder.mkdir()
    (folder / "source").write_text("half a file")  # its lock went first
    assert remove_left_over(tmp_path) == 0

    os.utime(folder, (0, time.time() - DRAFT_S - 1))

    assert remove_left_over(tmp_path) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_use_is_left_alone_however_old(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path, "probe")
    for path in (scratch.path / LOCK, scratch.path):
        os.utime(path, (0, 0))

    assert remove_left_over(tmp_path) == 0
    assert scratch.path.is_dir()
    scratch.remove()


def test_folders_of_others_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "clueso-step-of-somebody").mkdir()
    (tmp_path / "clueso-demo-1").mkdir()

    assert remove_left_over(tmp_path) == 0
    assert len(list(tmp_path.iterdir())) == 2


def test_a_worker_does_not_start_without_its_scratch_folder(tmp_path: Path, redis_url: str) -> None:
    env = {
        "CLUESO_ENV": "development",
        "DATA_DIR": str(tmp_path),
        "SCRATCH_DIR": str(tmp_path / "none"),
        "REDIS_URL": redis_url,
    }

    ended = subprocess.run(
        [sys.executable, "worker.py", "media"],
        env=os.environ | env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert ended.returncode == 1
    assert "SCRATCH_DIR" in ended.stderr
