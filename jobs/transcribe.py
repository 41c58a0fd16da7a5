"""transcribe:<n>: transcribes one chunk."""

import json
from pathlib import Path

from clueso.domain.ports.transcriber import Hints, Transcription
from clueso.domain.ports.watch import Watch
from clueso.domain.ports.writer import Reply
from clueso.domain.spelling.spelling import spelled
from clueso.domain.transcript import check_length
from clueso.services.pipeline import claimed_steps
from clueso.services.transcripts import transcripts
from clueso.services.transcripts.transcripts import ChunkWork
from jobs.attempt import Attempt
from jobs.last_words import LastWords
from jobs.paid_calls import PaidCalls
from jobs.runtime import Runtime
from jobs.sentences import SentencesSoFar


def run(attempt: Attempt, runtime: Runtime) -> None:
    claim = attempt.claim
    work = transcripts.chunk_work(claim.project_id, int(claim.subject))
    audio = attempt.scratch / "chunk.wav"
    runtime.toolbox.storage.download(work.audio_key, audio, attempt)
    heard, engine = listen(attempt, runtime, work, audio, SentencesSoFar(attempt, work))
    claimed_steps.finish(claim, lambda project: transcripts.record_segments(project, work, heard, engine))


def listen(
    attempt: Attempt, runtime: Runtime, work: ChunkWork, audio: Path, watch: Watch
) -> tuple[Transcription, str]:
    """Return the transcription of a chunk, spelled with the vocabulary, and the engine that made it.

    A paid reply is stored under `audio_key` as received. Raises TranscriptTooLong.
    """
    if runtime.toolbox.engines["transcriber"] == "openai":
        heard, engine = _heard_for_money(attempt, runtime, work, audio)
    else:
        heard, engine = _heard(runtime, work, audio, watch, None)
    check_length(heard.segments)
    return spelled(heard, work.vocabulary), engine


def _heard(
    runtime: Runtime, work: ChunkWork, audio: Path, watch: Watch, request_key: str | None
) -> tuple[Transcription, str]:
    hints = Hints(work.language, work.vocabulary, request_key, work.languages)
    return runtime.recogniser.transcribe(audio, work.speech, hints, watch)


def _heard_for_money(
    attempt: Attempt, runtime: Runtime, work: ChunkWork, audio: Path
) -> tuple[Transcription, str]:
    """Transcribe through the ledger: the reply is committed before it is used."""

    def send(key: str) -> Reply:
        with LastWords(attempt) as watch:
            heard, engine = _heard(runtime, work, audio, watch, key)
        return Reply(json.dumps(heard.to_json() | {"engine": engine}), "stop", 0, 0)

    asked = [work.language, work.vocabulary]
    # The prompt is part of the key of the recorded reply, so it gets no member that a project does not use.
    prompt = json.dumps([*asked, work.languages] if work.languages else asked)
    ledger = PaidCalls(runtime.app, attempt.claim, work.audio_key, attempt)
    reply = ledger.paid("chunk", prompt, runtime.settings.openai_transcribe_model, send)
    answer = json.loads(reply.text)
    return Transcription.from_json(answer), answer["engine"]
