"""Whether a project has a title that can head its files."""

from clueso.domain.files.file_names import title_of
from clueso.extensions import db
from clueso.models import Project, Upload


def is_untitled(project: Project) -> bool:
    """Return whether the project is only called by the name of its file: neither a person nor a writer found a
    title. Needs a transaction.
    """
    upload = db.session.get_one(Upload, project.upload_id)
    return project.title_is_generated and project.title == title_of(upload.filename)
