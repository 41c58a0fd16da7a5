"""What the documents say is so."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from clueso.config import Settings
from clueso.errors import by_slug
from clueso.queue import QUEUES
from scripts.settings_table import PAGE, with_table

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
CONTRIBUTING = ROOT / "CONTRIBUTING.md"
SECURITY = ROOT / "SECURITY.md"
PAGES = (README, CONTRIBUTING, SECURITY, *(ROOT / "docs").rglob("*.md"))
CODE = re.compile(r"`([^`\n]+)`")
OUR_PATH = re.compile(r"(?:clueso|docs|frontend|jobs|migrations|samples|scripts|tests)/[\w./-]*")
SECTION = re.compile(r"\b(\d{1,2}\.\d)\b")
RANGE = re.compile(r"\b(\d{1,2}\.\d) to (\d{1,2}\.\d)\b")


def test_the_page_of_settings_shows_every_setting_as_it_is() -> None:
    text = PAGE.read_text()

    assert text == with_table(text), "run: python scripts/settings_table.py"


@pytest.mark.parametrize("page", [README, CONTRIBUTING], ids=lambda page: page.name)
def test_a_page_names_only_make_targets_that_exist(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))

    named = set(re.findall(r"(?:^|`)make ([a-z-]+)", page.read_text(), re.MULTILINE))

    assert named
    assert named <= targets


def test_the_example_of_a_deployment_names_settings_that_exist() -> None:
    named = set(re.findall(r"^#? ?([A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))

    assert named
    assert named <= {field.metadata["env"] for field in fields(Settings)}


def test_every_link_of_the_documents_leads_somewhere() -> None:
    for document in PAGES:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)\)", document.read_text()):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_every_path_that_the_documents_name_exists() -> None:
    ours = [page for page in PAGES if page.name != "style.md"]  # it names files of other projects
    paths = {path for page in ours for path in CODE.findall(page.read_text()) if OUR_PATH.fullmatch(path)}

    assert len(paths) > 50
    assert [path for path in sorted(paths) if not (ROOT / path).exists()] == []


def test_the_table_of_places_to_change_names_what_stands_there() -> None:
    text = (ROOT / "docs/architecture.md").read_text().split("## Where to change what\n")[1].split("\n## ")[0]
    rows = [CODE.findall(place) for place in re.findall(r"^\|[^|]*\|([^|]*)\|$", text, re.MULTILINE)]

    assert len(rows) > 20
    for row in rows:
        paths = [ROOT / code for code in row if OUR_PATH.fullmatch(code)]
        files = [file for path in paths for file in ([path] if path.is_file() else path.rglob("*.[pt]*"))]
        words = {
            word
            for file in files
            for word in re.findall(r"\w+", file.name + " " + file.read_text(errors="ignore"))
        }
        names = {word for code in row if "/" not in code for word in re.findall(r"\w+", code)}
        assert names <= words, f"{row}: {names - words}"


def test_every_process_type_is_told() -> None:
    assert all(f"| `{name}` |" in README.read_text() for name in (*QUEUES, "web", "release", "sweep"))


def test_the_contract_names_every_error_of_ours_and_no_other() -> None:
    text = (ROOT / "docs/api.md").read_text()
    lists = re.findall(r"(?:requests that are refused|in words a user understands):(.*)", text)
    codes = {code for line in lists for code in re.findall(r"`([a-z]+(?:-[a-z]+)*)`", line)}

    assert len(lists) == 2
    assert codes == {*by_slug(), "cancelled"}


def test_what_is_said_of_security_is_shown_by_tests_that_exist() -> None:
    rows = re.findall(r"^\| ([\d.]+)[^|]*\|[^|]*\|([^|]*)\|$", SECURITY.read_text(), re.MULTILINE)
    named = [re.findall(r"`([^`]+)`", shown) for _, shown in rows]

    assert len(rows) > 40
    assert all(named), "a section without a test"
    assert [path for paths in named for path in paths if not (ROOT / path).is_file()] == []


def test_no_section_of_the_verification_standard_is_left_out() -> None:
    """ASVS 5.0 has these many sections in its chapters 1 to 17."""
    counts = (5, 4, 7, 4, 4, 8, 6, 4, 2, 7, 7, 3, 4, 3, 4, 5, 3)
    text = SECURITY.read_text().split("level 2\n")[1]

    told = set(SECTION.findall(text))
    for first, last in RANGE.findall(text):
        chapter, begin = first.split(".")
        told |= {f"{chapter}.{number}" for number in range(int(begin), int(last.split(".")[1]) + 1)}
    told |= {f"17.{number}" for number in range(1, 4) if "17 (no WebRTC)" in text}

    wanted = {f"{c}.{s}" for c, count in enumerate(counts, 1) for s in range(1, count + 1)}
    assert wanted - told == set()
