"""Pictures of a document: which moments it names, and where those that were taken are."""

from typing import Any

from clueso.domain.documents import Body, DocumentKind
from clueso.domain.steps import PlannedStep, StepStatus, handler_of, subject_of
from clueso.extensions import db
from clueso.models import Document, DocumentVersion, Project, Step
from clueso.services import settle
from clueso.services.transaction import transactional

TAKEN = ("key", "width", "height")


def missing(body: Body) -> list[int]:
    """The moments whose picture is not taken yet, each once, in order."""
    pictures = [step["picture"] for step in body.get("steps", []) if step.get("picture")]
    return sorted({picture["at_ms"] for picture in pictures if "key" not in picture})


def keep_taken(body: Body, *earlier: Body) -> Body:
    """The body with the pictures that `earlier` ones have of the same moments, and no others."""
    if "steps" not in body:
        return body
    taken = {
        step["picture"]["at_ms"]: {name: step["picture"][name] for name in TAKEN}
        for other in earlier
        for step in other.get("steps", [])
        if step.get("picture") and "key" in step["picture"]
    }
    steps = [
        step | {"picture": {"at_ms": step["picture"]["at_ms"]}} if step.get("picture") else step
        for step in body["steps"]
    ]
    return body | {"steps": [_with_picture(step, taken) for step in steps]}


@transactional
def wanted(project_id: str, kind: DocumentKind) -> list[int]:
    """The moments of the shown version whose picture is not taken yet."""
    shown = _shown(settle.document_of(project_id, kind))
    return missing(shown.body) if shown else []


def record(project: Project, step_name: str, pictures: dict[int, dict[str, Any]]) -> None:
    """Within a transaction: where each moment's picture is, `{at_ms: {key, width, height}}`."""
    shown = _shown(settle.document_of(project.id, subject_of(step_name)))
    if shown is not None and "steps" in shown.body:
        steps = [_with_picture(step, pictures) for step in shown.body["steps"]]
        shown.body = shown.body | {"steps": steps}
    settle.show_document(project, step_name)


def queue_after_writing(project: Project, step_name: str) -> None:
    """Within a transaction: the step that takes the pictures of what this `write` step has written."""
    name = step_name.replace("write:", "pictures:")
    steps = {step.name: step for step in settle.steps_of(project.id)}
    in_first_run = steps[step_name].in_first_run
    if name in steps:
        _begin_anew(steps[name])
    else:
        settle.add_step(project, PlannedStep(name), in_first_run=in_first_run)
    finish = steps["finish"]
    if in_first_run and finish.status == StepStatus.WAITING and name not in finish.needs:
        finish.needs = [*finish.needs, name]


def queue_for_edit(project: Project, kind: DocumentKind) -> None:
    """Within a transaction: a step of its own, so that the project stays what it is. One that runs
    already begins anew, for it does not know the new moments."""
    steps = settle.steps_of(project.id)
    own = [step for step in steps if _takes_pictures(step, kind) and not step.in_first_run]
    if not own:
        name = settle.next_name(steps, f"pictures:{kind}")
        settle.add_step(project, PlannedStep(name), in_first_run=False)
    elif own[-1].status != StepStatus.QUEUED:
        _begin_anew(own[-1])


def _takes_pictures(step: Step, kind: DocumentKind) -> bool:
    return handler_of(step.name) == "pictures" and subject_of(step.name) == kind


def _begin_anew(step: Step) -> None:
    settle.make_runnable(step)
    step.errors = step.crashes = 0
    step.progress = 0.0
    step.error = step.last_error = None
    step.started_at = step.finished_at = None


def _with_picture(step: dict[str, Any], pictures: dict[int, dict[str, Any]]) -> dict[str, Any]:
    taken = pictures.get(step["picture"]["at_ms"]) if step.get("picture") else None
    return step | {"picture": step["picture"] | taken} if taken else step


def _shown(document: Document | None) -> DocumentVersion | None:
    return db.session.get(DocumentVersion, (document.id, document.version)) if document else None
