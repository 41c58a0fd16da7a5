"""The steps of a new project."""

from collections.abc import Sequence
from dataclasses import dataclass

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.steps.step_kinds import FETCH, FINISH, PIPELINE, kind_of


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step to create. It can run once every step in `needs` is settled."""

    name: str
    needs: tuple[str, ...] = ()


def first_run(documents: Sequence[DocumentKind], *, is_fetched: bool = False) -> list[PlannedStep]:
    """Return the steps of a new project, as PIPELINE plans them. `finish` waits for every step that no other
    step waits for. `fetch` is planned if the recording `is_fetched` from a link.

    `extract` adds `speakers`, `transcribe:1..n` and, if the player needs one, `copy`. `write:guide` adds its
    `pictures:guide`.
    """
    planned: list[PlannedStep] = []
    for kind in PIPELINE.values():
        if kind.after is None or (kind is FETCH and not is_fetched):
            continue
        subjects = [f":{document}" for document in documents] if kind.of_document else [""]
        needs = tuple(step.name for step in planned if kind_of(step.name).name in kind.after)
        planned += [PlannedStep(f"{kind.name}{subject}", needs) for subject in subjects]
    needed = {name for step in planned for name in step.needs}
    return [*planned, PlannedStep(FINISH.name, tuple(s.name for s in planned if s.name not in needed))]
