"""Fills in how titles sort, for projects of an earlier release, which wrote no `title_key`."""

from sqlalchemy import select, update

from clueso.domain.searching.labels import title_key
from clueso.extensions import db
from clueso.models import Project
from clueso.services.transaction import transactional

AT_ONCE = 500


def fill_in() -> int:
    """Write every missing key. Return their number. Raises SQLAlchemyError; the next call continues."""
    count = 0
    while filled := _fill_in_some():
        count += filled
    return count


@transactional
def _fill_in_some() -> int:
    lacking = select(Project.id, Project.title).where(Project.title_key == "").limit(AT_ONCE)
    rows = db.session.execute(lacking.order_by(Project.id)).all()
    for project_id, title in rows:
        # Only if the title is still this one: a rename meanwhile has written its own key.
        same = (Project.id == project_id, Project.title == title)
        db.session.execute(update(Project).where(*same).values(title_key=title_key(title)))
    return len(rows)
