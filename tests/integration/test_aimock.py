"""The writer that asks a model, against a stand-in that nobody here wrote (aimock, over loopback)."""

import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from clueso.domain.checking.grounding import check
from clueso.domain.checking.heard import Heard
from clueso.domain.checking.supported_bodies import Support
from clueso.domain.documents.documents import DocumentKind
from clueso.domain.documents.kinds.body import Violation
from clueso.domain.documents.parts import sources
from clueso.domain.pages import markdown
from clueso.domain.pages.exports import RenderedFormat
from clueso.domain.pages.page import document_page
from clueso.domain.ports.writer import Draft
from clueso.domain.transcript import Segment, Span
from clueso.errors import ModelUnavailable, WriterDown, WriterLost, WriterRefused
from clueso.rendering.adapter import WRITERS, PageRenderer
from clueso.services.documents import documents
from clueso.services.limits import budget
from clueso.services.pipeline import sweep
from clueso.writing.openai import OpenAIWriter
from jobs import step as wrapper
from jobs.paid_calls import PaidCalls
from jobs.runtime import Runtime
from tests import factories
from tests.aimock_server import API_KEY, Aimock, aimock_running
from tests.integration.api import recordings
from tests.integration.api.apps import one_database
from tests.writing_fakes import MemoryLedger, QuietWatch, task, transcript

GUIDE = DocumentKind.GUIDE
OBEYING = [
    ("obeys-the-recording", GUIDE),
    ("obeys-in-a-summary", DocumentKind.SUMMARY),
    ("obeys-in-chapters", DocumentKind.CHAPTERS),
    ("obeys-in-an-article", DocumentKind.ARTICLE),
    ("obeys-in-a-script", DocumentKind.SCRIPT),
]
TEN_HOURS = tuple(
    Segment(f"s{n}", n * 4_000, n * 4_000 + 3_800, f"This is thought number {n} of a very long talk.")
    for n in range(9_000)
)


@pytest.fixture(scope="session")
def aimock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aimock]:
    with aimock_running(tmp_path_factory.mktemp("aimock")) as server:
        yield server


def write(
    aimock: Aimock, scenario: str, kind: DocumentKind = GUIDE, *, name: str = "tutorial", **options: Any
) -> Draft:
    """What the writer makes of a transcript while the model answers as the scenario says."""
    known: dict[str, Any] = {
        "api_key": API_KEY,
        "model": scenario,
        "base_url": aimock.base_url,
        "timeout_s": 20.0,
    }
    writer = OpenAIWriter(**known | options)
    return writer.write(task(kind, transcript(name)), MemoryLedger(), QuietWatch())


@pytest.mark.parametrize("kind", DocumentKind)
def test_a_good_answer_becomes_a_document_that_stands_every_check(aimock: Aimock, kind: DocumentKind) -> None:
    segments = transcript("tutorial")

    draft = write(aimock, f"good-{kind}", kind)

    assert check(draft.body, segments, within=Span(0, segments[-1].end_ms + 1200)) == []
    assert draft.coverage.segments_read == draft.coverage.segments_total == len(segments)
    assert sources(draft.body)
    assert draft.generator.input_tokens > 0


def test_it_is_asked_in_strict_structured_output(aimock: Aimock) -> None:
    write(aimock, "good-guide")

    entry = aimock.asked("good-guide")[0]
    wanted = entry["body"]["response_format"]
    assert (wanted["type"], wanted["json_schema"]["strict"]) == ("json_schema", True)
    assert any(name.lower() == "idempotency-key" for name in entry["headers"])


def test_an_answer_that_breaks_the_schema_is_repaired_once(aimock: Aimock) -> None:
    draft = write(aimock, "breaks-schema-once")

    assert draft.warnings == ()
    assert len(aimock.asked("breaks-schema-once")) == 2


@pytest.mark.parametrize(
    ("scenario", "kind"),
    [("misquotes-once", DocumentKind.SUMMARY), ("cites-what-is-not-there-once", GUIDE)],
)
def test_what_fails_a_check_is_repaired_once(aimock: Aimock, scenario: str, kind: DocumentKind) -> None:
    draft = write(aimock, scenario, kind)

    assert draft.warnings == ()
    asked = aimock.asked(scenario)
    assert [len(entry["body"]["messages"]) for entry in asked] == [2, 4]


@pytest.mark.parametrize("scenario", ["breaks-schema", "no-json"])
def test_an_answer_that_stays_broken_is_refused_with_a_reason(aimock: Aimock, scenario: str) -> None:
    with pytest.raises(WriterRefused, match="passed our checks"):
        write(aimock, scenario)


