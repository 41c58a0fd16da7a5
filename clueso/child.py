"""A child process that does heavy work.

Parent and child exchange JSON lines, and the child dies with its parent.

The worker itself never loads a model or a decoder. So a crash, a hang or excessive memory use kills one child
only.

A request is one object. The child answers with any number of `{"progress": 0.5}` and `{"heard": [segment,
...]}`, then with `{"result": {...}}` or `{"error": {"slug", "detail", "retry_after_s"}}`.
"""

import json
import logging
import math
import os
import select
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from clueso import logs, tracing
from clueso.domain.ports.watch import Watch
from clueso.domain.transcript import Segment
from clueso.errors import ChildDied, CluesoError, TimedOut, by_slug
from clueso.parent_death import ask_for_signal

ROOT = Path(__file__).parents[1]
POLL_S = 5.0
IDLE_SPARE_S = 5.0
"""So long before an idle child ends itself it gets no request any more."""

LOG = "log"
"""The member of a request that tells a child how to log, and of what."""

log = logging.getLogger(__name__)
Json = dict[str, Any]
Handler = Callable[[Json, Watch], Json]


def environment(*inherited: str) -> dict[str, str]:
    """Return the environment of a child: no settings and no secrets, only the variables named here and in
    `inherited`.
    """
    names = ("PATH", "TZ", *inherited)
    return {name: os.environ[name] for name in names if name in os.environ} | {
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
        "ORT_DISABLE_TELEMETRY": "1",  # otherwise onnxruntime sends telemetry to its vendor
    }


class Child:
    """The parent's side of a child process.

    It starts the process at the first `ask`, and again after it died. `idle_s` is what the child's `serve` gets.
    """

    def __init__(
        self,
        module: str,
        *,
        wrapper: Sequence[str] = (),
        env: Mapping[str, str] | None = None,
        idle_s: float = math.inf,
    ) -> None:
        # -B writes no bytecode: on a full disk a truncated file would keep every later child from starting.
        self._command = [*wrapper, sys.executable, "-B", "-m", module]
        self._module = module
        self._env = dict(environment() if env is None else env)
        self._idle_s = idle_s
        self._answered_at = -math.inf
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process and self._process.poll() is None else None

    def ask(self, request: Json, watch: Watch, *, timeout_s: float) -> Json:
        """Send a request and return the result, passing progress on to `watch`.

        Raises TimedOut, ChildDied, the exception of `watch.check()`, or the error that the child reported.
        The child survives only the last of these.
        """
        # Measured here: a child has no network.
        with tracing.span(self._module):
            return self._asked(request, watch, timeout_s)

    def _asked(self, request: Json, watch: Watch, timeout_s: float) -> Json:
        process = self._started()
        assert process.stdin
        assert process.stdout
        try:
            asked = json.dumps({**request, LOG: logs.set_up_as() | {"ids": logs.ids()}}).encode() + b"\n"
            return self._answer(asked, process.stdin, process.stdout, watch, time.monotonic() + timeout_s)
        except BrokenPipeError as error:
            self.kill()
            raise ChildDied("The helper process died before it got its task.") from error
        except _Reported as reported:
            raise reported.error from None
        except BaseException:
            self.kill()
            raise
        finally:
            self._answered_at = time.monotonic()

    def kill(self) -> None:
        """Kill the process and its process group at once.

        The group matters because bwrap starts a second process, which survives if bwrap is killed in its
        first moments.
        """
        if self._process is None:
            return
        if self._process.poll() is None:
            # The child leads its own session, so its process id is that of its group.
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        _running.discard(self)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()
        self._process = None

    def _started(self) -> subprocess.Popen[bytes]:
        idle_s = time.monotonic() - self._answered_at
        # A request must not meet a child that is about to end itself.
        if self._process is None or self._process.poll() is not None or idle_s > self._idle_s - IDLE_SPARE_S:
            self.kill()
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=self._env,
                bufsize=0,
                start_new_session=True,  # Ctrl-C reaches only the parent, which decides what to do
            )
            _running.add(self)
        return self._process

    def _answer(
        self, asked: bytes, stdin: IO[bytes], stdout: IO[bytes], watch: Watch, deadline: float
    ) -> Json:
        unsent, buffered = memoryview(asked), b""
        os.set_blocking(stdin.fileno(), False)  # a child that does not read must not block us
        with selectors.DefaultSelector() as selector:
            selector.register(stdin, selectors.EVENT_WRITE)
            selector.register(stdout, selectors.EVENT_READ)
            selector.register(watch.fileno(), selectors.EVENT_READ)
            while True:
                watch.check()
                left = deadline - time.monotonic()
                if left <= 0:
                    raise TimedOut("One step of the work took longer than allowed. Retry it.")
                selector.select(min(left, POLL_S))
                ready = {key.fileobj for key, _ in selector.select(0)}
                if stdin in ready:
                    unsent = unsent[os.write(stdin.fileno(), unsent) :]
                    if not unsent:
                        selector.unregister(stdin)
                if stdout not in ready:
                    continue
                # 64 KB: the usual capacity of a pipe.
                data = os.read(stdout.fileno(), 1 << 16)
                if not data:
                    raise ChildDied(f"The helper process died (exit status {self._exit_status()}).")
                # The last piece is an unfinished line; it stays in the buffer.
                *lines, buffered = (buffered + data).split(b"\n")
                for line in lines:
                    message = json.loads(line)
                    if "progress" in message:
                        watch.progress(message["progress"])
                    elif "heard" in message:
                        watch.heard(list(map(Segment.from_json, message["heard"])))
                    elif "error" in message:
                        raise _Reported(_error(message["error"]))
                    else:
                        result: Json = message["result"]
                        return result

    def _exit_status(self) -> int | None:
        return self._process.wait() if self._process else None


