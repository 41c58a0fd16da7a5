"""transcribe:<n>: what is said in one chunk."""

import json

from clueso.domain.ports import Hints, Reply, Transcription, Watch
from clueso.domain.transcript import Segment
from clueso.services import steps, transcripts
from clueso.services.ledger import StepLedger
from clueso.services.transcripts import ChunkWork
from jobs.attempt import Attempt
from jobs.patience import LastWords
from jobs.runtime import Runtime


def run(attempt: Attempt, runtime: Runtime) -> None:
    claim = attempt.claim
    work = transcripts.chunk_work(claim.project_id, int(claim.subject))
    runtime.toolbox.storage.download(work.audio_key, attempt.scratch / "chunk.wav", attempt)
    if runtime.toolbox.engines["transcriber"] == "openai":
        heard, engine = _heard_for_money(attempt, runtime, work)
    else:
        heard, engine = _heard(attempt, runtime, work, attempt, None)
    steps.finish(claim, lambda project: transcripts.record_segments(project, work, heard, engine))


def _heard(
    attempt: Attempt, runtime: Runtime, work: ChunkWork, watch: Watch, request_key: str | None
) -> tuple[Transcription, str]:
    hints = Hints(work.language, work.vocabulary, request_key)
    return runtime.recogniser.transcribe(attempt.scratch / "chunk.wav", work.speech, hints, watch)


def _heard_for_money(attempt: Attempt, runtime: Runtime, work: ChunkWork) -> tuple[Transcription, str]:
    """The same through the ledger: the reply is committed before anything else is done with it."""

    def send(key: str) -> Reply:
        with LastWords(attempt) as watch:
            heard, engine = _heard(attempt, runtime, work, watch, key)
        segments = [segment.to_json() for segment in heard.segments]
        answer = {"language": heard.language, "segments": segments, "engine": engine}
        return Reply(json.dumps(answer), "stop", 0, 0)

    prompt = json.dumps([work.language, work.vocabulary])
    ledger = StepLedger(attempt.claim, work.audio_key, attempt)
    reply = ledger.paid("chunk", prompt, runtime.settings.openai_transcribe_model, send)
    answer = json.loads(reply.text)
    segments = tuple(Segment.from_json(segment) for segment in answer["segments"])
    return Transcription(answer["language"], segments), answer["engine"]
