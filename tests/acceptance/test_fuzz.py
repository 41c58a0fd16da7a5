"""The API is as its description says: a few examples of each call; `make fuzz` tries a hundred."""

from tests.fuzz.__main__ import LEAVING, run
from tests.fuzz.target import serving


def test_every_call_answers_as_it_is_described() -> None:
    with serving() as target:
        assert run(target, 3, "--phases", "fuzzing", "--exclude-operation-id", LEAVING) == 0
