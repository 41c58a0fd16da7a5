"""The child process that tells voices apart. It answers a request for each recording."""

from pathlib import Path

from clueso.child import Json, serve
from clueso.domain.ports.watch import Watch
from clueso.domain.transcript import Span
from clueso.voices.adapter import IDLE_S
from clueso.voices.telling_apart import turns


def handle(request: Json, watch: Watch) -> Json:
    """Answer `{"audio", "speech", "count"}` with `{"turns": [[start_ms, end_ms, voice], …]}`."""
    speech = [Span(*span) for span in request["speech"]]
    found = turns(Path(request["audio"]), speech, request["count"], watch)
    return {"turns": [[turn.start_ms, turn.end_ms, turn.voice] for turn in found]}


if __name__ == "__main__":
    serve(handle, idle_s=IDLE_S)
