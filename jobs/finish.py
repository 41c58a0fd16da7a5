"""finish: all documents are settled, so the project is ready. Finds the corrections that the screens suggest, and
deletes the chunks, which only the steps needed.
"""

import logging

from clueso.errors import StorageDown
from clueso.services.pipeline import claimed_steps, late_screens
from clueso.services.projects import recordings
from clueso.services.transcripts import corrections
from jobs.attempt import Attempt
from jobs.runtime import Runtime

log = logging.getLogger(__name__)


def run(attempt: Attempt, runtime: Runtime) -> None:
    claim = attempt.claim
    # Before it looks at the screens, so that none is read unnoticed.
    claimed_steps.checkpoint(claim, lambda: late_screens.use_later(claim.project_id, claim.name))
    found = corrections.seen(claim.project_id)
    claimed_steps.finish(claim, lambda project: corrections.record_seen(project, found))
    try:
        runtime.toolbox.storage.delete(recordings.audio_keys(claim.project_id))
    except StorageDown as error:
        # The purge of the project deletes left-over chunks by their prefix.
        log.warning("the chunks of %s stay in storage: %s", claim.project_id, error)
