"""Pictures of a document: the moments that it names, and the pictures that were taken."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.documents.kinds.body import Body, Illustrated, Part
from clueso.domain.documents.parts import B, illustrated, pictures_in, with_parts
from clueso.domain.documents.times import surroundings
from clueso.domain.steps.first_run import PlannedStep
from clueso.domain.steps.statuses import StepStatus
from clueso.domain.steps.step_kinds import FINISH, PICTURES, WRITE, kind_of, subject_of
from clueso.domain.transcript import Span
from clueso.extensions import db
from clueso.models import DocumentPicture, Project, Step
from clueso.services.documents import drawn_pictures, taken_pictures
from clueso.services.documents.taken_pictures import Name, Taken
from clueso.services.pipeline import document_state, step_rows
from clueso.services.transaction import transactional


@dataclass(frozen=True, slots=True)
class Search:
    """Where to look for alternatives: around the picture of a part. `known` are the keys of the pictures
    taken there.
    """

    at_ms: int
    within: Span
    known: tuple[str, ...]


def missing(body: Body) -> list[int]:
    """Return the moments whose picture is not taken yet, each once, in order."""
    return sorted({picture.at_ms for picture in pictures_in(body) if not picture.key and not picture.own})


def keep_taken(body: B, taken: Mapping[Name, Taken]) -> B:
    """Return the body with those pictures that were taken, and no others."""
    # Removed first: a picture that the body names, but that was not taken, must not stay.
    return with_parts(body, lambda part: _with_picture(_without_picture(part), taken))


@transactional
def wanted(project_id: str, kind: DocumentKind) -> list[int]:
    """Return the moments of the visible version whose picture is not taken yet."""
    shown = document_state.shown_of(document_state.document_of(project_id, kind))
    return missing(shown.content(kind)) if shown else []


@transactional
def searches(project_id: str, kind: DocumentKind) -> list[Search]:
    """Return the searches for alternatives that are still to do in the visible version."""
    document = document_state.document_of(project_id, kind)
    shown = document_state.shown_of(document)
    if document is None or shown is None:
        return []
    project = db.session.get_one(Project, project_id)
    rows: dict[Name, DocumentPicture] = {row.at_ms: row for row in taken_pictures.rows_of(document.id)}
    body = shown.content(kind)
    shown_moments = set(taken_pictures.in_body(body))
    others = [row for row in rows.values() if row.at_ms not in shown_moments]
    return [
        _search(placed.part, others, own, project)
        for placed in illustrated(body)
        if (picture := placed.part.picture) and (own := rows.get(picture.name)) and not own.is_searched
    ]


def _search(
    part: Illustrated, others: Sequence[DocumentPicture], own: DocumentPicture, project: Project
) -> Search:
    """Return where to look around the picture of a part.

    `others` are pictures that no part shows. Another part's own picture is left out: the same screen may be
    an alternative here.
    """
    within = surroundings(Span(part.start_ms, part.end_ms), project.duration_ms or 0)
    there = [row.key for row in others if within.start_ms <= row.at_ms < within.end_ms]
    return Search(own.at_ms, within, (own.key, *there))


def record(project: Project, step_name: str, pictures: Mapping[int, Taken]) -> None:
    """Record the picture of each moment. Needs a transaction."""
    kind = DocumentKind(subject_of(step_name))
    document = document_state.document_of(project.id, kind)
    shown = document_state.shown_of(document)
    if document is not None and shown is not None:
        taken_pictures.add(document.id, pictures, is_searched=False)
        known = taken_pictures.known_for(document.id)
        taken: dict[Name, Taken] = {at_ms: known[at_ms] for at_ms in pictures}
        before = shown.content(kind)
        body = with_parts(before, lambda part: _with_picture(part, taken))
        shown.body = body.to_json()
        drawn_pictures.follow(project, document, body, before)
    document_state.show_document(project, step_name)


def record_early(project_id: str, step_name: str, pictures: Mapping[int, Taken]) -> None:
    """Record pictures before the step has ended. Needs a transaction."""
    record(db.session.get_one(Project, project_id), step_name, pictures)


def record_others(
    project: Project, step_name: str, pictures: Mapping[int, Taken], *, searched: Collection[int]
) -> None:
    """Record the alternatives found around these moments. Needs a transaction."""
    document = document_state.document_of(project.id, subject_of(step_name))
    if document is not None:
        taken_pictures.add(document.id, pictures, is_searched=True)
        taken_pictures.mark_searched(document.id, searched)
    document_state.show_document(project, step_name)


def queue_after_writing(project: Project, step_name: str) -> None:
    """Queue the step that takes the pictures of the document that this `write` step wrote. Needs a
    transaction.
    """
    name = step_name.replace(WRITE.name, PICTURES.name, 1)
    steps = {step.name: step for step in step_rows.steps_of(project.id)}
    in_first_run = steps[step_name].in_first_run
    if name in steps:
        # The document was written again by the same step, as after a retry.
        step_rows.begin_anew(steps[name])
    else:
        step_rows.add_step(project, PlannedStep(name, (step_name,)), in_first_run=in_first_run)
    finish = steps[FINISH.name]
    # `finish` waits for the pictures of the first run.
    if in_first_run and finish.status == StepStatus.WAITING and name not in finish.needs:
        finish.needs = [*finish.needs, name]


def queue_for_edit(project: Project, kind: DocumentKind) -> None:
    """Queue a step outside the first run, so that the project's status stays. Needs a transaction.

    A step that runs already starts again, because it does not know the new moments.
    """
    steps = step_rows.steps_of(project.id)
    own = [step for step in steps if _takes_pictures(step, kind) and not step.in_first_run]
    if not own:
        name = step_rows.next_name(steps, f"{PICTURES.name}:{kind}")
        step_rows.add_step(project, PlannedStep(name), in_first_run=False)
    elif own[-1].status != StepStatus.QUEUED:
        # A queued step reads the moments when it begins.
        step_rows.begin_anew(own[-1])


def _takes_pictures(step: Step, kind: DocumentKind) -> bool:
    return kind_of(step.name) is PICTURES and subject_of(step.name) == kind


def _without_picture(part: Part) -> Part:
    """Return the part with its picture as if that were not taken yet."""
    if not isinstance(part, Illustrated) or part.picture is None:
        return part
    return replace(part, picture=replace(part.picture, key=None, width=None, height=None))


def _with_picture(part: Part, pictures: Mapping[Name, Taken]) -> Part:
    """Return the part with the picture of its name, if that was taken."""
    if not isinstance(part, Illustrated) or part.picture is None or part.picture.name not in pictures:
        return part
    return replace(part, picture=replace(part.picture, **pictures[part.picture.name]))
