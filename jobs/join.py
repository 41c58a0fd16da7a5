"""join: makes version 1 of the transcript from the segments of all chunks, without loops and text over
silence, and with speakers.
"""

from clueso.domain.hearing import transcript_warnings
from clueso.domain.hearing.hallucination import clean
from clueso.domain.hearing.who_spoke import said_by
from clueso.domain.transcript import check_length
from clueso.errors import NoSpeech
from clueso.models import Project
from clueso.services.pipeline import claimed_steps
from clueso.services.transcripts import division, speakers, transcripts, turns
from jobs.attempt import Attempt
from jobs.runtime import Runtime


def run(attempt: Attempt, runtime: Runtime) -> None:
    del runtime
    claim = attempt.claim
    segments, speech = transcripts.heard_so_far(claim.project_id)
    kept, dropped = clean(segments, speech)
    if not kept:
        raise NoSpeech()
    check_length(kept)
    doubtful = transcripts.doubtful_so_far(claim.project_id)
    warnings = transcript_warnings.found(speech, kept, dropped, doubtful)
    parts = said_by(kept, turns.read(claim.project_id))

    def write(project: Project) -> None:
        named = speakers.create_for(project, parts)
        division.record(project, kept, named)
        transcripts.complete(project, named, dropped, warnings)

    claimed_steps.finish(claim, write)
