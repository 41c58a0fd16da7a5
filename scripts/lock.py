"""Resolve pyproject.toml into lock files: requirements.txt for production, requirements-screens.txt for a
production that reads screens, requirements-tracing.txt for one that sends traces, requirements-dev.txt for
developers. Each names those that it adds to.

Locked versions stay unless pyproject.toml asks for others; `--upgrade` looks for newer ones. The lock files
contain the SHA-256 of every file that may be installed, so pip refuses a file that was altered.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCKS = {
    "requirements.txt": [],
    "requirements-screens.txt": ["--extra", "screens"],
    "requirements-tracing.txt": ["--extra", "tracing"],
    "requirements-dev.txt": ["--all-extras", "--group", "dev"],
}
"""What is resolved for each lock file beside the dependencies that every installation needs."""
BASES = {
    "requirements.txt": (),
    "requirements-screens.txt": ("requirements.txt",),
    "requirements-tracing.txt": ("requirements.txt",),
    "requirements-dev.txt": ("requirements-screens.txt", "requirements-tracing.txt"),
}
"""The lock files that each one adds to."""
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
    constraints.write_text("" if upgrade else "".join(locked(ROOT / name) for name in LOCKS))
    found: dict[str, list[str]] = {}
    for name, wanted in LOCKS.items():
        found[name] = resolve(*wanted, "--constraints", str(constraints))
        known = {entry for base in BASES[name] for entry in found[base]}
        own = [entry for entry in found[name] if entry not in known]
        (ROOT / name).write_text("\n".join([*(f"-r {base}" for base in BASES[name]), *own]) + "\n")
        # The next file must not ask for other versions.
        constraints.write_text(constraints.read_text() + locked(ROOT / name))


if __name__ == "__main__":
    main(upgrade="--upgrade" in sys.argv)
