"""The host's uploads, as far as the caller of this request may see them."""

from flask import request

from clueso.api.guards.auth import user_id
from clueso.api.parts import settings, toolbox
from clueso.services.uploads.linked_uploads import LinkedUploads


def linked_uploads() -> LinkedUploads:
    """Return what looks up linked uploads for the signed-in user, by the user's own token."""
    return LinkedUploads(
        toolbox().host_uploads,
        toolbox().reader_of,
        settings(),
        user_id=user_id(),
        authorization=request.headers["Authorization"],
    )
