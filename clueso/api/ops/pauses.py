"""/ops/pauses: pausing a queue and resuming it, each on a page that asks who the operator is."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, render_template, request

from clueso.api.context import settings, toolbox
from clueso.errors import NotFound
from clueso.models import OPERATOR_MAX
from clueso.queue import QUEUES
from clueso.services import audit
from clueso.services.operations import pausing
from clueso.services.operations.staffing import presence

UNNAMED = f"Say who you are, in at most {OPERATOR_MAX} characters."

Done = Callable[[Callable[[], object]], Any]


def add(pages: Blueprint, done: Done) -> None:
    """Add the routes. `done` acts, then leads back to the board."""

    @pages.get("/pauses/<queue>")
    def pause_page(queue: str, message: str = "", status: int = 200) -> tuple[str, int]:
        _demand(queue)
        found = presence(toolbox().courier, settings().sweep_s)
        staff = next(one for one in found.staff if one.queue == queue)
        about = {"staff": staff, "message": message, "most": OPERATOR_MAX}
        return render_template("pause.html", **about), status

    def named(queue: str, act: Callable[[str], object]) -> Any:
        """Let an operator act who says who it is; else ask again."""
        _demand(queue)
        name = _name()
        return done(lambda: act(name)) if name else pause_page(queue, UNNAMED, 422)

    @pages.post("/pauses/<queue>")
    def pause(queue: str) -> Any:
        return named(queue, lambda name: pausing.pause(queue, by=name, courier=toolbox().courier))

    @pages.post("/pauses/<queue>/end")
    def resume(queue: str) -> Any:
        dispatcher = toolbox().dispatcher
        return named(
            queue, lambda name: pausing.resume(queue, by=name, settings=settings(), dispatcher=dispatcher)
        )


def _demand(queue: str) -> None:
    if queue not in QUEUES:
        raise NotFound("There is no such queue.")


def _name() -> str:
    """Return the name in the form and act under it; empty if there is none, or if it does not fit in a line."""
    name = " ".join(request.form.get("name", "").split())
    if not name.isprintable() or len(name) > OPERATOR_MAX:
        return ""
    audit.act_as(audit.Doer(audit.OPERATOR.actor, via=name or None))
    return name
