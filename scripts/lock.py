"""Resolve pyproject.toml: requirements.txt holds what runs, requirements-dev.txt what else developers need."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
OPTIONS = ["--quiet", "--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"]


def resolve(*arguments: str) -> list[str]:
    command = [sys.executable, "-m", "uv", "pip", "compile", *OPTIONS, "--python-version", "3.11", *arguments]
    found = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return found.stdout.splitlines()


def main() -> None:
    needed = resolve("pyproject.toml")
    (ROOT / "requirements.txt").write_text("\n".join(needed) + "\n")
    wanted = resolve("pyproject.toml", "--group", "dev", "--constraints", "requirements.txt")
    extra = ["-r requirements.txt", *sorted(set(wanted) - set(needed))]
    (ROOT / "requirements-dev.txt").write_text("\n".join(extra) + "\n")


if __name__ == "__main__":
    main()