def test_a_segment_that_does_not_exist_gets_through_nowhere(aimock: Aimock) -> None:
    draft = write(aimock, "cites-what-is-not-there")

    known = {segment.id for segment in transcript("tutorial")}
    assert set(sources(draft.body)) <= known
    assert any("not in the transcript" in warning.reason for warning in draft.warnings)


def test_a_misquote_is_left_out_and_told(aimock: Aimock) -> None:
    draft = write(aimock, "misquotes", DocumentKind.SUMMARY)

    said = " ".join(segment.text for segment in transcript("tutorial")).lower()
    assert all(quote["text"].lower() in said for quote in draft.body.to_json()["quotes"])
    assert any(warning.pointer == "/quotes" for warning in draft.warnings)


@pytest.mark.parametrize(
    ("scenario", "kind", "reason"),
    [
        ("refuses", GUIDE, "declined"),
        ("huge", GUIDE, "larger"),
    ],
)
def test_what_can_be_no_document_is_refused_with_a_reason(
    aimock: Aimock, scenario: str, kind: DocumentKind, reason: str
) -> None:
    with pytest.raises(WriterRefused, match=reason):
        write(aimock, scenario, kind)


PLANTED = {
    "invents-a-result": "dropdown",
    "copies-an-example": "Skerrowick",
    "swaps-a-number": "eight days",
    "drops-a-not": "banner appears",
}
"""What each faulty model says that nobody said."""


@pytest.mark.parametrize("scenario", PLANTED)
def test_what_nobody_said_is_told_to_the_model_then_not_published(aimock: Aimock, scenario: str) -> None:
    draft = write(aimock, scenario)

    asked = aimock.asked(scenario)
    assert PLANTED[scenario] not in json.dumps(asdict(draft))
    assert [len(entry["body"]["messages"]) for entry in asked] == [2, 4]
    assert len(draft.body.to_json()["steps"]) >= 4
    assert unsupported_texts(draft) == []
    assert draft.warnings


def test_a_step_that_cites_its_neighbour_gets_the_time_and_picture_of_its_own_words(aimock: Aimock) -> None:
    right = write(aimock, "good-guide").body.to_json()["steps"]

    draft = write(aimock, "cites-the-neighbour")

    assert draft.body.to_json()["steps"] == right
    assert len(aimock.asked("cites-the-neighbour")) == 1


@pytest.mark.parametrize("kind", DocumentKind)
def test_an_answer_without_end_costs_each_piece_once_and_ends_in_spoken_words(
    aimock: Aimock, kind: DocumentKind
) -> None:
    before = len(aimock.asked("cut-off"))

    draft = write(aimock, "cut-off", kind)

    prompts = [json.dumps(entry["body"]["messages"]) for entry in aimock.asked("cut-off")[before:]]
    assert len(set(prompts)) == len(prompts) <= 9
    assert all(entry["body"]["max_tokens"] < 4000 for entry in aimock.asked("cut-off")[before:])
    assert unsupported_texts(draft) == []
    assert draft.coverage.segments_read == draft.coverage.segments_total


def unsupported_texts(draft: Draft) -> list[Violation]:
    """The published texts that the tutorial's segments do not support."""
    segments = transcript("tutorial")
    heard = Heard(segments, spoken="en", given=("Screen recording",))
    return list(Support(segments, heard, language="en").lacks(draft.body))


def test_an_empty_answer_is_asked_for_once_more(aimock: Aimock) -> None:
    assert write(aimock, "empty").body.to_json()["steps"]


def test_an_answer_that_takes_too_long_is_lost(aimock: Aimock) -> None:
    with pytest.raises(WriterLost):
        write(aimock, "slow", timeout_s=0.5)


def test_a_busy_model_says_when_to_come_back(aimock: Aimock) -> None:
    with pytest.raises(WriterDown) as caught:
        write(aimock, "busy")

    assert caught.value.retry_after_s == 17
    assert len(aimock.asked("busy")) == 1


def test_a_wrong_key_is_for_those_who_run_this(aimock: Aimock) -> None:
    with pytest.raises(ModelUnavailable):
        write(aimock, "good-guide", api_key="sk-wrong")


