"""Resolve pyproject.toml: requirements.txt holds what runs, requirements-dev.txt what else developers need.

Versions stay as they are locked unless pyproject.toml asks for others; `--upgrade` looks for newer ones.
Every file that may be installed is named by its SHA-256, so pip refuses what was changed on its way."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
NEEDED = ROOT / "requirements.txt"
EXTRA = ROOT / "requirements-dev.txt"
OPTIONS = ["--quiet", "--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"]


def resolve(*arguments: str) -> list[str]:
    """Each package as pip reads it: its version, then a line for the hash of each of its files."""
    command = [sys.executable, "-m", "uv", "pip", "compile", *OPTIONS, "--generate-hashes"]
    command += ["--python-version", "3.11", "pyproject.toml", *arguments]
    found = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return re.findall(r"^\S.*(?:\n .*)*", found.stdout, re.MULTILINE)


def locked(path: Path) -> str:
    """The versions that a lock file names, as constraints."""
    return "\n".join(re.findall(r"^[^\s#-]\S*==[^\s\\]+", path.read_text(), re.MULTILINE)) + "\n"


def main(upgrade: bool) -> None:
    constraints = ROOT / "var" / "locked.txt"
    constraints.parent.mkdir(exist_ok=True)
    constraints.write_text("" if upgrade else locked(NEEDED) + locked(EXTRA))
    needed = resolve("--constraints", str(constraints))
    NEEDED.write_text("\n".join(needed) + "\n")
    wanted = resolve("--group", "dev", "--constraints", str(constraints), "--constraints", str(NEEDED))
    extra = ["-r requirements.txt", *sorted(set(wanted) - set(needed))]
    EXTRA.write_text("\n".join(extra) + "\n")


if __name__ == "__main__":
    main(upgrade="--upgrade" in sys.argv)
