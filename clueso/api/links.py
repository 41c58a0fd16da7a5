"""Links into storage: presigned when they are read, never kept."""

from pathlib import PurePosixPath

from clueso.api.parts import settings, toolbox
from clueso.domain.files.media_types import NEITHER, media_type
from clueso.domain.ports import Place, SignedRequest
from clueso.models import Project, Upload
from clueso.services.uploads.accepted_files import is_accepted

PICTURE_TYPE = "image/jpeg"


def link_to(key: str, content_type: str, *, filename: str | None = None) -> SignedRequest:
    """A GET that lives as long as the settings say; with a filename, a download."""
    return toolbox().storage.sign_get(
        key, lifetime_s=settings().url_lifetime_s, content_type=content_type, filename=filename
    )


def playback_link(place: Place, content_type: str) -> SignedRequest:
    """A GET of a recording, wherever it lies; it supports Range."""
    reader = toolbox().reader_of(place.bucket)
    return reader.sign_get(place.key, lifetime_s=settings().url_lifetime_s, content_type=content_type)


def playback_type(project: Project, upload: Upload) -> str:
    """What `probe` has found the recording to be; until then what it was said to be, which is audio or video."""
    if project.container:
        return media_type(project.container, has_video=bool(project.has_video))
    return upload.content_type if is_accepted(upload.content_type) else NEITHER


def copy_type(project: Project) -> str:
    """The type of the copy that every browser plays, by its ending, which is ours."""
    ending = PurePosixPath(project.copy_key or "").suffix.removeprefix(".")
    return media_type(ending, has_video=bool(project.has_video) and ending != "m4a")


def picture_url(key: str | None) -> str | None:
    return link_to(key, PICTURE_TYPE).url if key else None
