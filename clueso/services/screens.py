"""The screens of a recording: the step `screens` writes them, documents and corrections read them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import delete, insert, select

from clueso.domain.box import Box
from clueso.domain.screens.screen import Screen, ScreenLine
from clueso.extensions import db
from clueso.models import Project, ScreenRow
from clueso.services import passages
from clueso.services.projects.ownership import own_project
from clueso.services.transaction import transactional

Lines = tuple[ScreenLine, ...]


@dataclass(frozen=True, slots=True)
class SeenScreen:
    """A screen whose picture is stored, before it is read."""

    from_ms: int
    to_ms: int
    key: str
    width: int
    height: int


def record(project: Project, seen: Sequence[SeenScreen], lines: Mapping[str, Lines]) -> None:
    """Replace the screens of a recording by these, which are in order of time. Needs a transaction.

    `lines` are known by the key of the picture; a key is missing while its picture is not read.
    """
    db.session.execute(delete(ScreenRow).where(ScreenRow.project_id == project.id))
    rows = [
        {
            "project_id": project.id,
            "number": number,
            **asdict(screen),
            "lines": [_stored(line) for line in lines[screen.key]] if screen.key in lines else None,
        }
        for number, screen in enumerate(seen, 1)
    ]
    if rows:
        db.session.execute(insert(ScreenRow), rows)
    passages.index_screens(project)


def record_early(project_id: str, seen: Sequence[SeenScreen], lines: Mapping[str, Lines]) -> None:
    """Record the screens before the step has ended. Needs a transaction."""
    record(db.session.get_one(Project, project_id), seen, lines)


def of_project(project_id: str) -> list[Screen]:
    """Return the screens of a recording in order of time; a screen that is not read has no lines. Needs a
    transaction.
    """
    query = select(ScreenRow).where(ScreenRow.project_id == project_id).order_by(ScreenRow.number)
    return [_screen(row) for row in db.session.scalars(query)]


@transactional
def own(owner_id: str, project_id: str) -> list[Screen]:
    """Return the screens of an owner's recording. Raises NotFound."""
    own_project(owner_id, project_id)
    return of_project(project_id)


def _stored(line: ScreenLine) -> list[object]:
    return [line.text, list(line.box), line.confidence, line.control and list(line.control)]


def _screen(row: ScreenRow) -> Screen:
    lines = tuple(_line(*line) for line in row.lines or ())
    return Screen(f"screen-{row.number}", row.from_ms, row.to_ms, row.key, row.width, row.height, lines)


def _line(
    text: str, box: Sequence[float], confidence: float, control: Sequence[float] | None = None
) -> ScreenLine:
    # The lines of an older release have no control.
    return ScreenLine(text, _box(box), confidence, _box(control) if control else None)


def _box(stored: Sequence[float]) -> Box:
    left, top, width, height = stored
    return left, top, width, height
