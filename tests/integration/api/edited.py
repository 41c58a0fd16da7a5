"""The path and the tag of what is edited over the API."""

import pytest

from jobs.runtime import Runtime
from tests.integration.api.apps import Caller
from tests.integration.transcribed import article, ready

OPEN = ("Open it.", ["s1-1"])


@pytest.fixture
def project_id(runtime: Runtime) -> str:
    return ready(runtime, article=article(OPEN))


def document_of(caller: Caller, project_id: str) -> tuple[str, str]:
    """The path and the tag of its first document."""
    path = f"/documents/{caller.get(f'/projects/{project_id}/documents')['items'][0]['id']}"
    return path, caller.ask("GET", path).headers["ETag"]
