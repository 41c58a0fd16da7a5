"""Indexes projects that an earlier release made, which wrote no passages."""

import logging

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from clueso.extensions import db
from clueso.models import PassageRow, Place, Project, Transcript
from clueso.services import passages
from clueso.services.pipeline import step_rows
from clueso.services.transaction import transactional
from clueso.services.transcripts import speakers

log = logging.getLogger(__name__)

AT_ONCE = 100


def index_old_projects() -> int:
    """Index every project without passages, each in a transaction of its own. Return their number. Raises
    SQLAlchemyError; the next call continues.
    """
    count = 0
    last = ""
    while ids := _without_passages(last):
        for project_id in ids:
            try:
                _index(project_id)
                count += 1
            except SQLAlchemyError:
                # Without the database the others would fail too.
                raise
            except Exception:  # one bad project must not stop the others
                log.exception("project %s could not be indexed for the search", project_id)
        last = ids[-1]
    return count


@transactional
def _without_passages(after: str) -> list[str]:
    """Return the next projects without the passage of their title, which every other project has."""
    titled = select(PassageRow.id).where(
        PassageRow.project_id == Project.id,
        PassageRow.owner_id == Project.owner_id,
        PassageRow.place == Place.TITLE,
    )
    query = select(Project.id).where(Project.id > after, ~titled.exists())
    return list(db.session.scalars(query.order_by(Project.id).limit(AT_ONCE)))


@transactional
def _index(project_id: str) -> None:
    # Locked, so that no save of its words comes between reading and writing them.
    project = step_rows.lock_project(project_id)
    if project is None:
        return
    passages.index_title(project)
    passages.index_screens(project)
    if db.session.get_one(Transcript, project_id).complete:
        passages.index_transcript(project)
    passages.index_documents(project, speakers.of_project(project_id))
