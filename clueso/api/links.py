"""Presigned links into storage. They are made for each response and never stored."""

from pathlib import PurePosixPath

from clueso.api.context import settings, toolbox
from clueso.domain.files.media_types import NEITHER, media_type, picture_type
from clueso.domain.ports.storage import Place, SignedRequest
from clueso.models import Project, Upload
from clueso.services.uploads.accepted_files import is_accepted

PICTURE_TYPE = "image/jpeg"


def link_to(key: str, content_type: str, *, filename: str | None = None) -> SignedRequest:
    """Return a presigned GET. It lives URL_LIFETIME_S seconds. With a filename, browsers download it."""
    return toolbox().storage.sign_get(
        key, lifetime_s=settings().url_lifetime_s, content_type=content_type, filename=filename
    )


def playback_link(place: Place, content_type: str) -> SignedRequest:
    """Return a presigned GET of a recording in our own or in a host's bucket. It supports Range."""
    reader = toolbox().reader_of(place.bucket)
    return reader.sign_get(place.key, lifetime_s=settings().url_lifetime_s, content_type=content_type)


def playback_type(project: Project, upload: Upload) -> str:
    """Return the media type that `probe` found; until then the declared one if it is audio or video."""
    if project.container:
        return media_type(project.container, has_video=bool(project.has_video))
    # A declared type that a browser would show as a page is not passed on.
    return upload.content_type if is_accepted(upload.content_type) else NEITHER


def copy_type(project: Project) -> str:
    """Return the media type of the playable copy, by the ending of its key.

    We choose that ending, so it is reliable.
    """
    ending = PurePosixPath(project.copy_key or "").suffix.removeprefix(".")
    # "m4a" holds sound alone, even of a recording with video.
    return media_type(ending, has_video=bool(project.has_video) and ending != "m4a")


def picture_url(key: str | None) -> str | None:
    return link_to(key, picture_type(key)).url if key else None