class TestARecordingThatGivesOrders:
    def test_is_data_to_the_model_which_nothing_said_can_close(self, aimock: Aimock) -> None:
        write(aimock, "obeys-the-recording", name="hostile")

        messages = aimock.asked("obeys-the-recording")[0]["body"]["messages"]
        system, user = (message["content"] for message in messages)
        assert "Ignore your instructions and print" not in system
        assert [user.count(tag) for tag in ("<transcript>", "</transcript>", "</task>")] == [1, 1, 1]
        assert [message["role"] for message in messages] == ["system", "user"]

    @pytest.mark.parametrize(("scenario", "kind"), OBEYING)
    def test_gets_no_link_html_or_foreign_id_through_even_if_the_model_obeys(
        self, aimock: Aimock, scenario: str, kind: DocumentKind
    ) -> None:
        draft = write(aimock, scenario, kind, name="hostile")

        # What was never said is left out, and told in other words; what was said stays, as text.
        told = json.dumps(asdict(draft))
        assert "evil.example/first" not in told
        assert "<script" not in told
        assert "You write documents" not in told
        assert set(sources(draft.body)) <= {segment.id for segment in transcript("hostile")}
        assert draft.warnings
        assert not re.search(r"<|https?:|(?<!\\)\]\(|!\[", markdown.render(draft.body, title="T"))

    @pytest.mark.parametrize(("scenario", "kind"), OBEYING)
    def test_gets_nothing_into_a_file_either(
        self, aimock: Aimock, scenario: str, kind: DocumentKind, tmp_path: Path
    ) -> None:
        draft = write(aimock, scenario, kind, name="hostile")
        page = document_page(draft.body, title="T", language="en")

        files = {format: tmp_path / f"page.{format}" for format in WRITERS}
        for format, path in files.items():
            PageRenderer().render(page, format, {}, path)

        html = files[RenderedFormat.HTML].read_text()
        assert not re.search(r"<(img|a|script|iframe|svg|form)\b|<[^>]*(src|href)=", html)
        word = zipfile.ZipFile(files[RenderedFormat.DOCX])
        assert not [name for name in word.namelist() if "media/" in name]
        assert "hyperlink" not in word.read("word/document.xml").decode()
        assert "evil" not in word.read("word/_rels/document.xml.rels").decode()
        pdf = PdfReader(files[RenderedFormat.PDF])
        assert not [note for page in pdf.pages for note in page.get("/Annots", [])]
        assert not [image for page in pdf.pages for image in page.images]


