"""The pipeline as data agrees with the code that runs it."""

from importlib import import_module

from clueso.dev.stack import ROOT, procfile
from clueso.queue import JOB, PIPELINE, QUEUES
from jobs.step import HANDLERS


def test_the_job_that_messages_name_exists() -> None:
    module, _, function = JOB.rpartition(".")

    assert callable(getattr(import_module(module), function))


def test_every_kind_of_step_has_a_handler_and_a_queue() -> None:
    assert set(HANDLERS) == set(PIPELINE)
    assert {kind.queue for kind in PIPELINE.values()} == set(QUEUES)


def test_the_procfile_starts_one_worker_type_per_queue_and_the_sweep() -> None:
    commands = procfile(ROOT / "Procfile")

    workers = {name: command[-1] for name, command in commands.items() if command[0] == "python"}
    assert workers == {name: name for name in (*QUEUES, "sweep")}
    assert {"release", "web"} <= set(commands)
