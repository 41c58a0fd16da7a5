"""The warm recogniser: one spawned child keeps the model across jobs; the worker never loads it."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from clueso.child import Child
from clueso.domain.ports import Hints, Transcription, Watch
from clueso.domain.transcript import Segment, Span

RECYCLE_AFTER = 200
"""Chunks after which the child is replaced, against memory that a library never gives back."""


class WarmRecogniser:
    """Asks the child; started at the first chunk, again after it died, and anew now and then."""

    def __init__(self, timeout_s: float) -> None:
        self._child = Child("jobs.warm_child")
        self._timeout_s = timeout_s
        self._answers = 0

    def transcribe(
        self, audio: Path, speech: Sequence[Span], hints: Hints, watch: Watch
    ) -> tuple[Transcription, str]:
        """The transcription and the engine that made it. Raises as the port Transcriber does, ChildDied
        and TimedOut."""
        if self._answers >= RECYCLE_AFTER:
            self.stop()
        request = {
            "audio": str(audio),
            "speech": [[span.start_ms, span.end_ms] for span in speech],
            "hints": asdict(hints),
        }
        answer = self._child.ask(request, watch, timeout_s=self._timeout_s)
        self._answers += 1
        segments = tuple(Segment.from_json(segment) for segment in answer["segments"])
        return Transcription(answer["language"], segments), answer["engine"]

    def stop(self) -> None:
        """End the child, if there is one."""
        self._child.kill()
        self._answers = 0
