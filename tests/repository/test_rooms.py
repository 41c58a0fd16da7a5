"""The measures of `make rooms`: rooms, arrows and circles of a small tree."""

import ast
import sys
from pathlib import Path

import pytest

from scripts.rooms import ROOT, Floor, floor_of, folders

FILES = {
    "shop/__init__.py": "",
    "shop/till.py": "from shop.goods import bread\n\n\ndef sell():\n    return bread\n",
    "shop/goods/__init__.py": "",
    "shop/goods/bread.py": "import os\n",
    "shop/goods/milk.py": "from shop.goods.bread import os\nfrom shop import staff\n",
    "shop/staff.py": "def pay():\n    from shop import till\n\n    return till\n",
    "page/app.tsx": 'import { till } from "./till";\nimport "./app.css";\n',
    "page/till.ts": 'import type { App } from "./app";\nexport * from "../other/far";\n',
}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def test_rooms_are_files_and_folders_and_arrows_are_imports_between_them(tree: Path) -> None:
    shop = floor_of(tree / "shop", tree)

    assert shop.arrows == {"till": {"goods"}, "goods": {"staff"}, "staff": {"till"}}
    assert floor_of(tree / "shop/goods", tree).arrows == {"bread": set(), "milk": {"bread"}}


def test_a_circle_is_found_over_any_number_of_rooms(tree: Path) -> None:
    assert floor_of(tree / "shop", tree).circles == [["goods", "staff", "till"]]
    assert floor_of(tree / "shop/goods", tree).circles == []
    assert floor_of(tree / "page", tree).circles == [["app", "till"]]


def test_two_circles_are_told_apart() -> None:
    arrows = {"a": {"b"}, "b": {"a", "c"}, "c": {"d"}, "d": {"c"}, "e": {"a"}}

    assert Floor("x", arrows, [], []).circles == [["a", "b"], ["c", "d"]]


def test_sizes_leave_blank_lines_out(tree: Path) -> None:
    shop = floor_of(tree / "shop", tree)

    assert (max(shop.file_lines), max(shop.function_lines)) == (3, 3)


@pytest.mark.parametrize(
    "folder",
    [folder for folder in folders() if not folder.is_relative_to(ROOT / "frontend")],
    ids=lambda folder: str(folder.relative_to(ROOT)),
)
def test_no_folder_of_ours_has_a_circle(folder: Path) -> None:
    assert floor_of(folder).circles == []


def test_the_domain_imports_only_packages_that_compute() -> None:
    modules = [ast.parse(path.read_text()) for path in (ROOT / "clueso/domain").rglob("*.py")]
    imported = {
        name.split(".")[0]
        for module in modules
        for node in ast.walk(module)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }

    assert imported - set(sys.stdlib_module_names) == {
        "clueso",
        "icu4py",
        "pydantic",
        "snowballstemmer",
        "spellchecker",
        "text_to_num",
    }
