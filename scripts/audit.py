"""`make audit`: whether a locked version is known to be vulnerable.

Exit status: 0 without a known vulnerability, 1 with one, 2 when an advisory service did not answer: silence
must not look like health.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PYTHON = ("requirements.txt", "requirements-screens.txt", "requirements-tracing.txt", "requirements-dev.txt")
NPM = ("frontend", "tests/aimock")


class Unanswered(Exception):
    """The advisory service did not answer, or skipped a package."""


def main() -> int:
    statuses = [_audited(path, python_findings) for path in PYTHON]
    statuses += [_audited(f"{folder}/package-lock.json", npm_findings) for folder in NPM]
    return 1 if 1 in statuses else max(statuses)


def python_findings(answer: dict[str, Any]) -> list[str]:
    """Return a line for each vulnerability in pip-audit's report. Raises Unanswered for a skipped package."""
    dependencies = answer.get("dependencies", [])
    skipped = [each["name"] for each in dependencies if "skip_reason" in each]
    if skipped or not dependencies:
        raise Unanswered(f"nothing is known of {len(skipped)} of {len(dependencies)} packages")
    return [
        f"{each['name']} {each['version']}: {known['id']}, mended in {_releases(known)}"
        for each in dependencies
        for known in each["vulns"]
    ]


def _releases(known: dict[str, Any]) -> str:
    return ", ".join(known["fix_versions"]) or "no release"


def npm_findings(answer: dict[str, Any]) -> list[str]:
    """Return a line for each package in the report of `npm audit`. Raises Unanswered without a report."""
    if "vulnerabilities" not in answer:
        raise Unanswered(str(answer.get("message", "no answer")))
    return [f"{name}: {each['severity']}" for name, each in answer["vulnerabilities"].items()]


def _audited(lock: str, findings: Callable[[dict[str, Any]], list[str]]) -> int:
    try:
        found = findings(_asked(lock))
    except Unanswered as error:
        _tell(f"{lock}: NOT AUDITED, the service that knows of vulnerabilities did not answer: {error}")
        return 2
    for line in found:
        _tell(f"{lock}: {line}")
    if not found:
        _tell(f"{lock}: nothing is known against it")
    return 1 if found else 0


def _asked(lock: str) -> dict[str, Any]:
    if lock.endswith(".txt"):
        pip_audit = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", "--format=json"]
        return _json([*pip_audit, "-r", lock])
    return _json(["npm", "--prefix", str(Path(lock).parent), "audit", "--json"])


def _json(command: Sequence[str]) -> dict[str, Any]:
    # Both commands also exit with 1 when they found something, so their output decides.
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    try:
        answer: dict[str, Any] = json.loads(run.stdout)
    except ValueError as error:
        raise Unanswered((run.stderr.strip().splitlines() or ["no answer"])[-1]) from error
    return answer


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
