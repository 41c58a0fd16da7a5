"""Keeps what leaves a project in line with the marks and blurs of its documents: copied text, poster, exports.

Every function needs a transaction, except `wanted`.
"""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import delete, or_, select

from clueso.domain.documents.blurs import SameScreen, blurs_of, hides_more
from clueso.domain.documents.documents import DocumentKind, DocumentStatus
from clueso.domain.documents.drawn import differs, name_of, poster_of, to_draw
from clueso.domain.documents.kinds.body import Body, StepPicture
from clueso.domain.documents.parts import illustrated
from clueso.domain.files import keys
from clueso.domain.pages.exports import EVERYTHING
from clueso.domain.pages.look import GREEN, Look
from clueso.domain.screens.screen import Screen
from clueso.domain.steps.first_run import PlannedStep
from clueso.domain.steps.statuses import StepStatus
from clueso.domain.steps.step_kinds import DRAW, EXPORT
from clueso.extensions import db
from clueso.models import Document, Export, Project, Step
from clueso.services.people import brands
from clueso.services.pipeline import document_state, step_rows
from clueso.services.transaction import transactional

NEAR_MS = 3_000
"""Pictures this near to each other are taken for the same screen where the screens are not known."""


def follow(project: Project, document: Document, body: Body, before: Body | None) -> None:
    """Bring what leaves in line with the body that is visible from now on, in place of `before`.

    Once it hides more, files and the poster made before are withdrawn.
    """
    if hides_more(body, before):
        _withdraw_exports(project, document)
        project.poster_key = None
        step_rows.touch(project)
    if to_draw(body).keys() - (to_draw(before).keys() if before else set()):
        queue(project, DocumentKind(document.kind))


def queue(project: Project, kind: DocumentKind) -> None:
    """Queue the step that draws the pictures of the document's visible version."""
    step = _step(project.id, kind)
    if step is None:
        step_rows.add_step(project, PlannedStep(_name(kind)), in_first_run=False)
    elif step.status != StepStatus.QUEUED or step.error is not None:
        # A running step may have read the version before.
        step_rows.begin_anew(step)


def queue_missing(project: Project, document: Document) -> None:
    """Queue the step that draws the pictures of a document unless it has drawn them, or is about to."""
    kind = DocumentKind(document.kind)
    shown = document_state.shown_of(document)
    if shown is None or not to_draw(shown.content(kind)):
        return
    step = _step(project.id, kind)
    if step is None or (StepStatus(step.status).is_settled and step.status != StepStatus.DONE):
        queue(project, kind)


def released_keys(document: Document, body: Body, steps: Iterable[Step]) -> dict[int, str]:
    """Return the keys of the pictures that strangers may see of the visible body, by the index of their part. `steps` are
    those of the project.

    A picture that differs from the stored file is left out until it is drawn.
    """
    is_drawn = _is_drawn(document, steps)
    found: dict[int, str] = {}
    for index, placed in enumerate(illustrated(body)):
        picture = placed.part.picture
        if picture is None or picture.key is None:
            continue
        if not differs(picture):
            found[index] = picture.key
        elif is_drawn:
            found[index] = keys.drawn(document.project_id, name_of(picture))
    return found


def leaving_keys(document: Document, body: Body, visible: Body, steps: Iterable[Step]) -> dict[int, str]:
    """Return the keys of the pictures that a copy of this body's text links to, by the index of their part. `steps` are
    those of the project.

    A picture with a blur is left out unless it is drawn, as those of the visible version are; any other then stands
    as it was taken.
    """
    to_be = to_draw(visible).keys()
    drawn = to_be if to_be and _is_drawn(document, steps) else set()
    found: dict[int, str] = {}
    for index, placed in enumerate(illustrated(body)):
        picture = placed.part.picture
        if picture is None or picture.key is None:
            continue
        name = name_of(picture)
        if name in drawn:
            found[index] = keys.drawn(document.project_id, name)
        elif not blurs_of(picture):
            found[index] = picture.key
    return found


@transactional
def wanted(project_id: str, kind: DocumentKind) -> tuple[dict[str, StepPicture], str]:
    """Return the pictures to draw for the visible version, by the names of their files, and the colour of marks."""
    document = document_state.document_of(project_id, kind)
    shown = document_state.shown_of(document)
    if document is None or shown is None:
        return {}, GREEN
    colour = Look(brands.brand_of(document.owner_id).accent).on_light
    return to_draw(shown.content(kind)), colour


def record(project: Project, kind: DocumentKind, drawn: Collection[str]) -> None:
    """Record that these pictures are drawn: from now on copies link to them, and one of them is the poster."""
    document = document_state.document_of(project.id, kind)
    shown = document_state.shown_of(document)
    if document is None or shown is None:
        return
    poster = poster_of(shown.content(kind))
    if poster and poster.key:
        name = name_of(poster)
        as_taken = None if differs(poster) else poster.key
        project.poster_key = keys.drawn(project.id, name) if name in drawn else as_taken
        step_rows.touch(project)
    document_state.set_document(document, DocumentStatus(document.status), document.error)


def same_screen(found: Sequence[Screen]) -> SameScreen:
    """Return the rule that tells which pictures of a recording with these screens show the same one."""

    def screen_at(at_ms: int) -> str | None:
        return next((one.id for one in found if one.from_ms <= at_ms < one.to_ms), None)

    def is_same(one: StepPicture, other: StepPicture) -> bool:
        if one.own or other.own or one.at_ms == other.at_ms:
            return one.name == other.name
        here, there = screen_at(one.at_ms), screen_at(other.at_ms)
        return here == there if here and there else abs(one.at_ms - other.at_ms) <= NEAR_MS

    return is_same


def _withdraw_exports(project: Project, document: Document) -> None:
    """Remove the files that show the document; those that are being made are begun anew.

    Their objects have no name in a row any more, so the janitor deletes them. Links to them end within minutes.
    """
    of_document = or_(Export.document_id == document.id, Export.subject.startswith(f"{EVERYTHING}."))
    exports = db.session.scalars(select(Export).where(Export.project_id == project.id, of_document)).all()
    steps = {step.name: step for step in step_rows.steps_of(project.id)}
    for export in exports:
        step = steps[f"{EXPORT.name}:{export.subject}"]
        if StepStatus(step.status).is_settled:
            db.session.execute(delete(Export).where(Export.id == export.id))
            db.session.delete(step)
        else:
            step_rows.begin_anew(step)


def _is_drawn(document: Document, steps: Iterable[Step]) -> bool:
    name = _name(DocumentKind(document.kind))
    return any(step.name == name and step.status == StepStatus.DONE for step in steps)


def _step(project_id: str, kind: DocumentKind) -> Step | None:
    return db.session.scalar(select(Step).where(Step.project_id == project_id, Step.name == _name(kind)))


def _name(kind: DocumentKind) -> str:
    return f"{DRAW.name}:{kind}"
