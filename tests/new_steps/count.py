"""count: what a file of a new step must hold at least. It runs once the transcript is complete."""

from clueso.models import Project
from clueso.services.pipeline import claimed_steps
from clueso.services.transcripts import transcripts
from jobs.attempt import Attempt
from jobs.runtime import Runtime


def run(attempt: Attempt, runtime: Runtime) -> None:
    """Write the number of segments into the project's title."""
    del runtime
    segments, _ = transcripts.heard_so_far(attempt.claim.project_id)

    def write(project: Project) -> None:
        project.title = f"{len(segments)} segments"

    claimed_steps.finish(attempt.claim, write)
