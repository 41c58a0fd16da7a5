"""join: the segments of all chunks become version 1, without loops and text over silence."""

from clueso.domain.hallucination import clean
from clueso.errors import NoSpeech
from clueso.services import steps, transcripts
from jobs.attempt import Attempt
from jobs.runtime import Runtime


def run(attempt: Attempt, runtime: Runtime) -> None:
    del runtime
    claim = attempt.claim
    segments, speech = transcripts.heard_so_far(claim.project_id)
    kept, dropped = clean(segments, speech)
    if not kept:
        raise NoSpeech()
    steps.finish(claim, lambda project: transcripts.complete(project, kept, dropped))
