"""Maps keys to folders. Every key, however hostile, has exactly one folder inside the root."""

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, unquote

NAME_MAX = 200  # file systems allow 255 bytes in a name


def folder_of(root: Path, key: str) -> Path:
    """Return the folder of a key. Each segment is one level, named "=" plus the quoted segment.

    The "=" keeps "", "." and ".." from having a meaning in the file system. A segment longer than NAME_MAX
    continues in levels that begin with "-".
    """
    return root.joinpath(*(name for segment in key.split("/") for name in _names(segment)))


def keys_under(root: Path, prefix: str, names: set[str]) -> Iterator[str]:
    """Yield, in no order, the keys with this prefix whose folder contains a file of one of these names."""
    whole_segments = prefix.rpartition("/")[0]
    # `prefix` may end within a segment, so only its whole segments name a folder.
    top = folder_of(root, whole_segments) if "/" in prefix else root
    for folder, _, files in os.walk(top):
        if not names.isdisjoint(files):
            key = _key_of(Path(folder).relative_to(root))
            if key.startswith(prefix):
                yield key


def _names(segment: str) -> list[str]:
    quoted = quote(segment, safe="")
    pieces = [quoted[at : at + NAME_MAX] for at in range(0, len(quoted), NAME_MAX)] or [""]
    return [f"={pieces[0]}", *(f"-{piece}" for piece in pieces[1:])]


def _key_of(path: Path) -> str:
    joined = "".join(name.replace("=", "/", 1) if name[0] == "=" else name[1:] for name in path.parts)
    return unquote(joined.removeprefix("/"))
