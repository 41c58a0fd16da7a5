"""What heads a document without a title of its own, and the transcript."""

import pytest

from clueso.domain.documents.documents import DocumentKind
from jobs.runtime import Runtime
from tests.integration.api.apps import Caller, one_database
from tests.integration.api.test_skipped_guide import TALK, run
from tests.integration.transcribed import joined

pytestmark = one_database

PROMISE = "In this video I will show you how to press a flower."


def headings(caller: Caller, project_id: str) -> dict[str, str]:
    """The first line of the document, of its first version, and of the transcript."""
    [item] = caller.get(f"/projects/{project_id}/documents")["items"]
    past = caller.get(f"/documents/{item['id']}/versions/1")
    transcript = caller.ask("GET", f"/projects/{project_id}/transcript.md").get_data(as_text=True)
    texts = {"document": item["markdown"], "version": past["markdown"], "transcript": transcript}
    return {name: text.partition("\n")[0] for name, text in texts.items()}


def written(runtime: Runtime, kind: DocumentKind, *texts: str) -> str:
    project_id = joined(runtime, kind, texts=texts)
    assert run(project_id, f"write:{kind}") == "done"
    return project_id


@pytest.mark.parametrize("kind", [DocumentKind.SUMMARY, DocumentKind.CHAPTERS, DocumentKind.SCRIPT])
def test_the_name_of_a_file_heads_nothing(alice: Caller, runtime: Runtime, kind: DocumentKind) -> None:
    project_id = written(runtime, kind, *TALK)

    name = f"# {kind.body.label}"
    assert headings(alice, project_id) == {"document": name, "version": name, "transcript": "# Transcript"}
    assert alice.get(f"/projects/{project_id}")["title"] == "My talk"


def test_the_title_that_a_person_gave_heads_everything(alice: Caller, runtime: Runtime) -> None:
    project_id = written(runtime, DocumentKind.SUMMARY, *TALK)

    alice.ask("PATCH", f"/projects/{project_id}", {"title": "My talk"})

    assert set(headings(alice, project_id).values()) == {"# My talk"}


def test_the_title_that_a_writer_found_heads_everything(alice: Caller, runtime: Runtime) -> None:
    project_id = written(runtime, DocumentKind.SUMMARY, PROMISE, *TALK)

    assert set(headings(alice, project_id).values()) == {"# How to press a flower"}
