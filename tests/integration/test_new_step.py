"""The recipe for a new step, and the timeout of each kind: both with real workers on both databases."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from clueso.domain.steps.first_run import PlannedStep
from clueso.domain.steps.statuses import ProjectStatus, StepStatus
from clueso.extensions import db
from clueso.models import Project, Upload
from clueso.services.pipeline import step_rows
from clueso.services.projects import projects
from clueso.services.transaction import transactional
from jobs.runtime import Runtime
from tests import new_steps
from tests.factories import USER, new_project, project, step, stored_upload
from tests.integration.api.apps import one_database
from tests.waiting import wait_for

pytestmark = one_database

ROOT = Path(__file__).parents[2]
SPEECH = ROOT / "tests" / "recordings" / "speech.mp4"
PATIENCE_S = 240


@contextmanager
def workers(environment: dict[str, str], *queues: str, knows: tuple[str, ...]) -> Iterator[None]:
    """One worker process for each queue, which knows these new kinds of steps."""
    settings = {"TRANSCRIBER": "sphinx", "MAX_ERRORS": "1", "SWEEP_S": "1"}
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.new_steps.worker", queue, *knows],
            cwd=ROOT,
            env=os.environ | environment | settings,
        )
        for queue in queues
    ]
    try:
        yield
    finally:
        for process in processes:
            process.kill()
            process.wait()


@transactional
def key_of(upload_id: str) -> str:
    return db.session.get_one(Upload, upload_id).key


@transactional
def add(project_id: str, name: str) -> None:
    step_rows.add_step(db.session.get_one(Project, project_id), PlannedStep(name), in_first_run=False)


def send(runtime: Runtime) -> None:
    runtime.toolbox.dispatcher.dispatch(USER)


def has_ended(project_id: str, name: str) -> bool:
    return StepStatus(step(project_id, name).status).is_settled


@pytest.mark.timeout(300)
def test_one_file_and_one_line_make_a_new_step_of_every_project(
    runtime: Runtime, environment: dict[str, str]
) -> None:
    upload_id = stored_upload()
    runtime.toolbox.storage.upload(SPEECH, key_of(upload_id), "video/mp4")
    with new_steps.added("count"), workers(environment, "media", "transcribe", "default", knows=("count",)):
        project_id = new_project(runtime, upload_id=upload_id)
        wait_for(lambda: ProjectStatus(project(project_id).status).is_final, timeout_s=PATIENCE_S)
        shown = projects.view(USER, project_id).steps

    assert project(project_id).status == ProjectStatus.READY
    assert project(project_id).title.endswith(" segments")
    assert [line.name for line in shown] == [
        "probe",
        "extract",
        "speakers",
        "screens",
        "transcribe",
        "finish",
        "count",
    ]
    assert step(project_id, "finish").needs == ["count"]


@pytest.mark.timeout(300)
def test_a_step_ends_after_the_timeout_of_its_own_kind(runtime: Runtime, environment: dict[str, str]) -> None:
    project_id = new_project(runtime)
    with new_steps.added("nap", "doze"), workers(environment, "default", knows=("nap", "doze")):
        for name in ("nap", "doze"):
            add(project_id, name)
        send(runtime)
        wait_for(lambda: has_ended(project_id, "nap") and has_ended(project_id, "doze"), timeout_s=PATIENCE_S)

    napped, dozed = step(project_id, "nap"), step(project_id, "doze")
    assert (napped.status, dozed.status) == (StepStatus.FAILED, StepStatus.DONE)
    assert napped.error is not None
    assert napped.error["title"] == "The work took too long"
    assert napped.error["detail"] == "One step of the work took longer than is allowed."
