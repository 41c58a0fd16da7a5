"""Projects whose transcript is complete, with words, by the services that the jobs call."""

from pathlib import Path
from threading import Barrier, Thread
from typing import Any

from sqlalchemy import update

from clueso.domain.documents.documents import Coverage, DocumentKind, Generator
from clueso.domain.ports.media import AudioChunk, MediaInfo
from clueso.domain.ports.transcriber import Transcription
from clueso.domain.ports.writer import Draft
from clueso.domain.transcript import Segment, Span, Word
from clueso.extensions import db
from clueso.models import TranscriptVersion, from_now
from clueso.services.documents import documents
from clueso.services.pipeline import claimed_steps
from clueso.services.projects import recordings
from clueso.services.transaction import transactional
from clueso.services.transcripts import transcripts
from jobs.runtime import Runtime
from tests import factories
from tests.factories import claimed, run_through

TEXTS = (
    "Open the members page.",
    "Click the invite button.",
    "Type the address.",
    "Press send.",
)
SEGMENT_MS = 4000


def spoken(text: str, number: int) -> Segment:
    start_ms = number * SEGMENT_MS
    words = tuple(
        Word(start_ms + index * 400, start_ms + index * 400 + 400, word, 0.5)
        for index, word in enumerate(text.split())
    )
    return Segment(f"{number}", start_ms, words[-1].end_ms, text, words)


def joined(
    runtime: Runtime,
    *kinds: DocumentKind,
    texts: tuple[str, ...] = TEXTS,
    user_id: str = factories.USER,
    has_video: bool = True,
) -> str:
    """A project whose transcript is complete and whose documents are still to be written; its segments
    are s1-1, s1-2, …"""
    project_id = factories.new_project(runtime, user_id=user_id, documents=kinds)
    length_ms = len(texts) * SEGMENT_MS
    info = MediaInfo(length_ms, "mp4", True, has_video, 1280, 720, 1000)
    claimed_steps.finish(claimed(project_id, "probe"), lambda row: recordings.record_media(row, info, None))
    chunk = AudioChunk(1, 0, length_ms, (Span(0, length_ms),), Path("unused"))
    claimed_steps.finish(
        claimed(project_id, "extract"), lambda row: recordings.record_chunks(row, [(chunk, "1.wav")])
    )
    said = Transcription("en", tuple(spoken(text, number) for number, text in enumerate(texts)))
    work = transcripts.chunk_work(project_id, 1)
    claimed_steps.finish(
        claimed(project_id, "transcribe:1"),
        lambda row: transcripts.record_segments(row, work, said, "sphinx"),
    )
    run_through(project_id, "speakers")
    segments, _ = transcripts.heard_so_far(project_id)
    claimed_steps.finish(claimed(project_id, "join"), lambda row: transcripts.complete(row, segments, []))
    return project_id


def ready(runtime: Runtime, **documents: dict[str, Any]) -> str:
    """A finished project with these bodies as documents, by kind, without pictures."""
    kinds = [DocumentKind(kind) for kind in documents]
    project_id = joined(runtime, *kinds)
    for kind in kinds:
        write(project_id, f"write:{kind}", documents[kind])
    run_through(project_id, "finish")
    return project_id


def write(project_id: str, step_name: str, body: dict[str, Any]) -> None:
    """Claim a `write` step and finish it with this body."""
    claim = claimed(project_id, step_name)
    _, version = documents.task_of(project_id, DocumentKind(claim.subject))
    record(claim, body, version)


def record(claim: claimed_steps.Claim, body: dict[str, Any], transcript_version: int) -> None:
    kind = DocumentKind(claim.subject)
    draft = Draft(kind.body.read(body), Coverage(4, 4), (), Generator("extractive", "", "1"))
    claimed_steps.finish(
        claim,
        lambda row: documents.record_draft(
            row, claim.name, kind, draft, transcript_version=transcript_version
        ),
    )


def article(*sections: tuple[str, list[str]], title: str = "Invite people") -> dict[str, Any]:
    """An article of these (text, segment ids)."""
    return {
        "title": title,
        "title_segment_ids": [],
        "lead": "",
        "lead_segment_ids": [],
        "sections": [{"heading": "How", "text": text, "segment_ids": ids} for text, ids in sections],
    }


def guide(*moments: int) -> dict[str, Any]:
    """A guide with a step for each moment of a picture."""
    steps = [
        {
            "heading": "Open it",
            "text": "Open the page.",
            "result": None,
            "start_ms": 0,
            "end_ms": 1000,
            "segment_ids": ["s1-1"],
            "picture": {"at_ms": at_ms},
        }
        for at_ms in moments
    ]
    return {
        "title": "Invite people", "goal": "", "prerequisites": [], "steps": steps, "troubleshooting": []
    }  # fmt: skip


def at_once(runtime: Runtime, *calls: Any) -> list[Any]:
    """What each call returned or raised, all begun together, each in a thread of its own."""
    barrier = Barrier(len(calls))
    ends: list[Any] = [None] * len(calls)

    def run(index: int) -> None:
        with runtime.app.app_context():
            barrier.wait()
            try:
                ends[index] = calls[index]()
            except Exception as error:  # noqa: BLE001 -- the test looks at it
                ends[index] = error

    threads = [Thread(target=run, args=(index,)) for index in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ends


@transactional
def let_ten_minutes_pass(project_id: str) -> None:
    db.session.execute(
        update(TranscriptVersion)
        .where(TranscriptVersion.project_id == project_id)
        .values(created_at=from_now(-601))
    )
