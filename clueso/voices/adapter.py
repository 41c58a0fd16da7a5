"""The port Diariser on a child process. Recordings that follow each other closely share one: it takes half a second
of CPU to start, a third of what a recording of 10 s costs.
"""

from collections.abc import Sequence
from pathlib import Path

from clueso.child import Child
from clueso.domain.hearing.pcm import BYTES_PER_MS
from clueso.domain.hearing.turns import Turn, patience_s
from clueso.domain.ports.watch import Watch
from clueso.domain.transcript import Span

IDLE_S = 60.0
"""The child ends itself after so long without a recording, in seconds."""
SHORT_MS = 2 * 60_000
"""After a longer recording the child ends at once: its memory has grown, and the next start costs little beside."""


class LocalDiariser:
    """Tells voices apart on this machine; implements `clueso.domain.ports.diariser.Diariser`.

    The child needs no sandbox: it decodes nothing and reads only samples that `extract` wrote.
    """

    def __init__(self) -> None:
        self._child = Child("clueso.voices.child", idle_s=IDLE_S)

    def turns(self, audio: Path, speech: Sequence[Span], count: int | None, watch: Watch) -> list[Turn]:
        spans = [[span.start_ms, span.end_ms] for span in speech]
        request = {"audio": str(audio.resolve(strict=True)), "speech": spans, "count": count}
        length_ms = audio.stat().st_size // BYTES_PER_MS
        try:
            answer = self._child.ask(request, watch, timeout_s=patience_s(length_ms))
        finally:
            if length_ms > SHORT_MS:
                self._child.kill()
        return [Turn(*turn) for turn in answer["turns"]]

    def rest(self) -> None:
        self._child.kill()
