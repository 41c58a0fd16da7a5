"""The steps that a person sees, and the progress of a project."""

from collections import Counter
from collections.abc import Iterable

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.steps.statuses import StepState, StepStatus
from clueso.domain.steps.step_kinds import PIPELINE, Shown, kind_of, shown_name, subject_of

MOST_REHEARINGS = 20
"""How many repeated transcriptions of stretches (`hear`) a person sees."""


def project_progress(steps: Iterable[StepState]) -> float:
    """Return the progress of a run, from 0 to 1, by the weights of its kinds. A failed or cancelled step
    counts with its own progress.
    """
    run = [step for step in shown_steps(steps) if kind_of(step.name).shown is Shown.IN_RUN]
    lines = Counter(kind_of(step.name).name for step in run)
    total = done = 0.0
    for step in run:
        kind = kind_of(step.name)
        weight = kind.weight / lines[kind.name]
        total += weight
        # A step that is not done never shows as complete.
        done += weight * (1.0 if step.status is StepStatus.DONE else min(step.progress, 0.99))
    return round(done / total, 4) if total else 0.0


def shown_steps(steps: Iterable[StepState]) -> list[StepState]:
    """Return the steps that a person sees.

    First come those of the run in the pipeline's order: chunks and `join` merged into `transcribe`, the
    pictures of a document into its `write`. Then come the newest `hear` steps. Kinds that only another
    release knows are left out.
    """
    lines: dict[str, list[StepState]] = {}
    rehearings = []
    for step in steps:
        match kind_of(step.name).shown:
            case Shown.IN_RUN:
                lines.setdefault(shown_name(step.name), []).append(step)
            case Shown.EACH:
                rehearings.append(step)
    rehearings.sort(key=lambda step: int(subject_of(step.name)))
    run = [_folded(name, lines[name]) for name in sorted(lines, key=_order)]
    return run + rehearings[-MOST_REHEARINGS:]


def _order(name: str) -> tuple[int, int]:
    documents = [str(kind) for kind in DocumentKind]
    subject = subject_of(name)
    return list(PIPELINE).index(kind_of(name).name), documents.index(subject) if subject in documents else 0


def _folded(name: str, steps: list[StepState]) -> StepState:
    status = _folded_status([step.status for step in steps])
    starts = [step.started_at for step in steps if step.started_at]
    ends = [step.finished_at for step in steps if step.finished_at]
    return StepState(
        name=name,
        status=status,
        progress=_folded_progress(steps),
        attempts=max(step.attempts for step in steps),
        started_at=min(starts, default=None),
        finished_at=max(ends, default=None) if status.is_settled else None,
        error=next((step.error for step in steps if step.error), None),
        trouble=None if status.is_settled else next((step.trouble for step in steps if step.trouble), None),
    )


def _folded_status(statuses: list[StepStatus]) -> StepStatus:
    for decisive in (StepStatus.FAILED, StepStatus.CANCELLED):
        if decisive in statuses:
            return decisive
    if all(status is StepStatus.DONE for status in statuses):
        return StepStatus.DONE
    if StepStatus.RUNNING in statuses or StepStatus.DONE in statuses:
        return StepStatus.RUNNING
    return StepStatus.QUEUED if StepStatus.QUEUED in statuses else StepStatus.WAITING


def _folded_progress(steps: list[StepState]) -> float:
    # Joining the chunks and taking pictures are short beside the line's own work, so they count only if they
    # are alone.
    counted = [step for step in steps if not kind_of(step.name).shown_within] or steps
    parts = [1.0 if step.status is StepStatus.DONE else step.progress for step in counted]
    return round(sum(parts) / len(parts), 4)
