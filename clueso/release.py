"""Which release this is: the version of the package, and the commit where the platform or Git tells it."""

import os
import tomllib
from functools import cache
from pathlib import Path

COMMITS = ("CLUESO_COMMIT", "HEROKU_SLUG_COMMIT", "SOURCE_VERSION", "RENDER_GIT_COMMIT", "GIT_COMMIT")
"""Variables in which platforms and builds name the commit."""
ROOT = Path(__file__).parents[1]


@cache
def about() -> dict[str, str]:
    """Return `version` and, where it is known, `commit` (12 characters)."""
    named = next((os.environ[name] for name in COMMITS if os.environ.get(name)), "") or _of_git(ROOT / ".git")
    return {"version": _version()} | ({"commit": named[:12]} if named else {})


def _version() -> str:
    # Run from a folder, as platforms do, it is no installed package.
    with (ROOT / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])


def _of_git(place: Path) -> str:
    """Return the commit of a checkout without running Git; empty if there is none."""
    try:
        if place.is_file():  # a worktree
            place = Path(place.read_text().removeprefix("gitdir:").strip())
        head = (place / "HEAD").read_text().strip()
        if not head.startswith("ref: "):
            return head
        name = head.removeprefix("ref: ")
        common = place / "commondir"
        folder = (place / common.read_text().strip()) if common.exists() else place
        return (folder / name).read_text().strip()
    except OSError:
        return ""
