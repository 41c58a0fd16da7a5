"""The pages that `make docs` makes from the code name everything, and what is written by hand names the same."""

import json
import re
from pathlib import Path

import pytest

from clueso.domain.steps.step_kinds import PIPELINE
from clueso.errors import by_slug
from clueso.models import Event
from scripts.reference import METHODS, pages, write

ROOT = Path(__file__).parents[2]
FIRST_CELL = re.compile(r"^\| `([^`]+)`", re.MULTILINE)


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    return pages()


def rows(page: str) -> list[str]:
    """What the rows of the tables of a page are about."""
    return FIRST_CELL.findall(page)


def test_every_call_of_the_api_has_a_row(made: dict[str, str]) -> None:
    paths = json.loads((ROOT / "frontend/openapi.json").read_text())["paths"]
    calls = [
        f"{name.upper()} {path}" for path, path_item in paths.items() for name in path_item if name in METHODS
    ]

    assert sorted(rows(made["routes"])) == sorted(calls)
    assert "| `POST /api/v1/projects` |" in made["routes"]
    assert re.search(r"`GET /api/v1/projects` \| [^|]+ \| session; key: read \|", made["routes"])


def test_every_error_has_a_row(made: dict[str, str]) -> None:
    assert sorted(rows(made["errors"])) == sorted(by_slug())


def test_every_step_has_a_row_with_its_purpose(made: dict[str, str]) -> None:
    assert rows(made["steps"]) == list(PIPELINE)
    assert re.findall(r"^\| `(\w+)` \|  \|", made["steps"], re.MULTILINE) == []


def test_every_event_has_a_row_and_the_api_page_names_the_same(made: dict[str, str]) -> None:
    told = (ROOT / "docs/api.md").read_text()

    assert rows(made["events"]) == [event.value for event in Event]
    assert set(rows(told)) >= set(rows(made["events"]))


def test_every_command_has_a_row(made: dict[str, str]) -> None:
    found = rows(made["commands"])

    assert "flask --app wsgi doctor" in found
    assert any(each.startswith("clueso process FILE… ") for each in found)
    targets = re.findall(r"^([a-z-]+):.* ## ", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert [each.removeprefix("make ") for each in found if each.startswith("make ")] == targets


def test_the_page_of_operations_names_the_metrics_that_exist(made: dict[str, str]) -> None:
    section = (ROOT / "docs/operations.md").read_text().split("## Metrics\n")[1].split("\n## ")[0]

    assert set(re.findall(r"`(clueso_\w+)`", section)) == set(rows(made["metrics"]))


def test_the_site_shows_every_page(made: dict[str, str], tmp_path: Path) -> None:
    index = (ROOT / "docs/index.md").read_text()

    write(tmp_path)

    assert {path.stem for path in tmp_path.iterdir()} == set(made)
    assert set(re.findall(r"^reference/(\w+)$", index, re.MULTILINE)) == set(made)
