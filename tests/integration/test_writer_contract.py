"""What every writer keeps to, for every kind of document."""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from clueso.api.document_bodies import BODIES
from clueso.child import end_all
from clueso.domain.checking.grounding import check
from clueso.domain.documents.documents import Coverage, DocumentKind
from clueso.domain.documents.parts import sources
from clueso.domain.pages.markdown import render
from clueso.domain.ports.writer import Draft
from clueso.domain.transcript import Span
from clueso.errors import NoInstructions, WriterRefused
from clueso.writing.extractive import ExtractiveWriter, apart
from clueso.writing.extractive.apart import ApartWriter
from clueso.writing.openai import OpenAIWriter
from clueso.writing.small import SmallWriter
from tests.children import children_of
from tests.pipe_watch import PipeWatch
from tests.seen_screens import MENU, screen
from tests.writing_fakes import MemoryLedger, QuietWatch, reply_text, task, transcript

Write = Callable[..., Draft]


@pytest.fixture(autouse=True)
def _no_child_is_left() -> Iterator[None]:
    yield
    end_all()


def completion(text: str, **choice: Any) -> dict[str, Any]:
    message = {"role": "assistant", "content": text, "refusal": None}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 0,
        "model": "test-model",
        "choices": [{"index": 0, "finish_reason": "stop", "message": message} | choice],
        "usage": {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120},
    }


@pytest.fixture(params=["extractive", "apart", "openai", "small"])
def write(request: pytest.FixtureRequest, httpserver: HTTPServer, watch: PipeWatch) -> Write:
    """Writes a kind from the tutorial's transcript, with each writer in turn."""

    def apart(kind: DocumentKind, **changes: Any) -> Draft:
        return ApartWriter().write(task(kind, transcript("tutorial"), **changes), MemoryLedger(), watch)

    def extractive(kind: DocumentKind, **changes: Any) -> Draft:
        asked = task(kind, transcript("tutorial"), **changes)
        return ExtractiveWriter().write(asked, MemoryLedger(), QuietWatch())

    def openai(kind: DocumentKind, **changes: Any) -> Draft:
        httpserver.expect_request("/v1/chat/completions").respond_with_json(
            completion(reply_text(f"{kind.value}_good"))
        )
        writer = OpenAIWriter(api_key="k", model="test-model", base_url=httpserver.url_for("/v1"))
        return writer.write(task(kind, transcript("tutorial"), **changes), MemoryLedger(), QuietWatch())

    def small(kind: DocumentKind, **changes: Any) -> Draft:
        httpserver.expect_request("/v1/chat/completions").respond_with_json(
            completion('{"text": "Open the members page"}')
        )
        writer = SmallWriter(
            api_key="k", model="test-model", base_url=httpserver.url_for("/v1"), fallback=ExtractiveWriter()
        )
        return writer.write(task(kind, transcript("tutorial"), **changes), MemoryLedger(), QuietWatch())

    return {"extractive": extractive, "apart": apart, "openai": openai, "small": small}[request.param]


@pytest.mark.parametrize("kind", DocumentKind)
def test_a_body_has_the_shape_of_its_kind(write: Write, kind: DocumentKind) -> None:
    body = write(kind).body
    assert isinstance(body, kind.body)
    assert kind.body.read(body.to_json()) == body
    assert BODIES[kind].model_validate(body).model_dump().keys() == body.to_json().keys()


@pytest.mark.parametrize("kind", DocumentKind)
def test_every_part_is_grounded_and_all_was_read(write: Write, kind: DocumentKind) -> None:
    segments = transcript("tutorial")
    draft = write(kind)
    assert check(draft.body, segments, within=Span(0, segments[-1].end_ms + 1200)) == []
    assert set(sources(draft.body)) <= {segment.id for segment in segments}
    assert draft.coverage == Coverage(len(segments), len(segments))


@pytest.mark.parametrize("kind", DocumentKind)
def test_a_document_names_its_generator_and_can_be_read(write: Write, kind: DocumentKind) -> None:
    draft = write(kind)
    assert draft.generator.engine in ("extractive", "small", "openai")
    assert draft.generator.prompt_version
    assert render(draft.body, title="Screen recording").startswith("# ")


def test_pictures_are_for_recordings_with_video_alone(write: Write) -> None:
    silent = write(DocumentKind.GUIDE, has_video=False)
    assert {step["picture"] for step in silent.body.to_json()["steps"]} == {None}


def test_pictures_have_a_moment_inside_the_recording(write: Write) -> None:
    for step in write(DocumentKind.GUIDE).body.to_json()["steps"]:
        assert 0 <= step["picture"]["at_ms"] < transcript("tutorial")[-1].end_ms + 1200


def test_progress_ends_at_one(httpserver: HTTPServer) -> None:
    watch = QuietWatch()
    ExtractiveWriter().write(task(DocumentKind.SUMMARY, transcript("meeting")), MemoryLedger(), watch)
    assert watch.fractions[-1] == 1.0


@pytest.mark.parametrize("kind", DocumentKind)
def test_what_is_written_apart_is_the_same(watch: PipeWatch, kind: DocumentKind) -> None:
    told = task(kind, transcript("tutorial"), instructions="For children.")
    asked = replace(told, screens=(screen(0, 1_000, MENU),))
    here = ExtractiveWriter().write(asked, MemoryLedger(), QuietWatch())
    assert ApartWriter().write(asked, MemoryLedger(), watch) == here


def test_documents_that_follow_each_other_share_a_process_and_nothing_else(
    watch: PipeWatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer, asked = ApartWriter(), task(DocumentKind.SUMMARY, transcript("tutorial"))

    before = writer.write(asked, MemoryLedger(), watch)
    at_work = children_of(os.getpid(), "extractive.child")
    writer.write(task(DocumentKind.ARTICLE, transcript("meeting")), MemoryLedger(), watch)
    after = writer.write(asked, MemoryLedger(), watch)
    still_at_work = children_of(os.getpid(), "extractive.child")
    monkeypatch.setattr(apart, "SHORT_SEGMENTS", 0)
    writer.write(asked, MemoryLedger(), watch)

    assert before == after
    assert (still_at_work, len(at_work)) == (at_work, 1)
    assert not children_of(os.getpid(), "extractive.child")


def test_a_refusal_comes_from_apart_in_the_same_words(watch: PipeWatch) -> None:
    with pytest.raises(WriterRefused, match="no words"):
        ApartWriter().write(task(DocumentKind.SUMMARY, transcript("silence")), MemoryLedger(), watch)


def test_a_guide_that_is_left_out_is_told_from_apart(watch: PipeWatch) -> None:
    unordered = task(DocumentKind.GUIDE, transcript("meeting"), is_ordered=False)
    with pytest.raises(NoInstructions):
        ApartWriter().write(unordered, MemoryLedger(), watch)


def test_the_small_writer_pays_nothing_for_a_guide_that_is_left_out(watch: PipeWatch) -> None:
    ledger = MemoryLedger()
    unordered = task(DocumentKind.GUIDE, transcript("meeting"), is_ordered=False)
    with pytest.raises(NoInstructions):
        SmallWriter(api_key="k", model="test-model").write(unordered, ledger, watch)
    assert ledger.paid_parts == []
