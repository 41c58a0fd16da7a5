"""One trace leads from a request through queues, workers and children to the end of its work."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from clueso.dev.client import Client
from clueso.dev.stack import Stack
from tests.acceptance.stacks import SPEECH, running
from tests.aimock_server import API_KEY, aimock_running
from tests.collector import Collector, Taken, collecting
from tests.waiting import wait_for

TRACE, CALLER = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
TITLE = "Quarterly figures of Borealis"
SECRET = "the-key-of-the-collector"
SERVER, CLIENT, CONSUMER = 2, 3, 5


@pytest.fixture
def traced(tmp_path: Path) -> Iterator[tuple[Stack, Collector]]:
    with collecting() as collector, aimock_running(tmp_path) as model:
        env = {
            "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url,
            "OTEL_EXPORTER_OTLP_HEADERS": f"api-key={SECRET}",
            "OTEL_BSP_SCHEDULE_DELAY": "100",
            "OTEL_SERVICE_NAME": "clueso-tested",
            "WRITER": "openai",
            "OPENAI_API_KEY": API_KEY,
            "OPENAI_BASE_URL": model.base_url,
            "OPENAI_MODEL": "good-summary",
        }
        with running(tmp_path / "stack", env) as stack:
            yield stack, collector


def test_one_trace_leads_from_the_request_to_the_last_step(traced: tuple[Stack, Collector]) -> None:
    stack, collector = traced
    with Client(stack.url, "alice") as client:
        upload = client.upload(SPEECH)
        headers = {"X-Request-Id": "make-it", "Traceparent": f"00-{TRACE}-{CALLER}-01"}
        wanted = {"upload_id": upload["id"], "documents": ["summary"], "title": TITLE}
        project_id = client.call("POST", "/projects", json=wanted, headers=headers)["id"]
        client.call("GET", f"/search?q={TITLE.split()[-1]}")
        assert client.finished(project_id, 120)["status"] in ("ready", "failed")
        wait_for(lambda: collector.named("finish") and collector.named("GET /api/v1/search"))

    spans = {span.id: span for span in collector.spans if span.trace == TRACE}

    def above(span: Taken) -> list[str]:
        """The names of the spans above, up to the caller's."""
        if span.parent == CALLER:
            return []
        parent = spans[span.parent]
        return [parent.name, *above(parent)]

    paths = {span.name: above(span) for span in spans.values()}
    post = "POST /api/v1/projects"
    assert paths[post] == []
    assert {paths[name][0] for name in ("probe", "extract", "join", "write", "finish")} == {post}
    assert paths["transcribe"] == ["extract", post]
    assert paths["clueso.media.child"][-1] == post
    assert paths["jobs.warm_child"] == ["transcribe", "extract", post]
    assert paths["chat good-summary"] == ["write", post]

    (request,) = collector.named(post)
    assert (request.kind, request.facts["http.response.status_code"]) == (SERVER, 202)
    assert (request.facts["clueso.request"], request.facts["clueso.project"]) == ("make-it", project_id)
    (probe,) = collector.named("probe")
    assert (probe.kind, probe.facts["messaging.destination.name"]) == (CONSUMER, "media")
    assert (probe.facts["clueso.project"], probe.facts["clueso.end"]) == (project_id, "done")
    call = collector.named("chat good-summary")[0]
    assert (call.kind, call.facts["gen_ai.request.model"]) == (CLIENT, "good-summary")
    assert call.facts["gen_ai.usage.output_tokens"] > 0

    assert collector.services == {"clueso-tested"}
    assert {headers["api-key"] for headers in collector.headers} == {SECRET}
    told = b"".join(collector.bodies)
    assert [word for word in (*TITLE.split(), API_KEY, SECRET, "user_alice") if word.encode() in told] == []