_running: set[Child] = set()
"""The children of this process that were started and not yet reaped."""


def end_all() -> None:
    """Kill all children of this process."""
    for child in list(_running):
        child.kill()


class _Reported(Exception):
    """The child answered with an error. The child itself is still usable."""

    def __init__(self, error: CluesoError) -> None:
        self.error = error


def _error(data: Json) -> CluesoError:
    cls = by_slug().get(data["slug"], CluesoError)
    return cls(data["detail"], retry_after_s=data.get("retry_after_s", 0))


class _Pipe:
    """The Watch inside the child.

    It sends progress through the pipe. The parent stops a child by killing it.
    """

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self._last = 0.0

    def check(self) -> None:
        return None

    def fileno(self) -> int:
        raise OSError("the parent stops a child by killing it")

    def progress(self, fraction: float) -> None:
        if time.monotonic() - self._last >= 0.2:
            self._last = time.monotonic()
            self.send({"progress": round(fraction, 4)})

    def heard(self, segments: Sequence[Segment]) -> None:
        self.send({"heard": [segment.to_json() for segment in segments]})

    def send(self, message: Json) -> None:
        self._out.write(json.dumps(message).encode() + b"\n")
        self._out.flush()


def die_with_parent() -> None:
    """Let the kernel kill this process when the thread that started it ends.

    Exit if the parent is already dead.
    """
    ask_for_signal(signal.SIGKILL)
    # A dead parent no longer reads our standard output. getppid() is no proof inside a pid namespace or below a subreaper.
    answers = select.poll()
    answers.register(1, 0)
    if answers.poll(0):
        os._exit(1)


def serve(handle: Handler, *, idle_s: float | None = None) -> None:
    """Run the child's main loop: handle one request at a time until standard input closes, or until no request
    came for `idle_s` seconds, which gives the memory back.
    """
    die_with_parent()
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a library that prints to standard output must not corrupt our JSON lines
    pipe = _Pipe(out)
    # The parent sends a request after the answer to the one before, so none waits in Python's buffer.
    while _is_asked(idle_s) and (line := sys.stdin.buffer.readline()):
        request = json.loads(line)
        told = request.pop(LOG, {"level": "WARNING", "form": "text", "ids": {}})
        logs.set_up(told["level"], told["form"])
        logs.begin(**told["ids"])
        begun = time.monotonic()
        try:
            answer = {"result": handle(request, pipe)}
        except CluesoError as error:
            known = {"slug": error.slug, "detail": error.detail, "retry_after_s": error.retry_after_s}
            answer = {"error": known}
        # Before the answer, after which the parent may kill this process.
        seconds = time.monotonic() - begun
        log.info("%s worked for %.1f s", _module(), seconds, extra={"fields": {"seconds": round(seconds, 3)}})
        pipe.send(answer)


def _is_asked(idle_s: float | None) -> bool:
    requests = select.poll()
    requests.register(0, select.POLLIN)
    return bool(requests.poll(None if idle_s is None else idle_s * 1000))


def _module() -> str:
    spec = sys.modules["__main__"].__spec__
    return spec.name if spec else "a child"
