"""The writer for small models: each question costs only itself, and nothing is bought twice."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.ports.writer import Draft
from clueso.errors import WriterDown
from clueso.writing.extractive import ExtractiveWriter
from clueso.writing.small import SmallWriter
from clueso.writing.small.asks import ASKS
from tests.integration.test_writer_contract import completion
from tests.writing_fakes import MemoryLedger, QuietWatch, task, transcript

GUIDE = DocumentKind.GUIDE
LONG = "Click the invite button at the top of the list"
SHORT = "Click the invite button"
COMMAND = ASKS["heading"].wish


def shown(request: Request) -> str:
    """What the last message of a question shows."""
    text: str = request.get_json()["messages"][-1]["content"]
    return text


def is_about_a_heading(request: Request) -> bool:
    return COMMAND in request.get_json()["messages"][0]["content"]


class Model:
    """A stand-in that answers with a function of what it is shown. `asked` counts the calls."""

    def __init__(self, server: HTTPServer, answer: Callable[[Request], Any]) -> None:
        self.asked: list[str] = []
        self.url = server.url_for("/v1")

        def respond(request: Request) -> Response:
            self.asked.append(shown(request))
            told = answer(request)
            if isinstance(told, Response):
                return told
            return Response(json.dumps(told), content_type="application/json")

        server.expect_request("/v1/chat/completions").respond_with_handler(respond)

    def write(self, kind: DocumentKind = GUIDE, ledger: MemoryLedger | None = None) -> Draft:
        writer = SmallWriter(
            api_key="k", model="test-model", base_url=self.url, fallback=ExtractiveWriter(), timeout_s=10
        )
        return writer.write(task(kind, transcript("tutorial")), ledger or MemoryLedger(), QuietWatch())


def written(text: str) -> dict[str, Any]:
    return completion(json.dumps({"text": text}))


def extractive(kind: DocumentKind = GUIDE) -> Draft:
    return ExtractiveWriter().write(task(kind, transcript("tutorial")), MemoryLedger(), QuietWatch())


def headings(draft: Draft) -> list[str]:
    return [step["heading"] for step in draft.body.to_json()["steps"]]


def in_words(request: Request) -> dict[str, Any]:
    return written(
        SHORT if shown(request).startswith(LONG) and is_about_a_heading(request) else "Lead the griffin"
    )


def test_a_supported_answer_replaces_a_text_with_a_fault_and_nothing_else(httpserver: HTTPServer) -> None:
    before, draft = extractive(), Model(httpserver, in_words).write()

    assert headings(draft) == [SHORT if heading == LONG else heading for heading in headings(before)]
    assert draft.body.to_json()["steps"][1]["segment_ids"] == before.body.to_json()["steps"][1]["segment_ids"]
    assert (draft.generator.engine, draft.generator.model) == ("small", "test-model")
    assert draft.generator.input_tokens > 0


@pytest.mark.parametrize(
    "failing",
    [
        lambda _: written(""),
        lambda _: completion("no JSON"),
        lambda _: completion("", finish_reason="length"),
        lambda _: completion("", finish_reason="content_filter"),
        lambda _: Response("{}", status=400),
    ],
    ids=["empty", "no JSON", "without end", "declined", "refused"],
)
@pytest.mark.parametrize("kind", DocumentKind)
def test_a_question_that_fails_leaves_the_speakers_words(
    httpserver: HTTPServer, kind: DocumentKind, failing: Callable[[Request], Any]
) -> None:
    assert Model(httpserver, failing).write(kind).body == extractive(kind).body


def test_one_failed_question_costs_no_other(httpserver: HTTPServer) -> None:
    def answer(request: Request) -> Any:
        return in_words(request) if shown(request).startswith(LONG) else Response("{}", status=400)

    assert SHORT in headings(Model(httpserver, answer).write())


def test_after_an_outage_nothing_is_bought_twice(httpserver: HTTPServer) -> None:
    ledger = MemoryLedger()
    is_down = [False, True]

    def answer(request: Request) -> Any:
        if len(model.asked) == 2 and is_down.pop():
            return Response("{}", status=503)
        return in_words(request)

    model = Model(httpserver, answer)
    with pytest.raises(WriterDown):
        model.write(ledger=ledger)
    bought = set(ledger.replies)
    draft = model.write(ledger=ledger)

    assert SHORT in headings(draft)
    assert len(model.asked) == len(set(ledger.replies)) + 1  # the one that was refused
    assert bought
    assert bought < set(ledger.replies)


def test_a_second_run_is_free_and_the_same(httpserver: HTTPServer) -> None:
    ledger = MemoryLedger()
    model = Model(httpserver, in_words)
    first = model.write(ledger=ledger)
    count = len(model.asked)
    assert model.write(ledger=ledger).body == first.body
    assert len(model.asked) == count
