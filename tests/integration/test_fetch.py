"""A recording from a link, read by a worker from sites that misbehave."""

import hashlib
import logging
from pathlib import Path

import pytest

import jobs.step
from clueso.domain.steps.statuses import ProjectStatus, StepStatus
from clueso.errors import AddressRefused, QuotaExceeded, UploadClosed, UploadNotStored
from clueso.extensions import db
from clueso.models import Upload, UploadStatus, from_now
from clueso.outgoing.adapter import PublicSites
from clueso.services.limits import quotas
from clueso.services.operations import janitor
from clueso.services.projects import projects
from clueso.services.projects.projects import NewProject
from clueso.services.transaction import transactional
from clueso.services.uploads import fetched_uploads, uploads
from jobs.runtime import Runtime
from tests.factories import USER, let_in, let_leases_end, let_pauses_end, new_project, project, quick, step
from tests.integration.api.apps import one_database
from tests.integration.jobs_of_steps import SPEECH, swept, work
from tests.recording_site import Site, recording_site
from tests.unit.test_outgoing_addresses import SPELLINGS
from tests.waiting import wait_for
from tests.worker_process import worker_running

MIB = 1024**2
PART = 5 * MIB
CONTENT = hashlib.shake_128(b"recording").digest(12 * MIB)


def linked(runtime: Runtime, url: str) -> str:
    """An upload from this address, and its id."""
    made = fetched_uploads.create(
        USER, url, settings=runtime.settings, outgoing=PublicSites(in_development=True)
    )
    return made.id


def started(runtime: Runtime, site: Site) -> str:
    """A project of the site's recording, read in parts of 5 MiB."""
    runtime.settings = quick(runtime.settings, upload_part_bytes=PART, retry_pause_s=0.01)
    return new_project(runtime, upload_id=linked(runtime, site.url))


def fetched(project_id: str) -> None:
    """Try until `fetch` has ended, pauses left out."""
    while step(project_id, "fetch").status == StepStatus.QUEUED:
        tried(project_id)


def tried(project_id: str) -> None:
    let_pauses_end()
    row = step(project_id, "fetch")
    let_in(row.id)
    jobs.step.run(row.id, row.attempt)


@transactional
def upload_of(project_id: str) -> Upload:
    return db.session.get_one(Upload, project(project_id).upload_id)


def bytes_of(runtime: Runtime, project_id: str, folder: Path) -> bytes:
    path = folder / "back"
    runtime.toolbox.storage.download(upload_of(project_id).key, path)
    return path.read_bytes()


def code_of(project_id: str) -> str:
    error = project(project_id).error
    assert error is not None
    return str(error["code"])


def detail_of(project_id: str) -> str:
    error = project(project_id).error
    assert error is not None
    return str(error["detail"])


def test_a_recording_from_a_link_is_stored_like_any_other(runtime: Runtime, tmp_path: Path) -> None:
    with recording_site(CONTENT) as site:
        project_id = started(runtime, site)
        assert (step(project_id, "probe").status, quotas.usage_of(USER).stored_bytes) == ("waiting", 0)

        fetched(project_id)

    upload = upload_of(project_id)
    assert bytes_of(runtime, project_id, tmp_path) == CONTENT
    assert (upload.status, upload.filename, upload.content_type) == ("stored", "My talk.mp4", "video/mp4")
    assert (upload.size_bytes, upload.part_count) == (len(CONTENT), 3)
    assert quotas.usage_of(USER).stored_bytes == len(CONTENT)
    assert project(project_id).size_bytes == len(CONTENT)
    assert len(site.asked) == 1


