"""Links into storage: presigned when they are read, never kept."""

from clueso.api.parts import settings, toolbox
from clueso.domain.ports import SignedRequest

PICTURE_TYPE = "image/jpeg"


def link_to(key: str, content_type: str, *, filename: str | None = None) -> SignedRequest:
    """A GET that lives as long as the settings say; with a filename, a download."""
    return toolbox().storage.sign_get(
        key, lifetime_s=settings().url_lifetime_s, content_type=content_type, filename=filename
    )


def picture_url(key: str | None) -> str | None:
    return link_to(key, PICTURE_TYPE).url if key else None
