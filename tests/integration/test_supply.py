"""What is installed is what was locked, and what production carries can be listed."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from scripts.lock import BASES, LOCKS

ROOT = Path(__file__).parents[2]
PACKAGE = re.compile(r"^(\S+==\S+) \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.MULTILINE)


def locked(name: str) -> list[str]:
    return re.findall(r"^([\w.-]+)==", (ROOT / name).read_text(), re.MULTILINE)


@pytest.mark.parametrize("name", LOCKS)
def test_each_file_of_each_package_is_named_by_its_hash(name: str) -> None:
    text = (ROOT / name).read_text()

    assert PACKAGE.sub("", text) == "".join(f"-r {base}\n" for base in BASES[name])
    assert len(locked(name)) > 5


@pytest.mark.parametrize("folder", ["frontend", "tests/aimock"])
def test_each_npm_package_is_named_by_its_hash(folder: str) -> None:
    packages = json.loads((ROOT / folder / "package-lock.json").read_text())["packages"]

    assert [name for name, each in packages.items() if name and "integrity" not in each] == []


def test_nothing_is_locked_again_in_what_adds_to_it() -> None:
    for name in LOCKS:
        below = {package for base in BASES[name] for package in (*locked(base), *locked("requirements.txt"))}
        assert len(locked(name)) == len(set(locked(name)))
        assert below.isdisjoint(locked(name))


def test_the_extras_lock_the_same_version_of_what_both_need() -> None:
    """They may be installed together, and pip takes a package twice only if both times are alike."""
    screens, tracing = (
        dict(re.findall(PACKAGE, (ROOT / f"requirements-{name}.txt").read_text()))
        for name in ("screens", "tracing")
    )
    both = screens.keys() & tracing.keys()

    assert both
    assert {name: screens[name] for name in both} == {name: tracing[name] for name in both}


def test_the_bill_of_materials_names_all_that_production_carries() -> None:
    subprocess.run(["make", "-o", "install", "sbom"], cwd=ROOT, check=True, capture_output=True)

    python, frontend = (
        {each["name"] for each in json.loads((ROOT / "out/sbom" / name).read_text())["components"]}
        for name in ("python.json", "frontend.json")
    )
    assert python == {*locked("requirements.txt"), *locked("requirements-screens.txt")}
    assert {"react", "@clerk/react"} <= frontend