@one_database
def test_the_address_is_forgotten_once_the_file_is_stored_and_never_logged(
    runtime: Runtime, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with recording_site(SPEECH.read_bytes(), breaks_after=[100, 100]) as site:
        project_id = started(runtime, site)
        fetched(project_id)

    assert (upload_of(project_id).source_url, upload_of(project_id).source_host) == (None, "127.0.0.1")
    assert "secret" not in caplog.text


@one_database
def test_a_connection_that_breaks_off_goes_on_where_it_was(runtime: Runtime, tmp_path: Path) -> None:
    with recording_site(CONTENT, breaks_after=[6 * MIB, 6 * MIB]) as site:
        project_id = started(runtime, site)
        fetched(project_id)

    assert bytes_of(runtime, project_id, tmp_path) == CONTENT
    assert site.ranges == [None, f"bytes={PART}-", f"bytes={2 * PART}-"]
    assert step(project_id, "fetch").errors == 0


@one_database
@pytest.mark.parametrize(
    "behaviour", [{"has_ranges": False}, {"etag": None}], ids=["no ranges", "no version"]
)
def test_a_server_that_gives_no_rest_is_read_from_the_beginning(
    runtime: Runtime, tmp_path: Path, behaviour: dict[str, object]
) -> None:
    with recording_site(CONTENT, breaks_after=[6 * MIB], **behaviour) as site:
        project_id = started(runtime, site)
        fetched(project_id)

    assert bytes_of(runtime, project_id, tmp_path) == CONTENT
    assert len(site.asked) == 2


@one_database
def test_a_file_that_changed_meanwhile_is_read_from_the_beginning(runtime: Runtime, tmp_path: Path) -> None:
    other = CONTENT[::-1]
    with recording_site(CONTENT, breaks_after=[6 * MIB, 0]) as site:
        project_id = started(runtime, site)
        tried(project_id)
        site.content, site.etag = other, '"second"'
        fetched(project_id)

    assert bytes_of(runtime, project_id, tmp_path) == other


@one_database
def test_a_server_that_always_breaks_off_is_asked_five_times(runtime: Runtime) -> None:
    with recording_site(CONTENT, breaks_after=[MIB] * 50) as site:
        project_id = started(runtime, site)
        fetched(project_id)

    assert len(site.asked) == 5
    assert (code_of(project_id), project(project_id).status) == ("fetch-failed", ProjectStatus.FAILED)


@one_database
def test_a_retry_of_the_person_goes_on_where_it_was(runtime: Runtime, tmp_path: Path) -> None:
    with recording_site(CONTENT, breaks_after=[6 * MIB] + [0] * 5) as site:
        project_id = started(runtime, site)
        fetched(project_id)
        assert code_of(project_id) == "fetch-failed"

        projects.retry(USER, project_id, settings=runtime.settings, dispatcher=runtime.toolbox.dispatcher)
        fetched(project_id)

    assert bytes_of(runtime, project_id, tmp_path) == CONTENT
    assert site.ranges[-1] == f"bytes={PART}-"


def test_a_file_of_unannounced_length_is_stored_and_counted(runtime: Runtime, tmp_path: Path) -> None:
    with recording_site(CONTENT, is_chunked=True) as site:
        project_id = started(runtime, site)
        fetched(project_id)

    assert bytes_of(runtime, project_id, tmp_path) == CONTENT
    assert quotas.usage_of(USER).stored_bytes == len(CONTENT)


@one_database
def test_fewer_bytes_than_announced_are_no_recording(runtime: Runtime) -> None:
    with recording_site(CONTENT, announces=len(CONTENT) + 1, has_ranges=False) as site:
        project_id = started(runtime, site)
        fetched(project_id)

    assert code_of(project_id) == "fetch-failed"
    assert upload_of(project_id).status == UploadStatus.PENDING


@one_database
@pytest.mark.parametrize(
    "behaviour",
    [{}, {"is_chunked": True}, {"announces": 100 * MIB}],
    ids=["announced", "unannounced", "a lie"],
)
def test_a_file_beyond_the_limit_is_given_up_before_it_is_read(
    runtime: Runtime, behaviour: dict[str, object]
) -> None:
    with recording_site(CONTENT, **behaviour) as site:
        project_id = started(runtime, site)
        runtime.settings = quick(runtime.settings, upload_max_bytes=MIB)
        fetched(project_id)

    assert code_of(project_id) == "file-too-large"
    assert "1,048,576 bytes" in detail_of(project_id)


@one_database
@pytest.mark.parametrize("is_chunked", [False, True], ids=["announced", "unannounced"])
def test_what_does_not_fit_into_the_storage_of_its_owner_is_given_up(
    runtime: Runtime, is_chunked: bool
) -> None:
    with recording_site(CONTENT, is_chunked=is_chunked) as site:
        project_id = started(runtime, site)
        runtime.settings = quick(runtime.settings, storage_quota_bytes=11 * MIB)
        fetched(project_id)

    assert code_of(project_id) == QuotaExceeded.slug


@one_database
@pytest.mark.parametrize(
    ("behaviour", "code", "word"),
    [
        ({"content_type": "text/html; charset=utf-8"}, "page-not-file", "file itself"),
        ({"content_type": "application/pdf"}, "not-media", "application/pdf"),
        ({"status": 403}, "fetch-refused", "sign"),
        ({"status": 404}, "fetch-refused", "404"),
        ({"status": 410}, "fetch-refused", "410"),
        ({"status": 503}, "fetch-failed", "503"),
        ({"status": 302, "headers": {"Location": "http://169.254.169.254/"}}, "address-refused", "169.254"),
        ({"status": 302, "headers": {"Location": "//127.1/"}}, "address-refused", "127"),
        ({"status": 302, "headers": {"Location": "file:///etc/passwd"}}, "address-refused", "http"),
        ({"status": 302, "headers": {"Location": "/again"}}, "fetch-failed", "without end"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_went_wrong_is_told_in_words_and_without_the_address(
    runtime: Runtime, behaviour: dict[str, object], code: str, word: str
) -> None:
    with recording_site(b"<html>", **behaviour) as site:
        runtime.settings = quick(runtime.settings, retry_pause_s=0.01)
        # Without an ending the site's word counts.
        project_id = new_project(runtime, upload_id=linked(runtime, site.url.replace(".mp4", "")))
        fetched(project_id)

    assert code_of(project_id) == code
    assert word in detail_of(project_id)
    assert "secret" not in detail_of(project_id)


@one_database
def test_a_redirect_is_followed_and_its_file_gives_the_title(runtime: Runtime) -> None:
    named = {"Content-Disposition": "attachment; filename*=UTF-8''Tour%20d%C3%A9but.mp4"}
    with (
        recording_site(SPEECH.read_bytes(), headers=named) as site,
        recording_site(status=302, headers={"Location": site.url}) as first,
    ):
        project_id = new_project(runtime, upload_id=linked(runtime, first.url.replace("My%20talk.mp4", "d")))
        assert project(project_id).title == "d"

        fetched(project_id)

    assert (upload_of(project_id).filename, project(project_id).title) == ("Tour début.mp4", "Tour début")
    assert step(project_id, "probe").status != StepStatus.WAITING


@one_database
@pytest.mark.parametrize("url", SPELLINGS[::6])
def test_an_address_that_is_not_public_makes_no_upload(runtime: Runtime, url: str) -> None:
    sites = PublicSites(in_development=False, resolve=lambda name: ["93.184.215.14"])
    with pytest.raises(AddressRefused):
        fetched_uploads.create(USER, url, settings=runtime.settings, outgoing=sites)
    assert quotas.usage_of(USER).open_uploads == 0


@one_database
def test_a_name_that_changes_its_address_is_refused_when_it_is_fetched(runtime: Runtime) -> None:
    answers = iter([["93.184.215.14"], ["169.254.169.254"]])
    sites = PublicSites(in_development=False, resolve=lambda name: next(answers))
    made = fetched_uploads.create(
        USER, "https://files.acme.com/talk.mp4", settings=runtime.settings, outgoing=sites
    )
    runtime.toolbox.__dict__["outgoing"] = sites
    project_id = new_project(runtime, upload_id=made.id)

    fetched(project_id)

    assert code_of(project_id) == "address-refused"


def test_a_worker_killed_in_the_middle_loses_nothing(
    runtime: Runtime, environment: dict[str, str], tmp_path: Path
) -> None:
    with recording_site(CONTENT, holds_after=11 * MIB) as site:
        project_id = started(runtime, site)
        with worker_running(environment | {"UPLOAD_PART_BYTES": str(PART)}, "media") as worker:
            site.holding.wait()
            wait_for(lambda: has_two_parts(runtime, project_id), timeout_s=30)
            worker.kill()
        assert step(project_id, "fetch").status == StepStatus.RUNNING

        site.go_on.set()
        let_leases_end()
        swept(runtime)
        fetched(project_id)

    assert bytes_of(runtime, project_id, tmp_path) == CONTENT
    assert site.ranges == [None, f"bytes={2 * PART}-"]


def has_two_parts(runtime: Runtime, project_id: str) -> bool:
    upload = upload_of(project_id)
    if upload.multipart_id is None:
        return False
    return len(runtime.toolbox.storage.list_parts(upload.key, upload.multipart_id)) == 2


@one_database
def test_one_project_fetches_a_recording_and_nobody_sends_parts_of_it(runtime: Runtime) -> None:
    with recording_site(CONTENT) as site:
        project_id = started(runtime, site)
    upload_id = upload_of(project_id).id

    with pytest.raises(UploadNotStored, match="fetching"):
        new_project(runtime, upload_id=upload_id)
    with pytest.raises(UploadClosed, match="fetched"):
        uploads.sign_parts(USER, upload_id, [1], settings=runtime.settings, storage=runtime.toolbox.storage)
    with pytest.raises(UploadClosed, match="fetched"):
        uploads.complete(USER, upload_id, [(1, "etag")], storage=runtime.toolbox.storage)


def test_a_deleted_project_leaves_nothing_of_what_was_fetched(runtime: Runtime) -> None:
    with recording_site(CONTENT, breaks_after=[6 * MIB] + [0] * 5) as site:
        project_id = started(runtime, site)
        fetched(project_id)
    storage = runtime.toolbox.storage
    assert list(storage.list_multiparts("uploads/"))

    projects.delete(USER, project_id, settings=quick(runtime.settings, delete_grace_s=0))
    let_pauses_end()
    swept(runtime)
    work(runtime, "default")

    assert not list(storage.list_multiparts("uploads/"))
    assert quotas.usage_of(USER).open_uploads == 0


@one_database
def test_a_link_that_nobody_uses_expires_and_is_forgotten(runtime: Runtime) -> None:
    with recording_site(CONTENT) as site:
        upload_id = linked(runtime, site.url)
    end(upload_id)

    swept(runtime)
    janitor.clear_uploads(runtime.toolbox.storage)

    upload = uploads.get(USER, upload_id)
    assert (upload.status, upload.source_url) == (UploadStatus.EXPIRED, None)
    with pytest.raises(UploadNotStored):
        projects.create(
            USER,
            NewProject(upload_id=upload_id),
            settings=runtime.settings,
            dispatcher=runtime.toolbox.dispatcher,
        )


@transactional
def end(upload_id: str) -> None:
    db.session.get_one(Upload, upload_id).expires_at = from_now(-1)
