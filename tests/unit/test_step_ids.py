"""Ids of a guide's steps: each step has its own, and keeps it."""

from typing import Any

from clueso.domain.documents.kinds.guide import Guide


def read(*ids: str | None) -> list[str]:
    steps: list[dict[str, Any]] = [
        {"heading": "A", "text": "B", "start_ms": 0, "end_ms": 1, "segment_ids": []}
        | ({"id": id_} if id_ else {})
        for id_ in ids
    ]
    stored = {"title": "", "goal": "", "prerequisites": [], "steps": steps, "troubleshooting": []}
    return [step.id for step in Guide.read(stored).steps]


def test_steps_that_were_stored_without_ids_are_numbered_by_their_places() -> None:
    assert read(None, None, None) == ["s1", "s2", "s3"]


def test_a_step_keeps_its_id_and_a_new_one_gets_a_free_one() -> None:
    assert read("s3", None, "mine", None) == ["s3", "s1", "mine", "s2"]


def test_no_two_steps_have_the_same_id() -> None:
    assert read("a", "a", "s1", "s1") == ["a", "s2", "s1", "s3"]
