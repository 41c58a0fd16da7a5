"""What the documents say is so."""

import re
from pathlib import Path

from clueso.errors import by_slug
from clueso.queue import QUEUES
from scripts.settings_table import README, with_table

ROOT = Path(__file__).parents[2]


def test_the_readme_shows_every_setting_as_it_is() -> None:
    text = README.read_text()

    assert text == with_table(text), "run: python scripts/settings_table.py"


def test_the_readme_names_only_make_targets_that_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))

    named = set(re.findall(r"(?:^|`)make ([a-z-]+)", README.read_text(), re.MULTILINE))

    assert named <= targets


def test_every_link_of_the_documents_leads_somewhere() -> None:
    for document in (README, *(ROOT / "docs").rglob("*.md")):
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)\)", document.read_text()):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_every_process_type_is_told() -> None:
    assert all(f"| `{name}` |" in README.read_text() for name in (*QUEUES, "web", "release", "sweep"))


def test_the_contract_names_every_error_of_ours_and_no_other() -> None:
    text = (ROOT / "docs/api.md").read_text()
    lists = re.findall(r"(?:requests that are refused|in words a user understands):(.*)", text)
    codes = {code for line in lists for code in re.findall(r"`([a-z]+(?:-[a-z]+)*)`", line)}

    assert len(lists) == 2
    assert codes == {*by_slug(), "cancelled"}
