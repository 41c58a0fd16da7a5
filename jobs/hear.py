"""hear:<n>: transcribes a stretch of a finished transcript again, from the stored sound."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from clueso.domain.hearing import transcript_warnings
from clueso.domain.hearing.hallucination import clean
from clueso.domain.ports.media import AudioChunk
from clueso.domain.ports.transcriber import Transcription
from clueso.domain.transcript import Segment, Span, check_length
from clueso.errors import NothingHeard, RecordingRemoved, UploadMissing
from clueso.services.pipeline import claimed_steps
from clueso.services.transcripts import rehearing
from clueso.services.transcripts.rehearing import SOUND_IS_GONE, RehearingWork
from clueso.services.transcripts.transcripts import ChunkWork
from jobs.attempt import Attempt
from jobs.runtime import Runtime
from jobs.transcribe import listen


def run(attempt: Attempt, runtime: Runtime) -> None:
    claim, number = attempt.claim, int(attempt.claim.subject)
    work = rehearing.work_of(claim.project_id, number)
    heard = list(_heard(attempt, runtime, work))
    segments = [segment for chunk, found in heard for segment in _placed(chunk, found)]
    kept, dropped = clean(segments, work.speech)
    if not kept:
        raise NothingHeard
    check_length(kept)
    doubtful = [_moved(span, chunk.start_ms) for chunk, found in heard for span in found.doubtful]
    warnings = transcript_warnings.found(work.speech, kept, dropped, doubtful)
    claimed_steps.finish(claim, lambda project: rehearing.record(project, number, kept, warnings))


def _heard(
    attempt: Attempt, runtime: Runtime, work: RehearingWork
) -> Iterator[tuple[AudioChunk, Transcription]]:
    for chunk in _cut(attempt, runtime, work):
        part = ChunkWork(
            number=chunk.number,
            start_ms=chunk.start_ms,
            end_ms=chunk.end_ms,
            speech=tuple(_moved(span, -chunk.start_ms) for span in chunk.speech),
            # Not a key in storage: the paid reply is recorded under it.
            audio_key=f"{attempt.claim.project_id}/{attempt.claim.name}/{chunk.number}",
            language=work.language,
            vocabulary=work.vocabulary,
            languages=work.languages,
        )
        found, _ = listen(attempt, runtime, part, chunk.path, attempt)
        yield chunk, found


def _cut(attempt: Attempt, runtime: Runtime, work: RehearingWork) -> list[AudioChunk]:
    copy: Path = attempt.scratch / "kept.opus"
    try:
        runtime.toolbox.storage.download(work.audio_key, copy, attempt)
    except UploadMissing as error:  # removed since the step began
        raise RecordingRemoved(SOUND_IS_GONE) from error
    return runtime.toolbox.media.cut(copy, work.speech, attempt.scratch, attempt)


def _placed(chunk: AudioChunk, found: Transcription) -> list[Segment]:
    """Return the segments of a chunk with their times in the recording, each with its language."""
    return [
        replace(
            segment,
            start_ms=segment.start_ms + chunk.start_ms,
            end_ms=segment.end_ms + chunk.start_ms,
            language=segment.language or found.language,
            words=tuple(
                replace(word, start_ms=word.start_ms + chunk.start_ms, end_ms=word.end_ms + chunk.start_ms)
                for word in segment.words
            ),
        )
        for segment in found.segments
    ]


def _moved(span: Span, offset_ms: int) -> Span:
    return Span(span.start_ms + offset_ms, span.end_ms + offset_ms)
