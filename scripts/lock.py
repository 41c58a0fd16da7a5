"""Resolve pyproject.toml into requirements.txt, for production, and requirements-dev.txt, for developers.

Locked versions stay unless pyproject.toml asks for others; `--upgrade` looks for newer ones. The lock files
contain the SHA-256 of every file that may be installed, so pip refuses a file that was altered.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
NEEDED = ROOT / "requirements.txt"
EXTRA = ROOT / "requirements-dev.txt"
OPTIONS = ["--quiet", "--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"]


def resolve(*arguments: str) -> list[str]:
    """Return an entry in pip's format for each package: its version, then a line for the hash of each file."""
    command = [sys.executable, "-m", "uv", "pip", "compile", *OPTIONS, "--generate-hashes"]
    command += ["--python-version", "3.11", "pyproject.toml", *arguments]
    found = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return re.findall(r"^\S.*(?:\n .*)*", found.stdout, re.MULTILINE)


def locked(path: Path) -> str:
    """Return the versions of a lock file as constraints."""
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
