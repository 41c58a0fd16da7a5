"""Text whose language is doubtful is marked, and no document rests on it, whoever writes it."""

import json

import pytest
from pytest_httpserver import HTTPServer

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.ports.transcriber import Transcription
from clueso.domain.ports.writer import Draft, Writer
from clueso.domain.transcript import Span
from clueso.errors import WriterRefused
from clueso.services.documents import documents
from clueso.services.transcripts import transcripts
from clueso.writing.extractive import ExtractiveWriter
from clueso.writing.openai import OpenAIWriter
from jobs import join
from jobs.attempt import Attempt
from jobs.runtime import Runtime
from tests import factories
from tests.integration.api import recordings
from tests.integration.api.apps import Caller, one_database
from tests.integration.api.test_spoken_languages import finish
from tests.integration.test_writer_contract import completion
from tests.writing_fakes import MemoryLedger, QuietWatch, reply_text

DOUBTFUL = recordings.SPOKEN[7:9]
"""Two sentences of which `summary_good.json` makes its quotes."""
STRETCH = Span(DOUBTFUL[0].start_ms, DOUBTFUL[-1].end_ms)


def joined(runtime: Runtime, *doubtful: Span) -> str:
    """A project whose recogniser doubted the language of these stretches."""
    project_id = recordings.heard(runtime, kinds=(DocumentKind.SUMMARY,))
    factories.handed_out_again(project_id, "transcribe:1")
    work = transcripts.chunk_work(project_id, 1)
    found = Transcription("en", recordings.SPOKEN, 0.4, doubtful)
    finish(
        project_id,
        "transcribe:1",
        lambda project: transcripts.record_segments(project, work, found, "whisper"),
    )
    claim = factories.claimed(project_id, "join")
    with Attempt(runtime.app, claim, runtime.settings, runtime.shutdown) as attempt:
        join.run(attempt, runtime)
    return project_id


def written(writer: Writer, project_id: str) -> Draft:
    task, _ = documents.task_of(project_id, DocumentKind.SUMMARY)
    return writer.write(task, MemoryLedger(), QuietWatch())


def says(draft: Draft) -> str:
    return json.dumps(draft.body.to_json())


def warned(alice: Caller, path: str) -> list[str]:
    warnings = alice.get(path)["warnings"]
    return [warning["text"] for warning in warnings if warning["reason"] == "doubtful-language"]


def test_a_doubtful_stretch_is_told_with_its_text(alice: Caller, runtime: Runtime) -> None:
    project_id = joined(runtime, STRETCH)

    assert warned(alice, f"/projects/{project_id}/transcript") == [
        " ".join(segment.text for segment in DOUBTFUL)[:200]
    ]


def test_a_doubt_goes_with_a_correction_and_comes_back_with_the_version_before(
    alice: Caller, runtime: Runtime
) -> None:
    project_id = joined(runtime, STRETCH)
    path = f"/projects/{project_id}/transcript"
    edit = {"operations": [{"op": "set_text", "segment_id": "s1-8", "text": "So sagt man es."}]}

    alice.ask("PATCH", path, edit, if_match='"1"')
    corrected, before = warned(alice, path), warned(alice, f"{path}/versions/1")
    alice.post(f"{path}/versions/1/restore")

    assert corrected == []
    assert len(before) == 1
    assert warned(alice, path) == before


@one_database
def test_the_extractive_writer_leaves_doubtful_text_out(runtime: Runtime) -> None:
    clear, doubtful = joined(runtime), joined(runtime, STRETCH)
    sentence = "If the banner does not appear, check the spelling of the address."

    assert sentence in says(written(ExtractiveWriter(), clear))
    assert sentence not in says(written(ExtractiveWriter(), doubtful))


@one_database
def test_a_model_is_not_shown_doubtful_text_and_may_not_quote_it(
    runtime: Runtime, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/v1/chat/completions").respond_with_json(
        completion(reply_text("summary_good"))
    )
    writer = OpenAIWriter(api_key="sk-test", model="test-model", base_url=httpserver.url_for("/v1"))
    clear, doubtful = joined(runtime), joined(runtime, STRETCH)

    quoted, unquoted = written(writer, clear), written(writer, doubtful)

    assert "invitation expires after seven days" in says(quoted)
    assert "invitation expires after seven days" not in says(unquoted)
    assert DOUBTFUL[0].text not in httpserver.log[-1][0].get_data(as_text=True)


def test_a_document_says_at_its_head_that_a_stretch_was_left_out(alice: Caller, runtime: Runtime) -> None:
    project_id = joined(runtime, STRETCH)
    recordings.write(project_id, DocumentKind.SUMMARY)

    [document] = alice.get(f"/projects/{project_id}/documents")["items"]
    shown = alice.get(f"/documents/{document['id']}")

    reasons = [warning["reason"] for warning in shown["warnings"]]
    assert any("left out, because the text may be in another language" in reason for reason in reasons)


@one_database
def test_where_all_is_doubtful_nothing_is_written_and_the_reason_is_told(runtime: Runtime) -> None:
    project_id = joined(runtime, Span(0, recordings.DURATION_MS))

    with pytest.raises(WriterRefused, match="in another language than what was said"):
        documents.task_of(project_id, DocumentKind.SUMMARY)
