"""The child process that holds the recogniser: `python -m jobs.warm_child`, started by `jobs.warm`."""

import os
from pathlib import Path

from clueso.child import Json, serve
from clueso.config import Settings
from clueso.domain.ports.transcriber import Hints
from clueso.domain.ports.watch import Watch
from clueso.domain.transcript import Span
from clueso.toolbox import Toolbox


def main() -> None:
    toolbox = Toolbox(Settings.unchecked(os.environ))

    def handle(request: Json, watch: Watch) -> Json:
        # A request without audio only loads the model.
        if "audio" not in request:
            toolbox.transcriber.prepare()
            return {"engine": toolbox.transcriber.engine}
        speech = [Span(start, end) for start, end in request["speech"]]
        known = request["hints"]
        lists = {name: tuple(known[name]) for name in ("vocabulary", "languages")}
        hints = Hints(**known | lists)
        heard = toolbox.transcriber.transcribe(Path(request["audio"]), speech, hints, watch)
        return {"heard": heard.to_json(), "engine": toolbox.transcriber.engine}

    serve(handle)


if __name__ == "__main__":
    main()
