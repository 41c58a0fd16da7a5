"""A process whose child is at work when it is killed: prints the child's pid and progress, then waits for
ever.
"""

import os

from clueso.child import Child
from tests.pipe_watch import PipeWatch

CHILD = Child("tests.integration.answering_child")


class TellingWatch(PipeWatch):
    def progress(self, fraction: float) -> None:
        print(CHILD.pid, fraction, flush=True)  # noqa: T201


if __name__ == "__main__":
    CHILD.ask({"do": "hang"}, TellingWatch(*os.pipe()), timeout_s=600)
