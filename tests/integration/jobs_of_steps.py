"""Workers in this process, and the RQ jobs that they leave."""

from pathlib import Path

from rq.job import Job

from clueso.domain.documents.documents import DocumentKind
from clueso.extensions import db
from clueso.models import Upload
from clueso.queue import QUEUES, Courier
from clueso.services.pipeline.sweep import sweep
from clueso.services.transaction import transactional
from clueso.trusted_jobs import StepJob
from jobs.runtime import Runtime
from jobs.serving import worker_of
from tests.factories import new_project, quick, step, stored_upload

SPEECH = Path(__file__).parents[1] / "recordings" / "speech.mp4"


def uploaded(runtime: Runtime, path: Path) -> str:
    upload_id = stored_upload()
    runtime.toolbox.storage.upload(path, key_of(upload_id), "video/mp4")
    return upload_id


@transactional
def key_of(upload_id: str) -> str:
    return db.session.get_one(Upload, upload_id).key


def broken_project(runtime: Runtime, tmp_path: Path) -> str:
    """A project whose upload is no media, with every kind of document wanted."""
    (tmp_path / "notes.txt").write_text("These are notes, and no recording.")
    upload_id = uploaded(runtime, tmp_path / "notes.txt")
    return new_project(runtime, upload_id=upload_id, documents=tuple(DocumentKind))


def work(runtime: Runtime, *queues: str) -> None:
    """A worker of each queue takes all that stands there."""
    for queue in queues:
        worker_of(runtime, queue).work(burst=True, logging_level="ERROR")


def swept(runtime: Runtime) -> None:
    sweep(quick(runtime.settings, sweep_s=0), runtime.toolbox.dispatcher)


def job_of(courier: Courier, project_id: str, name: str, attempt: int = 1) -> Job:
    job_id = f"{step(project_id, name).id}-{attempt}"
    return StepJob.fetch(job_id, courier.connection)


def ids_in(courier: Courier, registry: type) -> set[str]:
    return {
        job_id for name in QUEUES for job_id in registry(queue=courier.queue(name)).get_job_ids(cleanup=False)
    }


def reason_of(job: Job) -> str:
    result = job.latest_result()
    assert result is not None
    return result.exc_string or ""
