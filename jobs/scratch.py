"""Scratch: a folder for the files of one attempt. The attempt removes it; after a kill, the next
worker does.
"""

import contextlib
import fcntl
import shutil
import time
from pathlib import Path
from uuid import uuid4

PREFIX, DRAFT, LOCK = "clueso-step-", ".clueso-step-", ".lock"
DRAFT_S = 3600.0


class Scratch:
    """A locked scratch folder. The kernel releases the lock if the process is killed."""

    def __init__(self, root: Path, name: str) -> None:
        draft = root / f"{DRAFT}{uuid4().hex}"
        draft.mkdir(mode=0o700)
        self._lock = (draft / LOCK).open("w")
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        # The folder gets its final name once it is locked, so an unlocked folder with such a name is left
        # over.
        self.path = draft.rename(root / f"{PREFIX}{name}-{uuid4().hex}")

    def remove(self) -> None:
        shutil.rmtree(self.path, ignore_errors=True)
        self._lock.close()


def remove_left_over(root: Path) -> int:
    """Remove the folders of killed processes. Return their number."""
    removed = 0
    for folder in (*root.glob(f"{PREFIX}*"), *_old_drafts(root)):
        if _is_left(folder):
            shutil.rmtree(folder, ignore_errors=True)
            removed += 1
    return removed


def _old_drafts(root: Path) -> list[Path]:
    return [folder for folder in root.glob(f"{DRAFT}*") if _is_old(folder)]


def _is_old(folder: Path) -> bool:
    with contextlib.suppress(FileNotFoundError):  # the draft may have been renamed or removed meanwhile
        return folder.stat().st_mtime < time.time() - DRAFT_S
    return False


def _is_left(folder: Path) -> bool:
    try:
        with (folder / LOCK).open("r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
    except FileNotFoundError:  # another process is removing it, or was killed while it did
        return _is_old(folder)
    except OSError:  # locked, so in use
        return False
