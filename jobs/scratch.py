"""Scratch: a folder for the files of one attempt, gone with it, or with the next worker after a kill."""

import contextlib
import fcntl
import shutil
import time
from pathlib import Path
from uuid import uuid4

PREFIX, DRAFT, LOCK = "clueso-step-", ".clueso-step-", ".lock"
DRAFT_S = 3600.0


class Scratch:
    """Locked as long as its process lives: the kernel lets go of the lock with a process that is killed."""

    def __init__(self, root: Path, name: str) -> None:
        draft = root / f"{DRAFT}{uuid4().hex}"
        draft.mkdir(mode=0o700)
        self._lock = (draft / LOCK).open("w")
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        # It gets its name when it is locked: what has the name and no lock was left by somebody.
        self.path = draft.rename(root / f"{PREFIX}{name}-{uuid4().hex}")

    def remove(self) -> None:
        shutil.rmtree(self.path, ignore_errors=True)
        self._lock.close()


def remove_left_over(root: Path) -> int:
    """Remove the folders whose processes were killed. Returns how many."""
    removed = 0
    for folder in (*root.glob(f"{PREFIX}*"), *_old_drafts(root)):
        if _is_left(folder):
            shutil.rmtree(folder, ignore_errors=True)
            removed += 1
    return removed


def _old_drafts(root: Path) -> list[Path]:
    return [folder for folder in root.glob(f"{DRAFT}*") if _is_old(folder)]


def _is_old(folder: Path) -> bool:
    with contextlib.suppress(FileNotFoundError):  # a draft has its name by now, another is gone
        return folder.stat().st_mtime < time.time() - DRAFT_S
    return False


def _is_left(folder: Path) -> bool:
    try:
        with (folder / LOCK).open("r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
    except FileNotFoundError:  # it is being removed, or was when its process was killed
        return _is_old(folder)
    except OSError:  # it is locked
        return False
