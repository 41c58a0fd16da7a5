"""The verdict of `make chaos` on what was paid for: what it must find, and what it must excuse."""

from typing import Any

from tests.chaos.faults import Kill
from tests.chaos.verdict import Figures, judge_charges

TOO_OFTEN = "calls charged too often"


def charge(begun_at: float, *, port: int = 1, part: str = "first", is_lost: bool = False) -> dict[str, Any]:
    return {
        "key": f"key of {part}",
        "wish": "project 1",
        "kind": "summary",
        "part": part,
        "port": port,
        "begun_at": begun_at,
        "is_lost": is_lost,
    }


def broken(charges: list[dict[str, Any]], *kills: Kill) -> list[str]:
    figures = Figures()
    judge_charges(figures, charges, kills)
    return figures.broken


def test_a_call_is_charged_once() -> None:
    assert broken([charge(10)]) == []
    assert broken([charge(10), charge(20, port=2)]) == [TOO_OFTEN]


def test_an_answer_that_was_lost_excuses_one_charge_more() -> None:
    charges = [charge(10, is_lost=True), charge(20, port=2)]

    assert broken(charges) == []
    assert broken([*charges, charge(30, port=3)]) == [TOO_OFTEN]


def test_a_kill_excuses_the_call_that_was_in_flight() -> None:
    charges = [charge(10), charge(20, port=2)]

    assert broken(charges, Kill(10.2, (1,))) == []


def test_a_kill_excuses_nothing_on_other_connections_or_before_the_call() -> None:
    charges = [charge(10), charge(20, port=2)]

    assert broken(charges, Kill(10.2, (3,))) == [TOO_OFTEN]
    assert broken(charges, Kill(5, (1,))) == [TOO_OFTEN]


def test_a_kill_excuses_no_call_that_its_connection_carried_before() -> None:
    charges = [charge(10), charge(12, part="repair"), charge(20, port=2)]

    assert broken(charges, Kill(12.2, (1,))) == [TOO_OFTEN]


def test_a_call_keeps_its_key() -> None:
    other = charge(20, port=2) | {"key": "another"}

    assert "calls whose key changed" in broken([charge(10, is_lost=True), other])
