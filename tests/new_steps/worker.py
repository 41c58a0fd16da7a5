"""A worker that knows some of the new kinds of steps: `python -m tests.new_steps.worker QUEUE KIND...`."""

import sys

import worker
from tests.new_steps import added

if __name__ == "__main__":
    queue, *names = sys.argv[1:]
    with added(*names):
        worker.main([queue])
