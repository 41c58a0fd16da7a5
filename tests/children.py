"""The child processes of a process."""

from pathlib import Path


def children_of(pid: int, module: str) -> set[int]:
    """Return the children that the main thread of `pid` started with a command that names `module`."""
    pids = map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
    return {child for child in pids if module.encode() in Path(f"/proc/{child}/cmdline").read_bytes()}
