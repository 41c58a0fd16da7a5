"""The port Diariser on a child process. The child ends after each recording, which frees its memory."""

from collections.abc import Sequence
from pathlib import Path

from clueso.child import Child
from clueso.domain.hearing.pcm import BYTES_PER_MS
from clueso.domain.hearing.turns import Turn, patience_s
from clueso.domain.ports.watch import Watch
from clueso.domain.transcript import Span


class LocalDiariser:
    """Tells voices apart on this machine; implements `clueso.domain.ports.diariser.Diariser`.

    The child needs no sandbox: it decodes nothing and reads only samples that `extract` wrote.
    """

    def turns(self, audio: Path, speech: Sequence[Span], count: int | None, watch: Watch) -> list[Turn]:
        spans = [[span.start_ms, span.end_ms] for span in speech]
        request = {"audio": str(audio.resolve(strict=True)), "speech": spans, "count": count}
        length_ms = audio.stat().st_size // BYTES_PER_MS
        child = Child("clueso.voices.child")
        try:
            answer = child.ask(request, watch, timeout_s=patience_s(length_ms))
        finally:
            child.kill()
        return [Turn(*turn) for turn in answer["turns"]]
