"""A guide of a recording without instructions: left out in the first run, written when a person orders it."""

from clueso.domain.documents.documents import DocumentKind
from clueso.services.operations import operating, overview
from jobs import step as wrapper
from jobs.runtime import Runtime
from tests import factories
from tests.integration.api.apps import Caller, one_database
from tests.integration.transcribed import joined

pytestmark = one_database

TALK = (
    "The town was founded by monks in the twelfth century.",
    "They made paper, and they sold it to the bishop.",
    "In the great fire the library was lost.",
    "Nobody knows how it began.",
)
INSTRUCTIONS = ("Open the members page.", "Click the invite button.")


def run(project_id: str, name: str) -> str:
    """One attempt at a step, as a worker makes it. Returns the step's status."""
    row = factories.step(project_id, name)
    factories.let_in(row.id)
    wrapper.run(row.id, row.attempt)
    return factories.step(project_id, name).status


def guide_of(caller: Caller, project_id: str) -> dict:
    [item] = caller.get(f"/projects/{project_id}/documents")["items"]
    return caller.get(f"/documents/{item['id']}")


def first_run(runtime: Runtime, *texts: str) -> str:
    """A project whose guide was to be written of these sentences."""
    project_id = joined(runtime, DocumentKind.GUIDE, texts=texts, has_video=False)
    assert run(project_id, "write:guide") == "done"
    return project_id


def test_the_first_run_leaves_the_guide_out_and_says_why(alice: Caller, runtime: Runtime) -> None:
    project_id = first_run(runtime, *TALK)

    guide = guide_of(alice, project_id)

    assert (guide["status"], guide["version"], guide["body"]) == ("skipped", 0, None)
    assert (guide["error"]["code"], guide["error"]["retryable"]) == ("no-instructions", False)
    assert (guide["trouble"], guide["poll_after_ms"]) == (None, None)


def test_it_is_no_failure_of_the_project_nor_for_operators(alice: Caller, runtime: Runtime) -> None:
    project_id = first_run(runtime, *TALK)
    factories.run_through(project_id, "finish")

    project = alice.get(f"/projects/{project_id}")

    assert (project["status"], project["error"], project["progress"]) == ("ready", None, 1)
    assert {step["status"] for step in project["steps"]} == {"done"}
    assert not operating.board(runtime.toolbox.courier, 15).failed
    assert not [status for _, status in overview.overview().steps if status == "failed"]
    assert alice.ask("POST", f"/projects/{project_id}/retry", {}).status_code == 409


def test_a_person_who_orders_the_guide_gets_it(alice: Caller, runtime: Runtime) -> None:
    project_id = first_run(runtime, *TALK)
    factories.run_through(project_id, "finish")

    ordered = alice.post(f"/projects/{project_id}/documents", {"kind": "guide"})
    assert (ordered["status"], ordered["error"]) == ("queued", None)
    assert run(project_id, "write:guide#2") == "done"

    guide = guide_of(alice, project_id)
    assert (guide["status"], guide["version"], guide["error"]) == ("ready", 1, None)
    assert guide["body"]["steps"]
    assert alice.get(f"/projects/{project_id}")["status"] == "ready"


def test_instructions_get_their_guide_in_the_first_run(alice: Caller, runtime: Runtime) -> None:
    guide = guide_of(alice, first_run(runtime, *INSTRUCTIONS))

    assert (guide["status"], guide["version"], guide["error"]) == ("ready", 1, None)
