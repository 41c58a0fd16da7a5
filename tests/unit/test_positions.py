"""Positions: an order that grows anywhere."""

from itertools import pairwise

from clueso.domain.editing.positions import positions


def test_what_has_a_place_keeps_it() -> None:
    assert positions(["a", "b", "c"], {"a": 1.0, "c": 2.0}) == {"a": 1.0, "b": 1.5, "c": 2.0}


def test_new_ones_stand_evenly_between_their_neighbours_and_after_the_last() -> None:
    found = positions(["n1", "a", "n2", "n3", "b", "n4"], {"a": 3.0, "b": 6.0})

    assert list(found.values()) == sorted(found.values())
    assert (found["n2"], found["n3"]) == (4.0, 5.0)


def test_all_are_numbered_anew_once_there_is_no_room() -> None:
    known = {"a": 40_000_001.0, "z": 40_000_002.0}
    order = ["a", "z"]

    for number in range(100):
        order.insert(1, f"n{number}")
        known = positions(order, known)

    places = [known[id_] for id_ in order]
    assert all(before < after for before, after in pairwise(places))
