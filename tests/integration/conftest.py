"""Fixtures of the tests over real parts."""

from collections.abc import Iterator

import pytest

from tests.compiled_once import compile_once
from tests.pipe_watch import PipeWatch, watching

compile_once()


@pytest.fixture
def watch() -> Iterator[PipeWatch]:
    with watching() as watch:
        yield watch
