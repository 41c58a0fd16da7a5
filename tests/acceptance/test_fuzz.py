"""The API is as its description says: a few examples of each call; `make fuzz` tries a hundred."""

from tests.fuzz.__main__ import LEAVING, run
from tests.fuzz.target import serving


def test_every_call_answers_as_it_is_described() -> None:
    with serving() as target:
        # One seed: the same tree passes or fails each time; `make fuzz` draws another at every run.
        options = ["--seed", "1", "--phases", "fuzzing", "--exclude-operation-id", LEAVING]
        assert run(target, 3, *options) == 0
