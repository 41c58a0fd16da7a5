"""The warm recogniser: one spawned child holds the model across jobs; the worker never loads it."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from clueso.child import Child, environment
from clueso.config import Settings
from clueso.domain.ports.transcriber import Hints, Transcription
from clueso.domain.ports.watch import Watch
from clueso.domain.transcript import Span

INHERITED = (
    *("HOME", "TMPDIR", "LD_LIBRARY_PATH", "CUDA_VISIBLE_DEVICES", "CUDA_PATH", "NVIDIA_VISIBLE_DEVICES"),
    *("OMP_NUM_THREADS", "CT2_VERBOSE", "CT2_USE_MKL", "CT2_CUDA_ALLOCATOR", "CT2_FORCE_CPU_ISA"),
    *("SSL_CERT_FILE", "SSL_CERT_DIR", "HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy"),
)
"""Environment variables that a recogniser or the client of an endpoint may need."""
RECYCLE_AFTER = 200
"""Number of chunks after which the child is replaced, because a library may leak memory."""


class WarmRecogniser:
    """Sends requests to the child process. Starts it at the first chunk, and again after it died or was
    recycled.
    """

    def __init__(self, settings: Settings) -> None:
        chosen = settings.environment_of_recogniser()
        self._child = Child("jobs.warm_child", env=environment(*INHERITED) | chosen)
        self._timeout_s = settings.transcribe_timeout_s
        self._answers = 0

    def prepare(self, watch: Watch) -> str:
        """Start the child and let it load its model. Return the name of its engine. Raises RecogniserMissing,
        ChildDied and TimedOut.
        """
        engine: str = self._child.ask({}, watch, timeout_s=self._timeout_s)["engine"]
        return engine

    def transcribe(
        self, audio: Path, speech: Sequence[Span], hints: Hints, watch: Watch
    ) -> tuple[Transcription, str]:
        """Return the transcription and the engine that made it. Raises what the port Transcriber raises,
        ChildDied and TimedOut.
        """
        if self._answers >= RECYCLE_AFTER:
            self.stop()
        request = {
            "audio": str(audio),
            "speech": [[span.start_ms, span.end_ms] for span in speech],
            "hints": asdict(hints),
        }
        answer = self._child.ask(request, watch, timeout_s=self._timeout_s)
        self._answers += 1
        return Transcription.from_json(answer["heard"]), answer["engine"]

    def stop(self) -> None:
        """End the child, if there is one."""
        self._child.kill()
        self._answers = 0
