"""`python -m tests.renewing_worker NAME...`: a worker that begins anew after each job."""

import sys

import worker
from jobs import serving

if __name__ == "__main__":
    serving.JOBS_PER_PROCESS = 1
    worker.main(sys.argv[1:])
