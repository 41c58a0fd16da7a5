"""The pipeline as data agrees with the code that runs it."""

from importlib import import_module
from typing import get_type_hints

import pytest

from clueso.dev.stack import ROOT, procfile
from clueso.domain.steps.step_kinds import PIPELINE, StepKind
from clueso.queue import JOB, QUEUES
from jobs.attempt import Attempt
from jobs.handlers import handler_of
from jobs.runtime import Runtime


def test_the_job_that_messages_name_exists() -> None:
    module, _, function = JOB.rpartition(".")

    assert callable(getattr(import_module(module), function))


@pytest.mark.parametrize("kind", PIPELINE.values(), ids=lambda kind: kind.name)
def test_every_kind_of_step_has_a_handler(kind: StepKind) -> None:
    assert get_type_hints(handler_of(kind)) == {"attempt": Attempt, "runtime": Runtime, "return": type(None)}


def test_every_queue_has_a_kind_of_step() -> None:
    assert {kind.queue for kind in PIPELINE.values()} == set(QUEUES)


def test_the_procfile_starts_one_worker_type_per_queue_and_the_sweep() -> None:
    commands = procfile(ROOT / "Procfile")

    workers = {name: command[-1] for name, command in commands.items() if command[0] == "python"}
    assert workers == {name: name for name in (*QUEUES, "sweep")}
    assert {"release", "web"} <= set(commands)
