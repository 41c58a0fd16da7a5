"""What is removed here removes nothing of the host."""

import pytest

from clueso.extensions import db
from clueso.models import Project, Upload
from clueso.services.operations import janitor
from clueso.services.transaction import transactional
from jobs import purge
from jobs.attempt import Attempt
from jobs.runtime import Runtime
from tests import factories
from tests.hosts import HostTable, Row
from tests.integration.api.apps import Caller
from tests.integration.api.linked.hosting import ALICE, Bucket, count, problem


def purged(runtime: Runtime, project_id: str) -> None:
    claim = factories.claimed(project_id, "purge")
    with Attempt(runtime.app, claim, runtime.settings, runtime.shutdown) as attempt:
        purge.run(attempt, runtime)


def test_nothing_that_is_removed_here_removes_a_byte_of_the_host(
    alice: Caller, runtime: Runtime, row: Row, bucket: Bucket, table: HostTable
) -> None:
    files, rows = bucket.content(), table.rows()
    project = alice.post("/projects", {"upload_id": row.upload_id})

    assert problem(alice, None, "DELETE", f"/uploads/{row.upload_id}") == (409, "upload-in-use")
    assert alice.ask("DELETE", f"/projects/{project['id']}").status_code == 204
    factories.let_pauses_end()
    purged(runtime, project["id"])
    janitor.clear_uploads(runtime.toolbox.storage)
    janitor.tidy(runtime.toolbox.storage, older_than_s=0)

    assert (count(Project), count(Upload)) == (0, 0)
    assert (bucket.content(), table.rows()) == (files, rows)


def test_the_row_stays_while_another_project_uses_it(
    alice: Caller, runtime: Runtime, row: Row, bucket: Bucket
) -> None:
    first, second = (alice.post("/projects", {"upload_id": row.upload_id})["id"] for _ in range(2))
    alice.ask("DELETE", f"/projects/{first}")
    factories.let_pauses_end()

    purged(runtime, first)

    assert alice.get(f"/projects/{second}/media")["url"]
    assert len(bucket.content()) == 1


def test_a_user_who_leaves_takes_the_rows_and_leaves_the_files(
    alice: Caller, runtime: Runtime, row: Row, bucket: Bucket, table: HostTable
) -> None:
    files, rows = bucket.content(), table.rows()
    project = alice.post("/projects", {"upload_id": row.upload_id})
    unused(runtime, table, bucket)
    files |= bucket.content()
    rows = table.rows()

    assert alice.ask("DELETE", "/me").status_code == 204
    factories.let_pauses_end()
    purged(runtime, project["id"])
    janitor.clear_uploads(runtime.toolbox.storage)
    janitor.tidy(runtime.toolbox.storage, older_than_s=0)

    assert (count(Project), count(Upload)) == (0, 0)
    assert (bucket.content(), table.rows()) == (files, rows)


def unused(runtime: Runtime, table: HostTable, bucket: Bucket) -> None:
    """A row of Alice's that no project uses, as a defect could leave it."""
    leave_row(bucket.name, bucket.put("media/unused.mp4"))


@transactional
def leave_row(bucket_name: str, key: str, status: str = "stored") -> None:
    values = {"filename": "a", "content_type": "video/mp4", "size_bytes": 1, "part_size_bytes": 1}
    db.session.add(
        Upload(
            owner_id=ALICE,
            key="linked/unused",
            part_count=1,
            status=status,
            expires_at=db.func.now(),
            linked_id="unused",
            linked_bucket=bucket_name,
            linked_key=key,
            **values,
        )
    )


@pytest.mark.parametrize("status", ["aborted", "expired"])
def test_even_a_linked_row_that_counts_as_ended_costs_the_host_nothing(
    runtime: Runtime, bucket: Bucket, status: str
) -> None:
    leave_row(bucket.name, bucket.put("media/unused.mp4"), status)

    janitor.clear_uploads(runtime.toolbox.storage)

    assert list(bucket.content()) == ["media/unused.mp4"]
