"""The figures of `make eval LLM=url`: what is paid, and what is worse."""

import pytest

from clueso.domain.ports.writer import Reply
from scripts.figures import Figure
from scripts.language_model import Bill, is_as_good


def test_a_bill_counts_calls_and_their_tokens() -> None:
    bill = Bill()
    for part in ("first", "second"):
        bill.paid(part, "prompt", "model", lambda key: Reply(key, "stop", 100, 20))

    assert (bill.calls, bill.tokens) == (2, 240)


@pytest.mark.parametrize(("value", "as_good"), [(0.8, False), (0.9, True), (1.0, True)])
def test_a_figure_below_the_one_without_a_model_is_worse(value: float, as_good: bool) -> None:
    columns = {
        "extractive": {"share": Figure("share", 0.9, 1)},
        "small": {"share": Figure("share", value, 1)},
    }

    assert is_as_good(columns, "share") is as_good


@pytest.mark.parametrize(("value", "as_good"), [(2.0, True), (3.0, True), (4.0, False)])
def test_a_distance_above_the_one_without_a_model_is_worse(value: float, as_good: bool) -> None:
    def figure(far: float) -> Figure:
        return Figure("far", far, 5, is_lower_bound=False)

    assert is_as_good({"extractive": {"far": figure(3)}, "small": {"far": figure(value)}}, "far") is as_good
