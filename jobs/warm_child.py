"""The child that holds the recogniser: `python -m jobs.warm_child`, driven by `jobs.warm`."""

import os
from pathlib import Path

from clueso.child import Json, serve
from clueso.config import Settings
from clueso.domain.ports import Hints, Watch
from clueso.domain.transcript import Span
from clueso.toolbox import Toolbox


def main() -> None:
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # else onnxruntime reports to its maker
    toolbox = Toolbox(Settings.from_env(os.environ))

    def handle(request: Json, watch: Watch) -> Json:
        speech = [Span(start, end) for start, end in request["speech"]]
        known = request["hints"]
        hints = Hints(known["language"], tuple(known["vocabulary"]), known["request_key"])
        heard = toolbox.transcriber.transcribe(Path(request["audio"]), speech, hints, watch)
        return {
            "language": heard.language,
            "segments": [segment.to_json() for segment in heard.segments],
            "engine": toolbox.transcriber.engine,
        }

    serve(handle)


if __name__ == "__main__":
    main()
