"""Finds the handler of a step: `run` in the module named after its kind, `jobs/<kind>.py`."""

from collections.abc import Callable
from importlib import import_module
from typing import cast

from clueso.domain.steps.step_kinds import PIPELINE, StepKind
from jobs.attempt import Attempt
from jobs.runtime import Runtime

Handler = Callable[[Attempt, Runtime], None]
"""Computes, then writes its result and ends the step in one fenced transaction (`claimed_steps.finish`)."""


def handler_of(kind: StepKind) -> Handler:
    """Return the handler of a known kind."""
    return cast("Handler", import_module(f"jobs.{kind.name}").run)


def load_handlers(queue: str) -> None:
    """Import the handlers of a queue, so that a worker with broken code fails at its start, not at a step."""
    for kind in PIPELINE.values():
        if kind.queue == queue:
            handler_of(kind)
