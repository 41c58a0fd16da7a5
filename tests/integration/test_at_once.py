"""What one person asks for several times at the same moment is made once, on both databases."""

from functools import partial

import pytest
from sqlalchemy import func, select

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.pages.exports import RenderedFormat
from clueso.errors import Conflict, RequestInProgress
from clueso.extensions import db
from clueso.models import Export, Step
from clueso.services import idempotency
from clueso.services.documents import rewriting
from clueso.services.exports import orders
from clueso.services.limits import quotas
from clueso.services.people import accounts
from clueso.services.projects import projects
from clueso.services.projects.projects import NewProject
from clueso.services.transaction import transactional
from clueso.services.uploads import uploads
from clueso.services.uploads.uploads import NewUpload
from clueso.storage.disk import DiskStorage
from jobs.runtime import Runtime
from tests.at_once import AT_ONCE, at_once
from tests.factories import USER, stored_upload
from tests.integration.transcribed import joined

ANNOUNCED = NewUpload("talk.mp4", "video/mp4", 900)


@pytest.fixture
def storage(runtime: Runtime) -> DiskStorage:
    return DiskStorage(runtime.settings.objects_dir, "http://127.0.0.1:1", "secret")


@transactional
def steps_of_kind(name: str) -> int:
    return db.session.scalar(select(func.count()).where(Step.name.startswith(name))) or 0


def test_requests_for_one_id_make_one_project_and_one_upload(runtime: Runtime, storage: DiskStorage) -> None:
    make = partial(
        projects.create,
        USER,
        NewProject(upload_id=stored_upload()),
        settings=runtime.settings,
        dispatcher=runtime.toolbox.dispatcher,
        project_id="0" * 32,
    )
    announce = partial(
        uploads.create, USER, ANNOUNCED, settings=runtime.settings, storage=storage, upload_id="1" * 32
    )

    assert len(at_once(runtime, [make] * AT_ONCE, refusal=Conflict)) == AT_ONCE
    assert len(at_once(runtime, [announce] * AT_ONCE, refusal=Conflict)) == AT_ONCE
    assert quotas.usage_of(USER).projects == 1


def test_the_first_id_that_storage_gave_an_upload_stays(runtime: Runtime, storage: DiskStorage) -> None:
    """A request that was repeated after a minute has its parts under way when the first one wakes up."""
    upload = uploads.create(USER, ANNOUNCED, settings=runtime.settings, storage=storage)

    late = uploads._open(upload.owner_id, upload.id, "an-id-that-comes-late")

    assert late is not None
    assert late.multipart_id == upload.multipart_id


def test_one_idempotency_key_lets_one_request_begin(runtime: Runtime) -> None:
    begin = partial(idempotency.begin, USER, "key", "fingerprint")

    assert at_once(runtime, [begin] * AT_ONCE, refusal=RequestInProgress) == [None]


def test_a_document_is_written_again_once(runtime: Runtime) -> None:
    project_id = joined(runtime)
    before = steps_of_kind("write:summary")
    ask = partial(
        rewriting.write_again,
        USER,
        project_id,
        DocumentKind.SUMMARY,
        dispatcher=runtime.toolbox.dispatcher,
    )

    assert len(at_once(runtime, [ask] * AT_ONCE, refusal=Conflict)) == 1
    assert steps_of_kind("write:summary") == before + 1


def test_an_export_is_rendered_once(runtime: Runtime) -> None:
    project_id = joined(runtime)
    ask = partial(
        orders.ask,
        USER,
        project_id,
        RenderedFormat.DOCX,
        document_id=None,
        settings=runtime.settings,
        dispatcher=runtime.toolbox.dispatcher,
    )

    assert len(at_once(runtime, [ask] * AT_ONCE, refusal=Conflict)) == AT_ONCE
    assert steps_of_kind("export:") == 1
    assert exports() == 1


@transactional
def exports() -> int:
    return db.session.scalar(select(func.count()).select_from(Export)) or 0


def test_a_vocabulary_that_is_begun_twice_is_one_of_the_two(runtime: Runtime) -> None:
    lists = [[f"word{number}"] for number in range(AT_ONCE)]

    at_once(runtime, [partial(accounts.set_vocabulary, USER, words) for words in lists], refusal=Conflict)

    assert accounts.vocabulary_of(USER) in lists
