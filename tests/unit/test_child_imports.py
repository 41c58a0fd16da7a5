"""A child is started for each step of each recording, so it loads only what its step needs."""

import subprocess
import sys

import pytest

CHILDREN = {
    "probe": ("clueso.media.child", "clueso.media.probing"),
    "extract": ("clueso.media.child", "clueso.media.extracting"),
    "screens": ("clueso.media.child", "clueso.media.screens"),
    "speakers": ("clueso.voices.child", "clueso.voices.telling_apart"),
    "the reader of screens": ("clueso.reading.child",),
    "the recogniser": ("jobs.warm_child",),
}
HEAVY = {"flask", "pydantic", "sqlalchemy"}


@pytest.mark.parametrize("modules", CHILDREN.values(), ids=CHILDREN)
def test_a_child_loads_nothing_of_the_api(modules: tuple[str, ...]) -> None:
    code = f"import sys, {', '.join(modules)}\nprint(*({HEAVY!r} & set(sys.modules)))"

    loaded = subprocess.check_output([sys.executable, "-c", code], text=True)

    assert loaded.split() == []
