"""Projects on every stage of the pipeline, by the services that the jobs call, without media or recogniser."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.hearing.turns import Turn
from clueso.domain.ports.media import AudioChunk, MediaInfo
from clueso.domain.ports.transcriber import Transcription
from clueso.domain.transcript import Segment, Span
from clueso.extensions import db
from clueso.models import Chunk, Project
from clueso.services.documents import documents, pictures
from clueso.services.pipeline import claimed_steps
from clueso.services.projects import recordings
from clueso.services.transaction import transactional
from clueso.services.transcripts import transcripts
from clueso.services.transcripts.turns import record as record_turns
from clueso.writing.extractive import ExtractiveWriter
from jobs.runtime import Runtime
from tests import factories
from tests.writing_fakes import MemoryLedger, QuietWatch, transcript

SPOKEN = transcript("tutorial")
DURATION_MS = SPOKEN[-1].end_ms + 1000
ENGINE = "sphinx (English preview)"
VIDEO = MediaInfo(DURATION_MS, "mp4", True, True, 1280, 720, 1000)


def probed(
    runtime: Runtime,
    *,
    kinds: tuple[DocumentKind, ...] = (),
    user_id: str = factories.USER,
    duration_ms: int = DURATION_MS,
) -> str:
    project_id = factories.new_project(runtime, user_id=user_id, documents=kinds)
    poster = f"projects/{project_id}/poster-1.jpg"
    info = replace(VIDEO, duration_ms=duration_ms)
    _finish(project_id, "probe", lambda project: recordings.record_media(project, info, poster))
    return project_id


def heard(
    runtime: Runtime,
    *,
    kinds: tuple[DocumentKind, ...] = (),
    user_id: str = factories.USER,
    said: tuple[Segment, ...] = SPOKEN,
    turns: Sequence[Turn] = (),
) -> str:
    """A project whose only chunk is transcribed and not yet joined."""
    duration_ms = said[-1].end_ms + 1000
    project_id = probed(runtime, kinds=kinds, user_id=user_id, duration_ms=duration_ms)
    chunk = AudioChunk(1, 0, duration_ms, (Span(0, duration_ms),), Path("unused"))
    _finish(project_id, "extract", lambda project: recordings.record_chunks(project, [(chunk, "1.wav")]))
    work = transcripts.chunk_work(project_id, 1)
    found = Transcription("en", said)
    _finish(
        project_id, "transcribe:1", lambda project: transcripts.record_segments(project, work, found, ENGINE)
    )
    _finish(project_id, "speakers", lambda project: record_turns(project, turns))
    return project_id


def ready(runtime: Runtime, *kinds: DocumentKind, user_id: str = factories.USER) -> str:
    """A finished project; the guide's pictures have keys but no bytes."""
    project_id = heard(runtime, kinds=kinds, user_id=user_id)
    join(project_id)
    for kind in kinds:
        write(project_id, kind)
    if DocumentKind.GUIDE in kinds:
        _take_pictures(project_id)
    factories.run_through(project_id, "finish")
    return project_id


def join(project_id: str) -> None:
    segments, _ = transcripts.heard_so_far(project_id)
    _finish(project_id, "join", lambda project: transcripts.complete(project, segments, []))


@transactional
def chunk(project_id: str, number: int) -> Chunk:
    return db.session.get_one(Chunk, (project_id, number))


def write(project_id: str, kind: DocumentKind) -> None:
    wanted, version = documents.task_of(project_id, kind)
    draft = ExtractiveWriter().write(wanted, MemoryLedger(), QuietWatch())
    _finish(
        project_id,
        f"write:{kind}",
        lambda project: documents.record_draft(
            project, f"write:{kind}", kind, draft, transcript_version=version
        ),
    )


def picture_keys(project_id: str) -> list[str]:
    """Where the pictures of the guide are to be."""
    body = documents.list_of(factories.USER, project_id)[list(DocumentKind).index(DocumentKind.GUIDE)].shown
    assert body is not None
    return [step["picture"]["key"] for step in body.body["steps"]]


def _take_pictures(project_id: str) -> None:
    moments = pictures.wanted(project_id, DocumentKind.GUIDE)
    taken = {at: {"key": f"projects/secret/{at}.jpg", "width": 1280, "height": 720} for at in moments}
    _finish(project_id, "pictures:guide", lambda project: pictures.record(project, "pictures:guide", taken))


def _finish(project_id: str, name: str, write: Callable[[Project], None]) -> None:
    claimed_steps.finish(factories.claimed(project_id, name), write)
