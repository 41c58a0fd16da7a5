"""A person may say amounts and addresses for hours: asking after them takes as long as they are many."""

from typing import Any

import pytest

from clueso.domain.checking.amounts import AHEAD, BEHIND, SaidAmounts, counting
from clueso.domain.checking.claims import Sort, claims
from clueso.domain.checking.heard import Heard
from clueso.domain.checking.numbers import values
from clueso.domain.transcript import Segment

STREETS = "You find us at 12 Main Street. " * 200
ELSEWHERE = "Send it to 99 Main Street."


class Copied(list[str]):
    """Tokens that count how many of them are copied."""

    copied = 0

    def __getitem__(self, key: Any) -> Any:
        found = super().__getitem__(key)
        self.copied += len(found) if isinstance(key, slice) else 1
        return found


def test_an_amount_is_read_from_what_is_said_beside_it() -> None:
    said = Copied(counting("$1. " * 500))

    assert SaidAmounts(said, "en").said_with("dollar") == {1}
    assert said.copied <= len(said) * (AHEAD + BEHIND)


def test_what_is_said_around_a_street_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[int] = []

    def counted(said: list[str], language: str) -> Any:
        reads.append(len(said))
        return values(said, language)

    monkeypatch.setattr("clueso.domain.checking.heard.values", counted)
    words = Heard([Segment("a", 0, 1000, STREETS)], spoken="en").everything
    (address,) = {claim for claim in claims(ELSEWHERE, "en") if claim.sort is Sort.ADDRESS}
    (said,) = {claim for claim in claims(STREETS, "en") if claim.sort is Sort.ADDRESS}

    assert [words.holds(claim) for claim in [address, said] * 20] == [False, True] * 20
    assert sum(reads) < 20 * len(STREETS.split())
