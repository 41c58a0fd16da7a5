"""Projects in every state that the pipeline knows, by the services that the jobs call, with real objects."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.pages.exports import RenderedFormat
from clueso.domain.ports.media import AudioChunk
from clueso.domain.ports.transcriber import Transcription
from clueso.domain.steps.statuses import StepStatus
from clueso.domain.transcript import Span
from clueso.errors import StorageDown, WorkerLost
from clueso.extensions import db
from clueso.models import Project, Step
from clueso.services.documents import documents, pictures, rewriting
from clueso.services.exports import orders
from clueso.services.pipeline import claimed_steps
from clueso.services.pipeline.claimed_steps import Claim
from clueso.services.projects import projects, recordings
from clueso.services.transaction import transactional
from clueso.services.transcripts import transcripts, turns
from clueso.writing.extractive import ExtractiveWriter
from jobs.runtime import Runtime
from tests import factories
from tests.factories import claimed, let_leases_end, let_pauses_end
from tests.integration.api.recordings import DURATION_MS, SPOKEN, VIDEO
from tests.writing_fakes import MemoryLedger, QuietWatch

KINDS = ["summary", "guide"]
PIPELINE = (
    "probe",
    "extract",
    "speakers",
    "transcribe:1",
    "join",
    "write:summary",
    "write:guide",
    "pictures:guide",
    "finish",
)
EXPORT, AGAIN = "export:transcript.html", "write:summary#2"


Writing = Callable[[Project], None]


@dataclass(frozen=True, slots=True)
class Scene:
    """A project, the worker that would do its steps, and who holds one of them."""

    runtime: Runtime
    project_id: str
    tmp_path: Path

    def put(self, key: str) -> str:
        path = self.tmp_path / "object"
        path.write_bytes(b"bytes")
        self.runtime.toolbox.storage.upload(path, key, "application/octet-stream")
        return key

    def work_until(self, name: str | None) -> None:
        """Do what can be done, up to this step or to the end."""
        while (step := self._next()) is not None and step.name != name:
            self.work(claimed(self.project_id, step.name))

    @transactional
    def _next(self) -> Step | None:
        let_pauses_end()
        rows = db.session.scalars(
            select(Step).where(
                Step.project_id == self.project_id, Step.status == StepStatus.QUEUED, Step.name != "purge"
            )
        )
        return min(rows, key=lambda step: _place(step.name), default=None)

    def work(self, claim: Claim) -> None:
        """What the job of this step does, quickly."""
        claimed_steps.finish(claim, getattr(self, f"_{claim.kind.name}")(claim))
        if claim.kind.name == "finish":
            self.runtime.toolbox.storage.delete(recordings.audio_keys(self.project_id))

    def _probe(self, claim: Claim) -> Writing:
        poster = self.put(f"projects/{self.project_id}/poster-{claim.attempt}.jpg")
        return lambda project: recordings.record_media(project, VIDEO, poster)

    def _extract(self, claim: Claim) -> Writing:
        key = self.put(f"projects/{self.project_id}/audio-{claim.attempt}/1.wav")
        chunk = AudioChunk(1, 0, DURATION_MS, (Span(0, DURATION_MS),), Path("unused"))
        return lambda project: recordings.record_chunks(project, [(chunk, key)])

    def _transcribe(self, claim: Claim) -> Writing:
        work = transcripts.chunk_work(self.project_id, int(claim.subject))
        heard = Transcription("en", SPOKEN)
        return lambda project: transcripts.record_segments(project, work, heard, "sphinx")

    def _speakers(self, _: Claim) -> Writing:
        return lambda project: turns.record(project, [])

    def _join(self, _: Claim) -> Writing:
        segments, _gaps = transcripts.heard_so_far(self.project_id)
        return lambda project: transcripts.complete(project, segments, [])

    def _write(self, claim: Claim) -> Writing:
        kind = DocumentKind(claim.subject)
        task, version = documents.task_of(self.project_id, kind)
        draft = ExtractiveWriter().write(task, MemoryLedger(), QuietWatch())
        return lambda project: documents.record_draft(
            project, claim.name, kind, draft, transcript_version=version
        )

    def _pictures(self, claim: Claim) -> Writing:
        folder = f"projects/{self.project_id}/pictures-{claim.step_id}-{claim.attempt}"
        moments = pictures.wanted(self.project_id, DocumentKind(claim.subject))
        taken = {at: {"key": self.put(f"{folder}/{at}.jpg"), "width": 1, "height": 1} for at in moments}
        return lambda project: pictures.record(project, claim.name, taken)

    def _export(self, claim: Claim) -> Writing:
        key = self.put(f"projects/{self.project_id}/exports-{claim.step_id}-{claim.attempt}/export.html")
        return lambda project: orders.record(project, claim.subject, key=key, filename="x.html", size_bytes=5)

    def _finish(self, _: Claim) -> Writing:
        return lambda project: None


def _place(name: str) -> tuple[int, str]:
    return PIPELINE.index(name) if name in PIPELINE else len(PIPELINE), name


def queued(scene: Scene, name: str) -> None:
    """As it is."""


def pausing(scene: Scene, name: str) -> None:
    claimed_steps.fail(
        claimed(scene.project_id, name), StorageDown(retry_after_s=600), scene.runtime.settings
    )


def running(scene: Scene, name: str) -> Claim:
    return claimed(scene.project_id, name)


def stuck(scene: Scene, name: str) -> Claim:
    claim = claimed(scene.project_id, name)
    let_leases_end()
    return claim


def failed(scene: Scene, name: str) -> None:
    for _ in range(scene.runtime.settings.max_crashes):
        claim = stuck(scene, name)
        claimed_steps.expire(claim.step_id, scene.runtime.settings)
        let_pauses_end()
    assert WorkerLost.slug in (factories.step(scene.project_id, name).last_error or "")


def cancelled(scene: Scene, name: str) -> None:
    projects.cancel(factories.USER, scene.project_id)


HOW: dict[str, Callable[[Scene, str], Claim | None]] = {
    made.__name__: made for made in (queued, pausing, running, stuck, failed, cancelled)
}


def with_export(scene: Scene) -> None:
    orders.ask(
        factories.USER,
        scene.project_id,
        RenderedFormat.HTML,
        document_id=None,
        settings=scene.runtime.settings,
        dispatcher=scene.runtime.toolbox.dispatcher,
    )


def with_writing(scene: Scene) -> None:
    rewriting.write_again(
        factories.USER,
        scene.project_id,
        DocumentKind.SUMMARY,
        dispatcher=scene.runtime.toolbox.dispatcher,
    )


LATER = {EXPORT: with_export, AGAIN: with_writing}


def ways(name: str) -> list[str]:
    """Every state that a step of this name can be in; what is asked for later is cancelled by nobody."""
    return [how for how in HOW if name in PIPELINE or how != "cancelled"]


def states(shift: int) -> list[str]:
    """Every step in one of the states of a step, by turns, what is asked for later, and the end."""
    hows = list(HOW)
    steps_ = [f"{name} {hows[(index + shift) % len(hows)]}" for index, name in enumerate(PIPELINE)]
    later = [f"{name} {hows[(index + shift) % 5]}" for index, name in enumerate(LATER)]
    return [*steps_, *later, "ready"]


def brought_to(scene: Scene, state: str) -> Claim | None:
    """Bring the project there. Returns the claim of the worker that holds the step, if one does."""
    name, _, how = state.partition(" ")
    if name in PIPELINE:
        scene.work_until(name)
        return HOW[how](scene, name)
    scene.work_until(None)
    if name in LATER:
        LATER[name](scene)
        return HOW[how](scene, name)
    return None
