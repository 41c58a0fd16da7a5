"""Tells the files that the disk store wrote into its folder from files that somebody else put there."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from clueso.storage.marker import MARKER
from clueso.storage.multipart import FILE, LEFT_UPLOAD, UPLOAD

DATA, TYPE = "data", "type"
OBJECTS, UPLOADS, DRAFTS = "objects", "uploads", "drafts"
DRAFT = re.compile(r"[0-9a-f]{32}(\.type)?")


def is_draft(path: Path) -> bool:
    return DRAFT.fullmatch(path.name) is not None and path.is_file()


def stray_files(root: Path) -> Iterator[str]:
    """Yield the paths, relative to `root`, of files and folders that the store has not written.

    A strange folder is yielded once, without its content.
    """
    for folder, folders, files in os.walk(root):
        place = Path(folder).relative_to(root).parts
        strange = [name for name in folders if not _is_folder_of_ours(place, name)]
        folders[:] = sorted(set(folders) - set(strange))
        strange += [name for name in files if not _is_file_of_ours(place, name)]
        for name in sorted(strange):
            yield "/".join((*place, name))


def _is_folder_of_ours(place: tuple[str, ...], name: str) -> bool:
    match place:
        case ():
            return name in (OBJECTS, UPLOADS, DRAFTS)
        case ("objects", *_):
            return name.startswith(("=", "-"))  # see clueso.storage.folders
        case ("uploads",):
            return bool(UPLOAD.fullmatch(name) or LEFT_UPLOAD.fullmatch(name))
    return False


def _is_file_of_ours(place: tuple[str, ...], name: str) -> bool:
    match place:
        case ():
            return name == MARKER
        case ("objects", _, *_):
            return name in (DATA, TYPE)
        case ("uploads", _):
            return FILE.fullmatch(name) is not None
        case ("drafts",):
            return DRAFT.fullmatch(name) is not None
    return False
