"""Prices of models: as an operator writes them, and what calls cost by them."""

import pytest

from clueso.config.prices import Price, prices


def test_prices_are_read_for_models_with_any_usual_name() -> None:
    found = prices("gpt-5-mini=0.25/2, meta-llama/Llama-3:8b = 0/0 ,a=b=1/2,")

    assert found == {
        "gpt-5-mini": Price(0.25, 2),
        "meta-llama/Llama-3:8b": Price(0, 0),
        "a=b": Price(1, 2),
    }


@pytest.mark.parametrize(
    "text", ["gpt-5-mini", "gpt-5-mini=1", "=1/2", "m=1/x", "m=-1/2", "m=1/inf", "m=nan/1", "m=1/2/3"]
)
def test_a_malformed_price_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="it must"):
        prices(text)


def test_prompts_and_completions_have_prices_of_their_own() -> None:
    assert prices("m=0.25/2").cost("m", 2_000_000, 500_000, uncounted=0) == 1.5


def test_a_cost_without_a_price_or_a_count_is_unknown() -> None:
    known = prices("m=0.25/2, free=0/0")

    assert known.cost("other", 1, 1, uncounted=0) is None
    assert known.cost("m", 1, 1, uncounted=1) is None
    assert known.cost("free", 1, 1, uncounted=0) == 0
