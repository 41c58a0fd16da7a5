"""The vocabulary stands in the transcript where its terms were said, and each word tells what was heard."""

from pathlib import Path
from typing import cast

import pytest

from clueso.domain.ports.transcriber import Transcription
from clueso.domain.transcript import Segment, Word
from clueso.services.people import accounts
from clueso.services.transcripts import transcripts
from jobs import transcribe
from jobs.attempt import Attempt
from jobs.runtime import Runtime
from jobs.warm import WarmRecogniser
from tests import factories
from tests.integration.api.apps import Caller, one_database
from tests.integration.api.test_spoken_languages import cut


class Told:
    """A recogniser that has heard "Snopalot" for "Snowpilot", and was not sure of it."""

    def transcribe(self, *_: object) -> tuple[Transcription, str]:
        words = (Word(0, 500, "Use", 0.9), Word(500, 1500, "Snopalot", 0.5), Word(1500, 2000, "daily.", 0.9))
        return Transcription("en", (Segment("1", 0, 2000, "Use Snopalot daily.", words),)), "told"


@one_database
def test_a_term_is_written_as_the_vocabulary_spells_it(
    alice: Caller, runtime: Runtime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts.set_vocabulary(factories.USER, ["Snowpilot"])
    project_id = cut(runtime, 60_000)
    (tmp_path / "sound").write_bytes(b"sound")
    runtime.toolbox.storage.upload(
        tmp_path / "sound", transcripts.chunk_work(project_id, 1).audio_key, "audio/wav"
    )
    monkeypatch.setattr(runtime, "recogniser", cast("WarmRecogniser", Told()))

    claim = factories.claimed(project_id, "transcribe:1")
    with Attempt(runtime.app, claim, runtime.settings, runtime.shutdown) as attempt:
        transcribe.run(attempt, runtime)

    [segment] = alice.get(f"/projects/{project_id}/transcript")["segments"]
    assert segment["text"] == "Use Snowpilot daily."
    assert segment["words"][1] == {
        "start_ms": 500,
        "end_ms": 1500,
        "text": "Snowpilot",
        "probability": 0.5,
        "heard": "Snopalot",
    }
