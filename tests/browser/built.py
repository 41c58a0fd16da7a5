"""The built frontend: whether it is there and of today, and how large it is."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

FRONTEND = Path(__file__).parents[2] / "frontend"
INDEX = FRONTEND / "dist" / "index.html"
SOURCES = ("src", "index.html", "package.json", "vite.config.ts")


class NotBuilt(Exception):
    """The browser tests drive the built frontend: run `make frontend` first."""


def require_build() -> None:
    """Raises NotBuilt when there is no build, or when a source is newer than it."""
    if not INDEX.is_file():
        raise NotBuilt(f"There is no frontend/dist. {NotBuilt.__doc__}")
    built_at = INDEX.stat().st_mtime
    newer = [path.relative_to(FRONTEND) for path in sources() if path.stat().st_mtime > built_at]
    if newer:
        raise NotBuilt(f"frontend/{newer[0]} is newer than frontend/dist. {NotBuilt.__doc__}")


def sources() -> Iterator[Path]:
    for name in SOURCES:
        path = FRONTEND / name
        yield from (file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]


def gzipped_bytes(name: str) -> int:
    """The size of a built asset as a server with gzip would send it."""
    return len(gzip.compress((INDEX.parent / "assets" / name).read_bytes()))


def first_load_bytes() -> int:
    """The scripts that the page itself names, without which it shows nothing, as a server with gzip would send them."""
    return sum(map(gzipped_bytes, re.findall(r'assets/([^"/]+\.js)"', INDEX.read_text())))


def axe_source() -> str:
    """axe-core as npm installed it for the frontend. Raises NotBuilt."""
    path = FRONTEND / "node_modules" / "axe-core" / "axe.min.js"
    if not path.is_file():
        raise NotBuilt("axe-core is not installed. Run `npm --prefix frontend ci`, as `make frontend` does.")
    return path.read_text()
