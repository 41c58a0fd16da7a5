"""Limits hold however many requests of one user come at the same moment, on both databases."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select, update

from clueso.domain.pages.exports import RenderedFormat
from clueso.domain.ports.media import MediaInfo
from clueso.domain.steps.statuses import ProjectStatus
from clueso.errors import NoAudio, QuotaExceeded
from clueso.extensions import db
from clueso.models import DayUse, Step, Upload, UploadStatus
from clueso.services.exports import orders
from clueso.services.limits import quotas
from clueso.services.limits.budget import today
from clueso.services.operations import operating
from clueso.services.pipeline import claimed_steps
from clueso.services.pipeline.claimed_steps import Claim
from clueso.services.pipeline.dispatch import Dispatcher
from clueso.services.projects import listing, projects, recordings
from clueso.services.transaction import transactional
from clueso.services.uploads import uploads
from clueso.services.uploads.uploads import NewUpload
from clueso.storage.disk import DiskStorage
from jobs.runtime import Runtime
from tests.at_once import AT_ONCE, at_once
from tests.factories import USER, claimed, let_out, new_project, project, quick, step, stored_upload
from tests.integration.transcribed import joined


def test_creations_at_once_never_pass_the_limit_of_active_projects(runtime: Runtime) -> None:
    runtime.settings = quick(runtime.settings, active_projects_max=3)
    ids = [stored_upload() for _ in range(AT_ONCE)]

    calls = [partial(new_project, runtime, upload_id=id_) for id_ in ids]

    made = at_once(runtime, calls, refusal=QuotaExceeded)

    assert len(made) == 3


def test_uploads_at_once_never_pass_the_quota_of_bytes(runtime: Runtime) -> None:
    runtime.settings = quick(runtime.settings, storage_quota_bytes=2_000)
    storage = DiskStorage(runtime.settings.objects_dir, "http://127.0.0.1:1", "secret")
    announced = NewUpload("talk.mp4", "video/mp4", 900)

    def announce() -> object:
        return uploads.create(USER, announced, settings=runtime.settings, storage=storage)

    assert len(at_once(runtime, [announce] * AT_ONCE, refusal=QuotaExceeded)) == 2
    assert quotas.usage_of(USER).stored_bytes == 1_800


def test_retries_at_once_never_pass_the_limit_of_active_projects(runtime: Runtime) -> None:
    ids = [new_project(runtime) for _ in range(AT_ONCE)]
    for id_ in ids:
        projects.cancel(USER, id_)
    runtime.settings = quick(runtime.settings, active_projects_max=3)

    def retry(id_: str) -> object:
        return projects.retry(USER, id_, settings=runtime.settings, dispatcher=runtime.toolbox.dispatcher)

    assert len(at_once(runtime, [partial(retry, id_) for id_ in ids], refusal=QuotaExceeded)) == 3
    assert (
        len(listing.page(USER, listing.Query(limit=50, status=ProjectStatus.CANCELLED)).items) == AT_ONCE - 3
    )


def test_a_deleted_project_keeps_its_turn_while_it_can_be_brought_back(runtime: Runtime) -> None:
    runtime.settings = quick(runtime.settings, active_projects_max=1)
    first = new_project(runtime)
    projects.delete(USER, first, settings=runtime.settings)

    with pytest.raises(QuotaExceeded):
        new_project(runtime)

    projects.restore(USER, first, dispatcher=runtime.toolbox.dispatcher)
    assert quotas.usage_of(USER).active_projects == 1


def test_an_operator_sets_a_step_going_again_whatever_the_quota(runtime: Runtime) -> None:
    first = new_project(runtime)
    claimed_steps.fail(claimed(first, "probe"), NoAudio(), runtime.settings)
    new_project(runtime)
    runtime.settings = quick(runtime.settings, active_projects_max=1)
    with pytest.raises(QuotaExceeded):
        projects.retry(USER, first, settings=runtime.settings, dispatcher=runtime.toolbox.dispatcher)
    assert project(first).status == ProjectStatus.FAILED

    operating.requeue(
        step(first, "probe").id, settings=runtime.settings, dispatcher=runtime.toolbox.dispatcher
    )

    assert project(first).status == ProjectStatus.QUEUED


def test_dispatchers_at_once_never_fill_a_queue_with_one_user(runtime: Runtime) -> None:
    for _ in range(AT_ONCE):
        new_project(runtime)
    for step_id in queued_probes():
        let_out(step_id)

    def send() -> None:
        Dispatcher(runtime.toolbox.courier, 4).dispatch(USER)

    at_once(runtime, [send] * AT_ONCE, refusal=QuotaExceeded)

    assert len(sent_probes()) == 4


def test_uploads_at_once_never_pass_the_limit_of_open_ones(runtime: Runtime) -> None:
    runtime.settings = quick(runtime.settings, open_uploads_max=3)
    storage = DiskStorage(runtime.settings.objects_dir, "http://127.0.0.1:1", "secret")
    announced = NewUpload("talk.mp4", "video/mp4", 900)

    def announce() -> Upload:
        return uploads.create(USER, announced, settings=runtime.settings, storage=storage)

    made = at_once(runtime, [announce] * AT_ONCE, refusal=QuotaExceeded)

    assert len(made) == quotas.usage_of(USER).open_uploads == 3
    uploads.remove(USER, an_open_upload())
    announce()  # there is room again


@transactional
def an_open_upload() -> str:
    return db.session.scalars(select(Upload.id).where(Upload.status == UploadStatus.PENDING)).all()[0]


def test_creations_at_once_never_pass_the_limit_of_a_day(runtime: Runtime) -> None:
    runtime.settings = quick(runtime.settings, projects_per_day=3)
    ids = [stored_upload() for _ in range(AT_ONCE)]

    calls = [partial(new_project, runtime, upload_id=id_) for id_ in ids]

    assert len(at_once(runtime, calls, refusal=QuotaExceeded)) == 3
    assert quotas.usage_of(USER).projects_per_day == 3
    assert new_project(runtime, user_id="user_bob")


def test_what_is_deleted_gives_nothing_of_the_day_back(runtime: Runtime) -> None:
    runtime.settings = quick(runtime.settings, projects_per_day=1)
    projects.delete(USER, new_project(runtime), settings=runtime.settings)

    with pytest.raises(QuotaExceeded, match=r"today's 1 projects.*after midnight") as refused:
        new_project(runtime)

    assert 0 < refused.value.retry_after_s <= 86_400


def test_exports_at_once_never_pass_the_limit_of_a_day(runtime: Runtime) -> None:
    runtime.settings = quick(runtime.settings, exports_per_day=3)
    ids = [joined(runtime) for _ in range(AT_ONCE)]

    def export(id_: str) -> object:
        return orders.ask(
            USER,
            id_,
            RenderedFormat.PDF,
            document_id=None,
            settings=runtime.settings,
            dispatcher=runtime.toolbox.dispatcher,
        )

    assert len(at_once(runtime, [partial(export, id_) for id_ in ids], refusal=QuotaExceeded)) == 3


def test_an_export_that_waits_already_is_not_counted_again(runtime: Runtime) -> None:
    runtime.settings = quick(runtime.settings, exports_per_day=1)
    ask = partial(
        orders.ask,
        USER,
        joined(runtime),
        RenderedFormat.PDF,
        document_id=None,
        settings=runtime.settings,
        dispatcher=runtime.toolbox.dispatcher,
    )

    assert ask().export.id == ask().export.id


def test_recordings_probed_at_once_never_pass_the_minutes_of_a_day(runtime: Runtime) -> None:
    claims = [claimed(new_project(runtime), "probe") for _ in range(AT_ONCE)]

    made = at_once(runtime, [partial(probed, claim, minutes=20) for claim in claims], refusal=QuotaExceeded)

    assert len(made) == 3
    assert quotas.usage_of(USER).sound_ms_per_day == 60 * 60_000


def test_a_recording_for_which_the_day_has_no_minutes_left_says_so_and_can_be_retried(
    runtime: Runtime,
) -> None:
    probed(claimed(new_project(runtime), "probe"), minutes=50)
    id_ = new_project(runtime)
    claim = claimed(id_, "probe")
    with pytest.raises(QuotaExceeded) as refused:
        probed(claim, minutes=20)
    claimed_steps.fail(claim, refused.value, runtime.settings)

    error = project(id_).error
    assert error is not None
    assert (error["code"], error["retryable"]) == ("quota-exceeded", True)
    assert error["detail"] == (
        "It lasts 20 minutes, and 10 of the 60 minutes of sound that you may have worked on today are left."
        " Retry it after midnight (UTC)."
    )
    let_the_day_pass()
    projects.retry(USER, id_, settings=runtime.settings, dispatcher=runtime.toolbox.dispatcher)
    probed(claimed(id_, "probe"), minutes=20)
    assert project(id_).status == ProjectStatus.PROCESSING


def test_a_recording_longer_than_a_days_minutes_is_told_to_be_cut(runtime: Runtime) -> None:
    with pytest.raises(QuotaExceeded, match="Cut it into shorter parts"):
        probed(claimed(new_project(runtime), "probe"), minutes=61)


def test_without_a_limit_all_is_counted_and_nothing_refused(runtime: Runtime) -> None:
    runtime.settings = quick(runtime.settings, projects_per_day=0, open_uploads_max=0)
    for _ in range(3):
        recorded(claimed(new_project(runtime), "probe"), minutes=10_000, most=0)

    assert quotas.usage_of(USER).projects_per_day == 3
    assert quotas.usage_of(USER).sound_ms_per_day == 30_000 * 60_000


def probed(claim: Claim, *, minutes: int) -> object:
    """The end of a probe that found a recording of this length, where 60 minutes a day are allowed."""
    return recorded(claim, minutes=minutes, most=60)


def recorded(claim: Claim, *, minutes: int, most: int) -> object:
    info = MediaInfo(minutes * 60_000, "mp4", True, False, None, None, 1000)
    claimed_steps.finish(
        claim, lambda row: recordings.record_media(row, info, None, sound_minutes_per_day=most)
    )
    return claim


@transactional
def let_the_day_pass() -> None:
    db.session.execute(update(DayUse).values(day=today() - timedelta(days=1)))


@transactional
def queued_probes() -> list[str]:
    return list(db.session.scalars(select(Step.id).where(Step.name == "probe")))


@transactional
def sent_probes() -> list[str]:
    query = select(Step.id).where(Step.name == "probe", Step.sent_at.is_not(None))
    return list(db.session.scalars(query))
