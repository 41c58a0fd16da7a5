"""Ten hours of talk: every writer reads all of it, no call is larger than agreed, and nothing is lost on the
way.
"""

import json
import re
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from clueso.domain.checking.grounding import check
from clueso.domain.documents.documents import Coverage, DocumentKind
from clueso.domain.ports.writer import Draft
from clueso.domain.transcript import Span
from clueso.domain.words.model_tokens import tokens_of
from clueso.errors import WriterRefused
from clueso.writing.extractive import ExtractiveWriter
from clueso.writing.openai import OpenAIWriter
from clueso.writing.sections import sections
from tests.integration.test_writer_contract import completion
from tests.long_talk import ten_hours, topic_starts
from tests.writing_fakes import MemoryLedger, QuietWatch, task

SEGMENTS = ten_hours()
SECTION_TOKENS = 8_000
TITLE = "The next topic is the harbour"
"""In the words of the talk, as a title must be."""


class Model:
    """An endpoint that answers every kind from what it is shown. `shown` is the size of each call's
    transcript or notes, in tokens; `silent_about` is a segment whose section it writes nothing of."""

    def __init__(self, httpserver: HTTPServer) -> None:
        self.shown: list[float] = []
        self.silent_about: int | None = None
        self.stubborn = False
        self.url = httpserver.url_for("/v1")
        httpserver.expect_request("/v1/chat/completions").respond_with_handler(self._answer)

    def _answer(self, request: Request) -> Response:
        asked = request.get_json()
        kind = DocumentKind(asked["response_format"]["json_schema"]["name"])
        content = asked["messages"][1]["content"]
        shown = re.search(r"<(transcript|notes)>\n(.*)\n</\1>", content, re.DOTALL)
        assert shown is not None
        told, data = shown.groups()
        self.shown.append(tokens_of(data))
        rows = [json.loads(line) for line in data.split("\n")]
        reply = self._of_notes(kind, rows) if told == "notes" else self._of_segments(kind, rows)
        return Response(json.dumps(completion(json.dumps(reply))), mimetype="application/json")

    def _of_segments(self, kind: DocumentKind, rows: list[Any]) -> dict[str, Any]:
        numbers = [row[0] for row in rows]
        said = [{"text": row[2], "segments": [row[0]]} for row in rows]
        if self.silent_about in numbers:
            said = []
        heads = [{"heading": part["text"], **part} for part in said]
        replies: dict[DocumentKind, dict[str, Any]] = {
            DocumentKind.SCRIPT: {"lines": said},
            DocumentKind.CHAPTERS: {
                "chapters": [
                    {"title": part["text"], "summary": part["text"], "segments": part["segments"]}
                    for part in said[:: max(1, len(said) // 2)]
                ]
            },
            DocumentKind.ARTICLE: {"title": "T", "lead": "L.", "sections": heads[::20]},
            DocumentKind.GUIDE: {
                "title": "T",
                "goal": "G.",
                "prerequisites": [],
                "steps": [{"result": None, **part} for part in heads[::20]],
                "troubleshooting": [],
            },
            DocumentKind.SUMMARY: {
                "point": (said or [{"text": "Nothing.", "segments": numbers[:1]}])[0],
                "key_points": said[:30],
                "decisions": [],
                "action_items": [],
                "quotes": said[:2],
            },
        }
        return replies[kind]

    def _of_notes(self, kind: DocumentKind, rows: list[Any]) -> Any:
        if kind is not DocumentKind.SUMMARY:
            assert all(row["title"] for row in rows)
            return {"title": TITLE, "goal" if kind is DocumentKind.GUIDE else "lead": "All of it."}
        if self.stubborn:
            return {"no": "summary"}
        points = [row["point"] for row in rows]
        return rows[0] | {"key_points": points, "quotes": rows[-1]["quotes"]}


@pytest.fixture
def model(httpserver: HTTPServer) -> Model:
    return Model(httpserver)


def write(
    model: Model,
    kind: DocumentKind,
    *,
    section_tokens: int = SECTION_TOKENS,
    ledger: MemoryLedger | None = None,
) -> Draft:
    writer = OpenAIWriter(
        api_key="k", model="m", base_url=model.url, section_tokens=section_tokens, sections_at_once=4
    )
    return writer.write(task(kind, SEGMENTS), ledger or MemoryLedger(), QuietWatch())


@cache
def extractive(kind: DocumentKind) -> Draft:
    return ExtractiveWriter().write(task(kind, SEGMENTS), MemoryLedger(), QuietWatch())


def spans(chapters: list[dict[str, Any]]) -> list[tuple[int, int]]:
    return [(chapter["start_ms"], chapter["end_ms"]) for chapter in chapters]


def test_the_talk_is_ten_hours_of_ninety_thousand_words() -> None:
    assert len(SEGMENTS) == 10_000
    assert SEGMENTS[-1].end_ms > 10 * 3_600_000
    assert sum(len(segment.text.split()) for segment in SEGMENTS) > 90_000


@pytest.mark.parametrize("kind", DocumentKind)
def test_every_kind_is_grounded_in_all_that_was_said_by_calls_of_the_agreed_size(
    model: Model, kind: DocumentKind
) -> None:
    within = Span(0, SEGMENTS[-1].end_ms + 1200)
    for draft in (write(model, kind), extractive(kind)):
        assert draft.coverage == Coverage(len(SEGMENTS), len(SEGMENTS))
        assert check(draft.body, SEGMENTS, within=within) == []
    assert len(model.shown) > 20
    assert max(model.shown) <= SECTION_TOKENS


def test_a_script_in_sections_has_every_line(model: Model) -> None:
    lines = write(model, DocumentKind.SCRIPT).body.to_json()["lines"]
    assert [line["segment_ids"] for line in lines] == [[segment.id] for segment in SEGMENTS]


def test_an_extractive_script_has_every_sentence() -> None:
    cited = {
        id_ for line in extractive(DocumentKind.SCRIPT).body.to_json()["lines"] for id_ in line["segment_ids"]
    }
    assert cited == {segment.id for segment in SEGMENTS}


def test_chapters_begin_where_sections_do_and_leave_no_gap(model: Model) -> None:
    chapters = write(model, DocumentKind.CHAPTERS).body.to_json()["chapters"]
    starts = {start for start, _ in spans(chapters)}
    borders = {part.segments[0].start_ms for part in sections(SEGMENTS, tokens=SECTION_TOKENS)}
    assert borders - {SEGMENTS[0].start_ms} <= starts
    assert min(starts) == 0
    assert all(end == begin for (_, end), (begin, _) in pairwise(spans(chapters)))


def test_extractive_chapters_begin_where_the_talk_turns() -> None:
    starts = {start for start, _ in spans(extractive(DocumentKind.CHAPTERS).body.to_json()["chapters"])}
    turns = {SEGMENTS[number].start_ms for number in topic_starts()}
    assert len(starts & turns) >= 0.8 * len(turns)


def test_a_summary_of_many_sections_is_summed_up_in_levels(model: Model) -> None:
    ledger = MemoryLedger()
    draft = write(model, DocumentKind.SUMMARY, section_tokens=3_000, ledger=ledger)
    levels = {part.split("-")[1] for part in ledger.paid_parts if part.startswith("last-")}
    assert (len(levels) >= 2, ledger.paid_parts[-1]) == (True, "last")
    assert max(model.shown) <= 3_000
    assert draft.warnings == ()
    assert draft.body.to_json()["quotes"][0]["segment_ids"][0] not in ("s1", "s2")


def test_the_head_of_many_sections_is_written_from_all_of_them(model: Model) -> None:
    ledger = MemoryLedger()
    draft = write(model, DocumentKind.GUIDE, section_tokens=1_000, ledger=ledger)
    assert any(part.startswith("last-1-") for part in ledger.paid_parts)
    assert max(model.shown) <= 1_000
    assert draft.body.to_json()["title"] == TITLE


def test_a_section_of_which_nothing_was_written_is_asked_for_again_and_told(model: Model) -> None:
    model.silent_about = 5_000
    ledger = MemoryLedger()
    draft = write(model, DocumentKind.SCRIPT, ledger=ledger)
    (part,) = [part for part in ledger.paid_parts if part.endswith("-repair")]
    assert part.startswith("section-")
    assert [warning.pointer for warning in draft.warnings] == ["/lines"]
    assert draft.warnings[0].reason.startswith("Nothing was written of what is said from 4:5")


def test_a_guide_may_have_nothing_of_a_section(model: Model) -> None:
    model.silent_about = 5_000
    assert not [w for w in write(model, DocumentKind.GUIDE).warnings if w.reason.startswith("Nothing")]


def test_a_last_pass_that_never_has_the_shape_is_refused_and_not_the_first_section_for_the_whole(
    model: Model,
) -> None:
    model.stubborn = True
    with pytest.raises(WriterRefused):
        write(model, DocumentKind.SUMMARY)
