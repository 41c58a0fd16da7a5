"""What requests of a bench are about: users with tokens, stored recordings and projects."""

import json
import time
from pathlib import Path

from clueso.extensions import db
from clueso.models import Upload
from clueso.services.transaction import transactional
from tests import factories
from tests.bench.ground import Ground
from tests.bench.load import request
from tests.integration.api.apps import bearer, token

TOKEN_S = 3600


def signed_in(user_id: str) -> dict[str, str]:
    """The headers of a signed-in user, for as long as a bench lasts."""
    return bearer(token(sub=user_id, exp=int(time.time()) + TOKEN_S))


def recording(ground: Ground, user_id: str, path: Path) -> str:
    """A stored upload of these bytes."""
    upload_id = factories.stored_upload(user_id, path.name)
    ground.runtime.toolbox.storage.upload(path, _key_of(upload_id), "audio/mp4")
    return upload_id


@transactional
def _key_of(upload_id: str) -> str:
    return db.session.get_one(Upload, upload_id).key


def creation(user_id: str, upload_id: str) -> bytes:
    """The request that makes a project of an upload."""
    return request("POST", "/projects", signed_in(user_id), json.dumps({"upload_id": upload_id}).encode())
