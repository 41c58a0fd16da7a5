"""Start a worker: `python worker.py QUEUE`, one queue per process, or `python worker.py sweep`."""

import os
import sys

from clueso.config import Settings
from clueso.config.checks import check_scratch
from clueso.errors import ConfigError
from clueso.forgetting import forget
from clueso.queue import QUEUES
from jobs.runtime import create_runtime
from jobs.serving import serve_queue, serve_sweep


def main(arguments: list[str]) -> None:
    if len(arguments) != 1 or arguments[0] not in (*QUEUES, "sweep"):
        sys.exit(f"usage: python worker.py {' | '.join((*QUEUES, 'sweep'))}")
    sys.dont_write_bytecode = True  # on a full disk it would be cut off, and no worker would start any more
    try:
        settings = Settings.from_env(os.environ).for_worker(arguments[0])
        forget(Settings.secret_names())  # what a child or a library finds there, it may tell
        if arguments[0] != "sweep":
            check_scratch(settings)
        runtime = create_runtime(settings)
        runtime.toolbox.check_queue(arguments[0])
    except ConfigError as error:
        sys.exit(f"A setting is wrong: {error}")
    if arguments[0] == "sweep":
        serve_sweep(runtime)
    else:
        serve_queue(runtime, arguments[0])


if __name__ == "__main__":
    main(sys.argv[1:])
