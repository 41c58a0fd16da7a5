"""Fixtures of the tests over real parts."""

from collections.abc import Iterator

import pytest

from tests.pipe_watch import PipeWatch, watching


@pytest.fixture
def watch() -> Iterator[PipeWatch]:
    with watching() as watch:
        yield watch