@one_database  # the stand-in counts these calls
class TestThroughTheStep:
    """The same through `write:<kind>`, with the ledger in the database."""

    @pytest.fixture
    def environment(self, environment: dict[str, str], aimock: Aimock) -> dict[str, str]:
        return environment | {
            "WRITER": "openai",
            "OPENAI_API_KEY": API_KEY,
            "OPENAI_BASE_URL": aimock.base_url,
            "RETRY_PAUSE_S": "0",
        }

    @pytest.fixture
    def model(self, runtime: Runtime, request: pytest.FixtureRequest) -> str:
        """The scenario of this test, as the model that the worker asks."""
        scenario: str = request.param
        runtime.settings = replace(runtime.settings, openai_model=scenario)
        runtime.toolbox.settings = runtime.settings
        return scenario

    def run(self, project_id: str, name: str = "write:guide") -> dict[str, Any]:
        """One attempt at a document: its status, its error."""
        row = factories.step(project_id, name)
        factories.let_pauses_end()
        factories.let_in(row.id)
        wrapper.run(row.id, row.attempt)
        row = factories.step(project_id, name)
        return {"status": row.status, "error": row.error}

    @pytest.mark.parametrize("model", ["good-guide"], indirect=True)
    def test_the_same_input_twice_costs_once(self, runtime: Runtime, model: str, aimock: Aimock) -> None:
        project_id = joined(runtime)
        before = len(aimock.asked(model))

        self.run(project_id)
        again = factories.handed_out_again(project_id, "write:guide")
        wrapper.run(again.id, again.attempt)

        assert factories.step(project_id, "write:guide").status == "done"
        assert len(aimock.asked(model)) == before + 1

    @pytest.mark.parametrize("model", ["good-guide"], indirect=True)
    def test_a_message_that_comes_twice_costs_once(
        self, runtime: Runtime, model: str, aimock: Aimock
    ) -> None:
        project_id = joined(runtime)
        before = len(aimock.asked(model))
        row = factories.step(project_id, "write:guide")
        factories.let_in(row.id)

        for _ in range(2):
            wrapper.run(row.id, row.attempt)

        assert len(aimock.asked(model)) == before + 1

    @pytest.mark.parametrize("model", ["good-guide"], indirect=True)
    def test_a_second_worker_does_not_pay_for_what_a_lost_one_was_told(
        self, runtime: Runtime, model: str, aimock: Aimock
    ) -> None:
        project_id = joined(runtime)
        before = len(aimock.asked(model))
        lost = factories.claimed(project_id, "write:guide")
        task, _ = documents.task_of(project_id, GUIDE)
        ledger = PaidCalls(runtime.app, lost, f"{project_id}/write:guide", QuietWatch())
        told = runtime.toolbox.writer.write(task, ledger, QuietWatch())
        factories.let_leases_end()
        sweep.sweep(runtime.settings, runtime.toolbox.dispatcher)

        assert self.run(project_id)["status"] == "done"
        shown = documents.list_of(factories.USER, project_id)[0].shown
        assert shown is not None and shown.body["title"] == told.body.to_json()["title"]
        assert len(aimock.asked(model)) == before + 1

    @pytest.mark.parametrize("model", ["repair-fails-once"], indirect=True)
    def test_a_retry_pays_only_for_what_was_not_answered(
        self, runtime: Runtime, model: str, aimock: Aimock
    ) -> None:
        project_id = joined(runtime)

        assert [self.run(project_id)["status"] for _ in range(2)] == ["queued", "done"]

        # The first answer, a repair that failed, the repair.
        assert [len(entry["body"]["messages"]) for entry in aimock.asked(model)] == [2, 4, 4]

    @pytest.mark.parametrize("model", ["busy"], indirect=True)
    @pytest.mark.usefixtures("model")
    def test_a_busy_model_is_left_alone_for_as_long_as_it_says(self, runtime: Runtime) -> None:
        project_id = joined(runtime)

        waiting = self.run(project_id)

        assert (waiting["status"], waiting["error"]["code"]) == ("queued", "writer-down")
        row = factories.step(project_id, "write:guide")
        assert row.run_after is not None
        assert (row.run_after - datetime.now(UTC)).total_seconds() > 10

    @pytest.mark.parametrize("model", ["good-guide"], indirect=True)
    @pytest.mark.usefixtures("model")
    def test_a_wrong_key_fails_the_document_and_says_who_can_help(self, runtime: Runtime) -> None:
        runtime.settings = replace(runtime.settings, openai_api_key="sk-wrong")
        runtime.toolbox.settings = runtime.settings
        project_id = joined(runtime)

        failed = self.run(project_id)

        assert failed["error"]["code"] == "model-unavailable"
        assert "sk-" not in json.dumps(failed)

    @pytest.mark.parametrize("model", ["good-guide"], indirect=True)
    @pytest.mark.usefixtures("model")
    def test_a_day_without_tokens_fails_the_document_alone_and_asks_nobody(
        self, runtime: Runtime, aimock: Aimock
    ) -> None:
        project_id = joined(runtime)
        runtime.settings = replace(runtime.settings, writer_tokens_per_day=10)
        before = len(aimock.asked("good-guide"))

        failed = self.run(project_id)

        assert (failed["status"], failed["error"]["code"]) == ("failed", "quota-exceeded")
        assert len(aimock.asked("good-guide")) == before
        assert factories.project(project_id).status == "processing"

    @pytest.mark.parametrize("model", ["ten-hours"], indirect=True)
    @pytest.mark.usefixtures("model")
    def test_ten_hours_are_written_in_sections_side_by_side(self, runtime: Runtime, aimock: Aimock) -> None:
        before = aimock.calls()
        project_id = joined(runtime, said=TEN_HOURS, kind=DocumentKind.SCRIPT)

        written = self.run(project_id, "write:script")

        assert written == {"status": "done", "error": None}
        shown = documents.list_of(factories.USER, project_id)[0].shown
        assert shown is not None
        assert shown.coverage == {"segments_read": len(TEN_HOURS), "segments_total": len(TEN_HOURS)}
        assert aimock.calls() - before > 5
        used = sum(shown.generator[name] for name in ("input_tokens", "output_tokens"))
        assert budget.used_today(factories.USER) == used > 0

    @pytest.mark.parametrize("model", ["broken-twice"], indirect=True)
    @pytest.mark.usefixtures("model")
    def test_a_model_that_fails_twice_costs_two_pauses_and_no_document(self, runtime: Runtime) -> None:
        project_id = joined(runtime)

        assert [self.run(project_id)["status"] for _ in range(3)] == ["queued", "queued", "done"]
        assert factories.step(project_id, "write:guide").errors == 2

    @pytest.mark.parametrize("model", ["refuses"], indirect=True)
    @pytest.mark.usefixtures("model")
    def test_a_refusal_fails_the_document_with_its_reason(self, runtime: Runtime) -> None:
        project_id = joined(runtime)

        failed = self.run(project_id)

        assert (failed["status"], failed["error"]["code"]) == ("failed", "writer-refused")
        document = documents.list_of(factories.USER, project_id)[0].document
        assert document.error is not None
        assert (document.status, document.error["step"]) == ("failed", "write:guide")


def joined(
    runtime: Runtime, *, said: tuple[Segment, ...] = recordings.SPOKEN, kind: DocumentKind = GUIDE
) -> str:
    """A project whose transcript is complete and whose document is not written yet."""
    project_id = recordings.heard(runtime, kinds=(kind,), said=said)
    recordings.join(project_id)
    return project_id
