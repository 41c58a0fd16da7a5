"""Start a worker: `python worker.py QUEUE...`, one process for the queues that are named, or for `sweep`, or both."""

import os
import sys

from clueso.config import Settings
from clueso.config.checks import check_scratch
from clueso.errors import ConfigError
from clueso.forgetting import forget
from clueso.queue import QUEUES
from jobs import renewal
from jobs.runtime import create_runtime
from jobs.serving import serve_queues, serve_sweep, start_sweep

SWEEP = "sweep"
NAMES = (*QUEUES, SWEEP)
NICE = 5
"""Niceness: where web runs on the same machine it goes first, because a person waits for it."""


def main(arguments: list[str]) -> None:
    names = [argument for argument in arguments if argument != renewal.FLAG]
    if not names or not set(names) <= set(NAMES) or len(set(names)) < len(names):
        sys.exit(f"usage: python worker.py NAME..., each of {', '.join(NAMES)} at most once")
    renewal.let_signals_in()
    sys.dont_write_bytecode = True  # on a full disk it would be cut off, and no worker would start any more
    queues = [name for name in names if name != SWEEP]
    if queues and renewal.FLAG not in arguments:  # a renewed process has it already
        os.nice(NICE)
    try:
        # A renewed process gets only the settings that it kept, which were checked at its first start.
        read = Settings.unchecked if renewal.FLAG in arguments else Settings.from_env
        settings = read(os.environ).for_worker(*names)
        kept = settings.secrets_of(os.environ)
        forget(Settings.secret_names())  # what a child or a library finds there, it may tell
        if queues:
            check_scratch(settings)
        runtime = create_runtime(settings)
        for queue in queues:
            runtime.toolbox.check_queue(queue)
    except ConfigError as error:
        sys.exit(f"A setting is wrong: {error}")
    if not queues:
        serve_sweep(runtime)
        return
    sweep = start_sweep(runtime) if SWEEP in names else None
    serve_queues(runtime, queues)
    is_over = renewal.is_over(runtime.shutdown)
    if sweep:
        runtime.shutdown.request()
        sweep.join()
    if not is_over:
        renewal.renew(kept)


if __name__ == "__main__":
    main(sys.argv[1:])
