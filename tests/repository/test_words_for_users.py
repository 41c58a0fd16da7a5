"""What a person with a recording reads names no command and no setting: they can run and set nothing."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from clueso.errors import CluesoError, by_slug
from tests.production_settings import PRODUCTION

PACKAGE = Path(__file__).parents[2] / "clueso"
OPERATORS = (
    "doctor.py",
    "api/ops/health.py",
    "toolbox.py",
    "dev/",
    "transcription/fetch.py",
    "transcription/whisper_model.py",
)
"""Files whose errors only those who run Clueso read."""
TARGETS = "|".join(re.findall(r"^([a-z-]+):", (PACKAGE.parent / "Makefile").read_text(), re.MULTILINE))
FOR_OPERATORS = re.compile(rf"`|\bmake ({TARGETS})\b|\bpip\b|\b[A-Z0-9]+_[A-Z0-9_]+\b")


def errors_told(path: Path) -> Iterator[str]:
    """The text of every call in a file that makes an error of ours."""
    names = {error.__name__ for error in by_slug().values()}
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            parts = [part.value for part in ast.walk(node) if isinstance(part, ast.Constant)]
            yield " ".join(str(part) for part in parts)


@pytest.mark.parametrize(
    "path",
    [
        path
        for path in sorted(PACKAGE.rglob("*.py"))
        if not str(path.relative_to(PACKAGE)).startswith(OPERATORS)
    ],
    ids=lambda path: str(path.relative_to(PACKAGE)),
)
def test_no_error_sends_a_person_to_a_terminal(path: Path) -> None:
    assert [text for text in errors_told(path) if FOR_OPERATORS.search(text)] == []


@pytest.mark.parametrize("error", [CluesoError, *by_slug().values()])
def test_no_words_of_an_error_send_a_person_to_a_terminal(error: type[CluesoError]) -> None:
    assert not FOR_OPERATORS.search(error.title + error.default_detail)


def test_the_check_knows_what_it_looks_for() -> None:
    assert all(FOR_OPERATORS.search(name) for name in PRODUCTION if "_" in name)
    assert FOR_OPERATORS.search("Run make model.")
    assert len(list(errors_told(PACKAGE / "api" / "guards" / "tokens.py"))) > 5
