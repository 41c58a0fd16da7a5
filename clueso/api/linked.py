"""The uploads of the host application that the caller may see."""

from flask import request

from clueso.api.context import settings, toolbox
from clueso.api.guards.auth import caller, user_id
from clueso.services.uploads.linked_uploads import LinkedUploads


def linked_uploads() -> LinkedUploads:
    """Return the lookup of linked uploads for the signed-in user.

    It sends the user's own token to the host, but never a key: a key is nobody's but ours.
    """
    known = caller()
    return LinkedUploads(
        toolbox().host_uploads,
        toolbox().reader_of,
        settings(),
        user_id=user_id(),
        authorization=None if known and known.key else request.headers["Authorization"],
    )
