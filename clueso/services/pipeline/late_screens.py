"""Plans the step that brings into documents what was read on the screens after they were written."""

from collections.abc import Iterable

from clueso.domain.steps.first_run import PlannedStep
from clueso.domain.steps.statuses import StepStatus
from clueso.domain.steps.step_kinds import PICTURES, SCREENS, SEE, kind_of
from clueso.extensions import db
from clueso.models import Project, Step
from clueso.services.pipeline import step_rows


def use_later(project_id: str, *after: str) -> None:
    """Let `see` run once the screens are read and these steps have ended. Do nothing if no screens are still to
    be read. Needs a transaction that holds the project.

    Whoever goes on without the screens calls it.
    """
    db.session.flush()
    steps = {step.name: step for step in step_rows.steps_of(project_id)}
    screens, see = steps.get(SCREENS.name), steps.get(SEE.name)
    if screens is None or StepStatus(screens.status).is_settled:
        return
    needs = (SCREENS.name, *after)
    if see is None:
        project = db.session.get_one(Project, project_id)
        step_rows.add_step(project, PlannedStep(SEE.name, needs), in_first_run=False)
        return
    see.needs = list(dict.fromkeys((*see.needs, *needs)))
    if see.status != StepStatus.WAITING:
        # It has run before: the screens are read again.
        step_rows.wait_anew(see)


def are_expected(steps: Iterable[Step]) -> bool:
    """Return whether documents may still change by screens that are read late: by these steps of the project, `see` has
    not ended, or the pictures that it moved are not taken.
    """
    concern = [step for step in steps if kind_of(step.name) in (SEE, PICTURES)]
    is_planned = any(step.name == SEE.name for step in concern)
    return is_planned and not all(StepStatus(step.status).is_settled for step in concern)
