"""Sections of a long transcript, written side by side."""

import json
import threading

import pytest

from clueso.domain.checking.heard import Heard
from clueso.domain.documents.documents import DocumentKind
from clueso.domain.documents.kinds.script import Script
from clueso.domain.ports.writer import Draft, Ledger, Reply
from clueso.errors import WriterDown
from clueso.writing.asking import Asking
from clueso.writing.completions import Completions
from clueso.writing.openai import OpenAIWriter
from clueso.writing.replies import REPLIES
from tests.writing_fakes import QuietWatch, task, transcript

SECTION_TOKENS = 260
"""Two sections of the tutorial: segments 1 to 5 or so, and the rest."""


def write(ledger: Ledger, watch: QuietWatch) -> Draft:
    writer = OpenAIWriter(api_key="k", model="m", section_tokens=SECTION_TOKENS, sections_at_once=2)
    return writer.write(task(DocumentKind.SCRIPT, transcript("tutorial")), ledger, watch)


SAID = {1: "Hello and welcome.", 10: "Thanks for watching."}


def line(segment: int) -> Reply:
    said = {"lines": [{"text": SAID[segment], "segments": [segment]}]}
    return Reply(json.dumps(said), "stop", 10, 1)


class MeetingLedger:
    """Answers nobody before both have asked, the second section first."""

    def __init__(self) -> None:
        self.meeting = threading.Barrier(2)
        self.second_is_answered = threading.Event()

    def paid(self, part: str, *_: object) -> Reply:
        self.meeting.wait(timeout=10)
        if part == "section-1":
            self.second_is_answered.wait(timeout=10)
            return line(1)
        self.second_is_answered.set()
        return line(10)


class HalfDeadLedger:
    """Fails the first section once the second is being asked for, and keeps what the second answers."""

    def __init__(self) -> None:
        self.meeting = threading.Barrier(2)
        self.kept: list[str] = []

    def paid(self, part: str, *_: object) -> Reply:
        self.meeting.wait(timeout=10)
        if part == "section-1":
            raise WriterDown
        self.kept.append(part)
        return line(10)


def test_two_sections_are_asked_for_at_once_and_stand_in_their_order() -> None:
    watch = QuietWatch()

    draft = write(MeetingLedger(), watch)

    assert isinstance(draft.body, Script)
    assert [said.text for said in draft.body.lines] == list(SAID.values())
    assert (draft.generator.input_tokens, draft.generator.output_tokens) == (20, 2)
    assert draft.coverage.segments_read == 10
    assert watch.fractions == [0.45, 0.9, 1.0]


def test_one_that_fails_fails_the_document_and_what_the_other_cost_is_kept() -> None:
    ledger = HalfDeadLedger()

    with pytest.raises(WriterDown):
        write(ledger, QuietWatch())

    assert ledger.kept == ["section-2"]


class CountingLedger:
    """Answers the first section, and nobody else."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def paid(self, part: str, *_: object) -> Reply:
        self.asked.append(part)
        if part != "section-1":
            raise WriterDown
        return line(1)


def test_no_section_begins_once_one_has_failed() -> None:
    ledger = CountingLedger()
    writer = OpenAIWriter(api_key="k", model="m", section_tokens=60, sections_at_once=1)

    with pytest.raises(WriterDown):
        writer.write(task(DocumentKind.SCRIPT, transcript("tutorial")), ledger, QuietWatch())

    assert ledger.asked == ["section-1", "section-2"]


def test_a_section_that_runs_buys_nothing_more_once_another_has_failed() -> None:
    ledger = CountingLedger()
    talk = task(DocumentKind.SCRIPT, transcript("tutorial"))
    completions = Completions(api_key="k", base_url=None, model="m", timeout_s=1)
    heard = Heard(talk.segments, spoken="en")
    asking = Asking(talk, heard, "m", completions, ledger, QuietWatch(), at_once=2)

    def write_section(one: Asking, number: int, part: str) -> Reply:
        if number == 1:
            one.stop.wait(timeout=10)
        return one.ask([], part, REPLIES[DocumentKind.SCRIPT], most_tokens=9)

    with completions, pytest.raises(WriterDown):
        list(asking.side_by_side(write_section, ["section-1", "section-2"]))

    assert ledger.asked == ["section-2"]
