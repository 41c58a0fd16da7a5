"""How the code is cut into rooms: `python scripts/rooms.py` (`make rooms`).

A floor is a folder, such as clueso/services. A room of it is a folder or a file directly below it. An arrow
is the fact that one room imports another of the same floor. A circle is a set of rooms that import each
other, directly or through others. For each floor and each of its folders it prints the rooms, arrows and
circles, the median and largest file (lines that are not blank), and the median and largest function. Python
is read with `ast`, TypeScript with regular expressions: there a function's size is unknown.

Status 1 when a floor has a circle.
"""

import ast
import os
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[1]
FLOORS = (
    "clueso",
    "clueso/services",
    "clueso/domain",
    "clueso/api",
    "clueso/writing",
    "jobs",
    "frontend/src",
)
TYPESCRIPT = re.compile(r"""\b(?:from|import)\s*\(?\s*["'](\.[^"']*)["']""")
FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef

Arrows = dict[str, set[str]]
"""For each room the rooms that it imports."""


@dataclass(frozen=True, slots=True)
class Source:
    """What is read of one file."""

    lines: int
    function_lines: list[int]
    imports: list[Path]


@dataclass(frozen=True, slots=True)
class Floor:
    """The rooms of one folder."""

    folder: str
    arrows: Arrows
    file_lines: list[int]
    function_lines: list[int]

    @property
    def circles(self) -> list[list[str]]:
        """Sets of two or more rooms that import each other, each in alphabetical order."""
        reached = {room: _reachable(self.arrows, room) for room in self.arrows}
        together = (
            sorted(other for other in reached[room] if room in reached[other])
            for room in self.arrows
            if room in reached[room]
        )
        return [list(circle) for circle in sorted({tuple(rooms) for rooms in together})]

    def __str__(self) -> str:
        arrows = sum(map(len, self.arrows.values()))
        told = f"{self.folder:<32}{len(self.arrows):>6}{arrows:>8}{len(self.circles):>9}"
        return f"{told}{_sizes(self.file_lines)}{_sizes(self.function_lines)}"


def floor_of(folder: Path, root: Path = ROOT) -> Floor:
    """Return the rooms of a folder and what they import of each other."""
    arrows: Arrows = {}
    files: list[int] = []
    functions: list[int] = []
    for path in sorted(_sources(folder)):
        source = _read(path, root)
        files.append(source.lines)
        functions += source.function_lines
        room = _room(path, folder)
        if room is None:
            continue
        found = {_room(target, folder) for target in source.imports}
        arrows.setdefault(room, set()).update(name for name in found if name and name != room)
    known = {room: targets & arrows.keys() for room, targets in arrows.items()}
    return Floor(str(folder.relative_to(root)), known, files, functions)


def folders() -> list[Path]:
    """Return the floors and the folders directly below them that have sources, each once."""
    return sorted({folder for name in FLOORS for folder in _folders_of(ROOT / name)})


def _folders_of(floor: Path) -> list[Path]:
    below = (path for path in floor.iterdir() if path.is_dir() and any(_sources(path)))
    return [floor, *below]


def _sources(folder: Path) -> Iterator[Path]:
    for ending in ("*.py", "*.ts", "*.tsx"):
        yield from (path for path in folder.rglob(ending) if not path.name.endswith((".d.ts", ".test.ts")))


def _room(path: Path, folder: Path) -> str | None:
    """Return the room of a file; None outside of the folder and for the `__init__.py` of the folder itself."""
    if not path.is_relative_to(folder):
        return None
    first, *rest = path.relative_to(folder).parts
    name = first if rest else Path(first).stem
    return None if name == "__init__" else name


@cache
def _read(path: Path, root: Path) -> Source:
    text = path.read_text()
    lines = text.splitlines()
    if path.suffix != ".py":
        imports = [Path(os.path.normpath(path.parent / name)) for name in TYPESCRIPT.findall(text)]
        return Source(_lines(lines), [], imports)
    tree = ast.parse(text)
    functions = [
        _lines(lines[node.lineno - 1 : node.end_lineno])
        for node in ast.walk(tree)
        if isinstance(node, FUNCTIONS)
    ]
    return Source(_lines(lines), functions, list(_imports(tree, root)))


def _imports(tree: ast.Module, root: Path) -> Iterator[Path]:
    """Yield the files of this repository that a module imports, those under TYPE_CHECKING included."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (_file(root, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (_file(root, node.module, alias.name) for alias in node.names)


def _file(root: Path, module: str, name: str = "") -> Path:
    """Return the file of a module, or of the `name` in it where that is a module, too."""
    inside = root.joinpath(*module.split("."), name)
    if name and (inside.is_dir() or inside.with_suffix(".py").exists()):
        return inside / "__init__.py" if inside.is_dir() else inside.with_suffix(".py")
    whole = root.joinpath(*module.split("."))
    return whole / "__init__.py" if whole.is_dir() else whole.with_suffix(".py")


def _reachable(arrows: Arrows, room: str) -> set[str]:
    found: set[str] = set()
    open_ = list(arrows[room])
    while open_:
        here = open_.pop()
        if here not in found:
            found.add(here)
            open_ += arrows[here]
    return found


def _lines(lines: Sequence[str]) -> int:
    return sum(1 for line in lines if line.strip())


def _sizes(lines: list[int]) -> str:
    return f"{median(lines):>9.0f}{max(lines):>8}" if lines else f"{'-':>9}{'-':>8}"


def main() -> int:
    """Print the floors and their circles. Return 1 when there is a circle."""
    heads = ("rooms", "arrows", "circles", "file p50", "largest", "func p50", "largest")
    widths = (6, 8, 9, 9, 8, 9, 8)
    print(f"{'folder':<32}" + "".join(f"{head:>{width}}" for head, width in zip(heads, widths, strict=True)))  # noqa: T201
    floors = [floor_of(folder) for folder in folders()]
    for floor in floors:
        print(floor)  # noqa: T201
    circles = [(floor.folder, circle) for floor in floors for circle in floor.circles]
    for folder, circle in circles:
        print(f"a circle in {folder}: {', '.join(circle)}")  # noqa: T201
    return int(bool(circles))


if __name__ == "__main__":
    sys.exit(main())
