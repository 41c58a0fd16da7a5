"""Recordings with known words, for the tests of search."""

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from clueso.domain.ports.media import AudioChunk
from clueso.domain.ports.transcriber import Transcription
from clueso.domain.screens.screen import ScreenLine
from clueso.domain.transcript import Segment, Span
from clueso.extensions import db
from clueso.models import Project
from clueso.services import screens
from clueso.services.pipeline import claimed_steps
from clueso.services.projects import recordings
from clueso.services.screens import SeenScreen
from clueso.services.transaction import transactional
from clueso.services.transcripts import transcripts
from jobs.runtime import Runtime
from tests import factories
from tests.factories import claimed, run_through
from tests.integration.api.apps import Caller

SEGMENT_MS = 4000


def said(
    runtime: Runtime,
    *texts: str,
    language: str = "en",
    user_id: str = factories.USER,
    title: str | None = None,
) -> str:
    """A project whose transcript is these segments, of four seconds each: s1-1, s1-2, …"""
    project_id = factories.new_project(runtime, user_id=user_id, title=title)
    length_ms = len(texts) * SEGMENT_MS
    run_through(project_id, "probe")
    chunk = AudioChunk(1, 0, length_ms, (Span(0, length_ms),), Path("unused"))
    claimed_steps.finish(
        claimed(project_id, "extract"), lambda row: recordings.record_chunks(row, [(chunk, "1.wav")])
    )
    segments = tuple(
        Segment(f"{at}", at * SEGMENT_MS, (at + 1) * SEGMENT_MS, text) for at, text in enumerate(texts)
    )
    heard = Transcription(language, segments)
    work = transcripts.chunk_work(project_id, 1)
    claimed_steps.finish(
        claimed(project_id, "transcribe:1"),
        lambda row: transcripts.record_segments(row, work, heard, "whisper"),
    )
    run_through(project_id, "speakers")
    kept, _ = transcripts.heard_so_far(project_id)
    claimed_steps.finish(claimed(project_id, "join"), lambda row: transcripts.complete(row, kept, []))
    run_through(project_id, "finish")
    return project_id


def search(caller: Caller, typed: str, **filters: str) -> list[dict[str, Any]]:
    """The hits of the first page."""
    items: list[dict[str, Any]] = caller.get(f"/search?{urlencode({'q': typed, **filters})}")["items"]
    return items


def found(caller: Caller, typed: str, **filters: str) -> set[tuple[str, str | None]]:
    """The place and the segment of each hit."""
    return {(hit["where"], hit["segment_id"]) for hit in search(caller, typed, **filters)}


def highlighted(hit: dict[str, Any]) -> list[str]:
    return [hit["snippet"][start:end] for start, end in hit["highlights"]]


@transactional
def record_screen(project_id: str, *lines: str) -> None:
    """Record one screen, from second 8 to 9."""
    box = (0.1, 0.1, 0.1, 0.1)
    key = f"projects/{project_id}/screens-1/1.jpg"
    seen = {key: tuple(ScreenLine(line, box, 0.9) for line in lines)}
    screen = SeenScreen(8000, 9000, key, 1280, 720)
    screens.record(db.session.get_one(Project, project_id), [screen], seen)
