"""What is installed is what was locked, and what production carries can be listed."""

import json
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.txt", "requirements-screens.txt", "requirements-dev.txt")
PACKAGE = re.compile(r"^(\S+)==\S+ \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.MULTILINE)


def locked(name: str) -> list[str]:
    return re.findall(r"^([\w.-]+)==", (ROOT / name).read_text(), re.MULTILINE)


@pytest.mark.parametrize("name", LOCKS)
def test_each_file_of_each_package_is_named_by_its_hash(name: str) -> None:
    text = (ROOT / name).read_text()

    before = LOCKS[: LOCKS.index(name)][-1:]
    assert PACKAGE.sub("", text) == "".join(f"-r {lock}\n" for lock in before)
    assert len(locked(name)) > 5


@pytest.mark.parametrize("folder", ["frontend", "tests/aimock"])
def test_each_npm_package_is_named_by_its_hash(folder: str) -> None:
    packages = json.loads((ROOT / folder / "package-lock.json").read_text())["packages"]

    assert [name for name, each in packages.items() if name and "integrity" not in each] == []


def test_nothing_is_locked_twice() -> None:
    every = [package for name in LOCKS for package in locked(name)]

    assert len(every) == len(set(every))


def test_the_bill_of_materials_names_all_that_production_carries() -> None:
    subprocess.run(["make", "-o", "install", "sbom"], cwd=ROOT, check=True, capture_output=True)

    python, frontend = (
        {each["name"] for each in json.loads((ROOT / "out/sbom" / name).read_text())["components"]}
        for name in ("python.json", "frontend.json")
    )
    assert python == {*locked("requirements.txt"), *locked("requirements-screens.txt")}
    assert {"react", "@clerk/react"} <= frontend
