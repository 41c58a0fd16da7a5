"""Our worker class for gunicorn with little patience: what takes minutes takes a second."""

from clueso.reception import worker

worker.HEAD_S = 1.0
worker.GRACE_S = 1.0
worker.PACE_BYTES_PER_S = 64 * 1024 * 1024
worker.PARTING_S = 1.0
HastyWorker = worker.PatientWorker
