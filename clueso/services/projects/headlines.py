"""Whether a project has a title that can head its files."""

from clueso.domain.files.file_names import title_of
from clueso.extensions import db
from clueso.models import Project, Upload


def is_untitled(project: Project) -> bool:
    """Return whether the project is only called by the name of its file: neither a person nor a writer found a
    title. Needs a transaction.
    """
    return is_called_by(project, db.session.get_one(Upload, project.upload_id).filename)


def is_called_by(project: Project, filename: str) -> bool:
    """Return whether the project, of the file with this name, is only called by it."""
    return project.title_is_generated and project.title == title_of(filename)
