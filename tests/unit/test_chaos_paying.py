"""The verdict of `make chaos` on what was paid for: what it must find, and what it must excuse."""

from collections.abc import Collection, Sequence
from typing import Any

from tests.chaos.faults import Kill
from tests.chaos.figures import Figures
from tests.chaos.paying import Named, Paid, judge_charges, judge_documents

TOO_OFTEN = "calls charged too often"
NO_REASON = "documents that failed without a reason"
SUMMARY = ("project 1", "summary")


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


def broken(charges: Sequence[dict[str, Any]], *kills: Kill) -> list[str]:
    figures = Figures()
    judge_charges(figures, Paid(charges), kills)
    return figures.broken


def broken_documents(
    *statuses: str,
    charges: Sequence[dict[str, Any]] = (),
    refused: Collection[Named] = (),
    kills: Sequence[Kill] = (),
) -> list[str]:
    figures = Figures()
    rows = [{"wish": "project 1", "kind": "summary", "status": status} for status in statuses]
    judge_documents(figures, [SUMMARY], rows, Paid(charges, refused), kills)
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


def test_a_document_is_written_and_paid_for() -> None:
    assert broken_documents("ready", charges=[charge(10)]) == []


def test_documents_that_were_wanted_and_no_charge_at_all() -> None:
    assert broken_documents("ready") == [
        "documents wanted, and not one charge",
        "documents written without a charge",
    ]
    assert broken_documents("failed", refused=[SUMMARY]) == ["documents wanted, and not one charge"]


def test_a_document_that_nobody_paid_for() -> None:
    of_another = charge(10) | {"wish": "project 2"}

    assert broken_documents("ready", charges=[of_another]) == ["documents written without a charge"]


def test_a_document_that_failed_though_its_calls_were_answered() -> None:
    assert broken_documents("failed", charges=[charge(10)]) == [NO_REASON]
    assert broken_documents("failed", charges=[charge(10, is_lost=True)]) == [NO_REASON]


def test_a_document_whose_call_was_refused_may_fail() -> None:
    charges = [charge(10) | {"wish": "project 2"}]

    assert broken_documents("failed", charges=charges, refused=[SUMMARY]) == []
    assert broken_documents("failed", charges=charges, refused=[("project 2", "summary")]) == [NO_REASON]
    assert broken_documents("failed", charges=charges, refused=[("project 1", "article")]) == [NO_REASON]


def test_a_document_whose_calls_were_lost_may_fail() -> None:
    charges = [charge(10, is_lost=True), charge(20, port=2), charge(30, port=3, is_lost=True)]

    assert broken_documents("failed", charges=charges, kills=[Kill(20.2, (2,))]) == []


def test_a_document_that_is_missing_or_never_ends() -> None:
    assert broken_documents(charges=[charge(10)]) == ["documents that were wanted and are not there"]
    assert broken_documents("writing", charges=[charge(10)]) == ["documents neither ready nor failed"]
