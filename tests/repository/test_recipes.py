"""The recipes of CONTRIBUTING.md for a new kind of document and a new export format, followed word by word.

A copy of Clueso gets the file and the lines of the recipe; another process uses it.
"""

import os
import subprocess
import sys
from pathlib import Path
from shutil import copytree

import pytest

ROOT = Path(__file__).parents[2]
RECIPES = ROOT / "tests" / "recipes"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A tree with links to all files of Clueso and of the recipes."""
    for package in ("clueso", "tests/recipes"):
        copytree(
            ROOT / package,
            tmp_path / package,
            copy_function=os.symlink,
            ignore=lambda _, names: {"__pycache__"} & set(names),
        )
    (tmp_path / "tests/__init__.py").touch()
    return tmp_path


def add(path: Path, line: str, *, after: str) -> None:
    """Add a line to a file of the copy, below the line `after`."""
    text = path.read_text(encoding="utf-8")
    assert text.count(f"{after}\n") == 1, after
    path.unlink()
    path.write_text(text.replace(f"{after}\n", f"{after}\n{line}\n"), encoding="utf-8")


def run(copy: Path, module: str) -> None:
    """Run a module in the copy.

    Raises CalledProcessError when it fails; its output then stands in the report.
    """
    subprocess.run([sys.executable, "-m", module], cwd=copy, env={**os.environ, "PYTHONPATH": ""}, check=True)


def test_a_new_kind_of_document_is_a_file_a_line_and_a_prompt(copy: Path) -> None:
    (copy / "clueso/domain/documents/kinds/minutes.py").symlink_to(RECIPES / "minutes.py")
    (copy / "clueso/writing/prompts/minutes.md").write_text("Write the minutes of the meeting.\n")
    documents = copy / "clueso/domain/documents/documents.py"
    add(documents, '    MINUTES = "minutes", Minutes', after='    SCRIPT = "script", Script')
    add(
        documents,
        "from clueso.domain.documents.kinds.minutes import Minutes",
        after="from clueso.domain.documents.kinds.guide import Guide",
    )

    run(copy, "tests.recipes.kind")


def test_a_new_export_format_is_a_file_and_two_lines(copy: Path) -> None:
    (copy / "clueso/rendering/txt.py").symlink_to(RECIPES / "txt.py")
    add(
        copy / "clueso/domain/pages/exports.py",
        '    TXT = "txt", "text/plain"',
        after='    HTML = "html", "text/html"',
    )
    adapter = copy / "clueso/rendering/adapter.py"
    add(adapter, "    RenderedFormat.TXT: txt.write,", after="    RenderedFormat.PDF: pdf.write,")
    add(
        adapter,
        "from clueso.rendering import txt",
        after="from clueso.rendering import docx, html, pdf",
    )

    run(copy, "tests.recipes.format")
