"""What an export with moving pictures demands of its project."""

from clueso.domain.documents.parts import can_have_pictures
from clueso.domain.pages.exports import MOVING_FORMATS, ExportSubject, RenderedFormat
from clueso.errors import Invalid
from clueso.extensions import db
from clueso.models import Project, Upload
from clueso.services.projects import retention

NO_FORMAT = "Only a web page and the zip can hold moving pictures. Choose one of these, or leave them out."
NO_PICTURES = "Moving pictures belong to pictures. Ask for pictures too, or leave the moving ones out."
NO_STEPS = "Only a guide has moving pictures. Choose the guide or the zip, or leave them out."
NO_VIDEO = "The recording has no video, so it has no moving pictures. Leave them out."


def demand_movable(project: Project, wanted: ExportSubject) -> None:
    """Check that the moving pictures which an export asks for are possible.

    Raises Invalid, and RecordingRemoved: they are cut from the recording. Needs a transaction.
    """
    options, kind = wanted.options, wanted.kind
    if not options.moving:
        return
    if wanted.format not in MOVING_FORMATS:
        raise _invalid(NO_FORMAT)
    if not options.pictures:
        raise _invalid(NO_PICTURES)
    if wanted.format is not RenderedFormat.ZIP and (kind is None or not can_have_pictures(kind.body)):
        raise _invalid(NO_STEPS)
    if not project.has_video:
        raise _invalid(NO_VIDEO)
    retention.demand_recording(db.session.get_one(Upload, project.upload_id))


def _invalid(detail: str) -> Invalid:
    return Invalid(extra={"errors": [{"pointer": "/options/moving", "detail": detail}]})
