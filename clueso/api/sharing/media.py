"""Presigned URLs of what a link's page shows. They are made for each view and live as long as one."""

from datetime import UTC, datetime

from clueso.api.context import settings, toolbox
from clueso.api.links import copy_type, playback_type
from clueso.domain.files.media_types import picture_type
from clueso.models import SharedLink
from clueso.services.sharing.contents import Contents

LONGEST_S = 12 * 3600
"""No URL of a page lives longer, however long the recording is."""


def picture_url(link: SharedLink, key: str) -> str:
    """Return the URL of a picture, which the page loads at once."""
    lifetime_s = _at_most(link, settings().url_lifetime_s)
    return toolbox().storage.sign_get(key, lifetime_s=lifetime_s, content_type=picture_type(key)).url


def recording_url(link: SharedLink, shown: Contents) -> tuple[str, str] | None:
    """Return the URL and media type of a released recording. The URL lasts until it is played to its end."""
    if shown.recording is None:
        return None
    project = shown.project
    lifetime_s = _at_most(link, settings().url_lifetime_s + (project.duration_ms or 0) // 1000)
    if project.copy_key:
        kind = copy_type(project)
        signed = toolbox().storage.sign_get(project.copy_key, lifetime_s=lifetime_s, content_type=kind)
    else:
        kind, place = playback_type(project, shown.recording), shown.recording.place
        reader = toolbox().reader_of(place.bucket)
        signed = reader.sign_get(place.key, lifetime_s=lifetime_s, content_type=kind)
    return signed.url, kind


def _at_most(link: SharedLink, lifetime_s: int) -> int:
    """Return the lifetime, cut where the link ends."""
    left_s = LONGEST_S
    if link.expires_at is not None:
        left_s = min(left_s, int((link.expires_at - datetime.now(UTC)).total_seconds()))
    return max(1, min(lifetime_s, left_s))
