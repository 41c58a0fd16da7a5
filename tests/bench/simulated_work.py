"""`python -m tests.bench.simulated_work`: writes the progress of all running steps, as their workers would."""

import itertools
import os
import time

from sqlalchemy import select

from clueso.config import Settings
from clueso.domain.steps.statuses import StepStatus
from clueso.extensions import db
from clueso.models import Step
from clueso.services.pipeline import claimed_steps
from clueso.services.pipeline.claimed_steps import Claim
from clueso.services.transaction import transactional
from jobs.runtime import create_runtime

ROUND_S = 5.0
ROUNDS = 200
"""How many steps of progress there are: more than the bench is long."""


@transactional
def running() -> list[Claim]:
    """The claims of all running steps."""
    rows = db.session.scalars(select(Step).where(Step.status == StepStatus.RUNNING))
    return [
        Claim(row.id, row.attempt, row.owner or "", row.name, row.project_id, row.owner_id, 0, 0.0)
        for row in rows
    ]


def main() -> None:
    with create_runtime(Settings.from_env(os.environ)).app.app_context():
        claims = running()
        begun = time.monotonic()
        for number, claim in enumerate(itertools.cycle(claims)):
            time.sleep(max(0.0, begun + number * ROUND_S / len(claims) - time.monotonic()))
            claimed_steps.report_progress(claim, min(1.0, number / len(claims) / ROUNDS))


if __name__ == "__main__":
    main()
