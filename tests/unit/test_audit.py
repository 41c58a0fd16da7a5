"""What the auditors answer, and what `make audit` makes of it."""

from typing import Any

import pytest

from scripts.audit import Unanswered, npm_findings, python_findings

SOUND = {"name": "flask", "version": "3.1.3", "vulns": []}
WEAK = {"name": "rq", "version": "3.0.0", "vulns": [{"id": "CVE-1", "fix_versions": ["3.0.1"]}]}
UNMENDED = {"name": "six", "version": "1.17.0", "vulns": [{"id": "CVE-2", "fix_versions": []}]}
UNKNOWN = {"name": "boto3", "skip_reason": "Dependency not found"}


@pytest.mark.parametrize(
    ("dependencies", "told"),
    [
        ([SOUND], []),
        ([SOUND, WEAK], ["rq 3.0.0: CVE-1, mended in 3.0.1"]),
        ([UNMENDED], ["six 1.17.0: CVE-2, mended in no release"]),
    ],
)
def test_what_is_known_is_told(dependencies: list[Any], told: list[str]) -> None:
    assert python_findings({"dependencies": dependencies}) == told


@pytest.mark.parametrize("dependencies", [[], [UNKNOWN], [SOUND, UNKNOWN]])
def test_a_package_of_which_nothing_is_told_is_not_sound(dependencies: list[Any]) -> None:
    with pytest.raises(Unanswered):
        python_findings({"dependencies": dependencies})


def test_what_npm_knows_is_told() -> None:
    assert npm_findings({"vulnerabilities": {"vite": {"severity": "high"}}}) == ["vite: high"]
    assert npm_findings({"vulnerabilities": {}}) == []


def test_an_error_of_npm_is_not_sound() -> None:
    with pytest.raises(Unanswered, match="405"):
        npm_findings({"message": "405 Method Not Allowed", "statusCode": 405})
