"""The uploads of the host application that the caller may see."""

from flask import request

from clueso.api.context import settings, toolbox
from clueso.api.guards.auth import user_id
from clueso.services.uploads.linked_uploads import LinkedUploads


def linked_uploads() -> LinkedUploads:
    """Return the lookup of linked uploads for the signed-in user.

    It sends the user's own token to the host.
    """
    return LinkedUploads(
        toolbox().host_uploads,
        toolbox().reader_of,
        settings(),
        user_id=user_id(),
        authorization=request.headers["Authorization"],
    )
