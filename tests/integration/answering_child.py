"""A child process for the tests of clueso.child: does what the request's `do` says."""

import os
import signal
import subprocess

from clueso.child import Json, serve
from clueso.domain.ports.watch import Watch
from clueso.domain.transcript import Segment
from clueso.errors import StorageDown


def handle(request: Json, watch: Watch) -> Json:
    match request["do"]:
        case "tell progress":
            watch.progress(0.25)
        case "tell sentences":
            watch.heard([Segment("1", 0, 900, request["say"], (), None, "de")])
        case "tell environment":
            return dict(os.environ)
        case "print":
            print("a library says hello")  # noqa: T201
        case "fail":
            raise StorageDown("The bucket sleeps.", retry_after_s=7)
        case "die":
            os._exit(3)
        case "start another":
            return {"pid": subprocess.Popen(["sleep", "600"]).pid}
        case "hang":
            watch.progress(0.5)
            signal.pause()
    return {"pid": os.getpid(), "said": request.get("say")}


if __name__ == "__main__":
    serve(handle)
