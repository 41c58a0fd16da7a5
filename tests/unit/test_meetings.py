"""The figures of `make eval MEETINGS=folder`: how meetings are read, what is counted, when it is broken."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from scripts.meetings import Measured, figures, main, measured, meeting, meetings, pk

TOLD: dict[str, Any] = {
    "topic_list": [
        {"topic": "Battery", "relevant_text_span": [["0", "1"]]},
        {"topic": "Survey", "relevant_text_span": [["2", "3"]]},
    ],
    "meeting_transcripts": [
        {"speaker": "Ada", "content": "{vocalsound} The battery lasts nine hours . The charger is new ."},
        {"speaker": "Ben", "content": "{gap}"},
        {"speaker": "Ben", "content": "Who was in the survey ? Four hundred customers were in the survey ."},
        {"speaker": "Ada", "content": "We decided to ask more customers ."},
    ],
}
EVIDENCE: dict[str, Any] = {
    "qmsum": {
        "general_query_list": [{"evidence": [[{"turn_index": 2}, {"turn_index": None}], {"turn_index": 3}]}]
    }
}
GOOD = Measured(
    chapters=4, topics=5, pk=0.3, pk_uncut=0.3, hits=0.4, chance=0.1, questions=0, has_guide=False
)


def test_a_meeting_is_read_without_its_remarks_and_empty_turns() -> None:
    read = meeting("one", TOLD, EVIDENCE)

    assert [segment.text for segment in read.segments][:2] == [
        "The battery lasts nine hours.",
        "The charger is new.",
    ]
    assert [read.turn_of[segment.id] for segment in read.segments] == [0, 0, 2, 2, 3]
    assert (list(read.starts), sorted(read.evidence), read.turn_count) == ([2], [2, 3], 4)


def test_what_a_summary_cites_is_compared_with_peoples_evidence() -> None:
    found = measured(meeting("one", TOLD, EVIDENCE))

    assert found.topics == 2
    assert found.chance == pytest.approx(3 / 5)
    assert 0 < found.hits <= 1
    assert found.questions == 0
    assert not found.has_guide


@pytest.mark.parametrize(
    ("known", "found", "expected"),
    [([4], [4], 0), ([], [], 0), ([4], [], 2 / 6), ([], [4], 4 / 4), ([4], [5], 2 / 6)],
)
def test_pk_counts_pairs_that_one_division_parts_and_the_other_does_not(
    known: list[int], found: list[int], expected: float
) -> None:
    assert pk(known, found, 8) == pytest.approx(expected)


def test_good_meetings_break_nothing() -> None:
    assert all(figure.holds for figure in figures([GOOD]))


@pytest.mark.parametrize(
    "bad",
    [
        replace(GOOD, chapters=12),
        replace(GOOD, pk=0.5),
        replace(GOOD, hits=0.2),
        replace(GOOD, questions=1),
        replace(GOOD, has_guide=True),
    ],
)
def test_what_is_beyond_its_threshold_is_broken(bad: Measured) -> None:
    assert not all(figure.holds for figure in figures([bad]))


def test_a_folder_is_read_by_its_evidence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "one.json").write_text(json.dumps(TOLD))
    (tmp_path / "one.evidence.json").write_text(json.dumps(EVIDENCE))

    assert [read.name for read in meetings(tmp_path)] == ["one"]
    main(str(tmp_path))
    assert capsys.readouterr().out.startswith("one: ")


def test_a_folder_without_meetings_is_an_error(tmp_path: Path) -> None:
    assert main(str(tmp_path)) == 1
