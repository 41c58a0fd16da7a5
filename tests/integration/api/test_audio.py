"""The sound of a recording as a download."""

import httpx

from clueso.extensions import db
from clueso.models import Project
from clueso.services.projects import recordings as kept
from clueso.services.transaction import transactional
from jobs.runtime import Runtime
from tests.integration.api import recordings
from tests.integration.api.apps import Caller
from tests.recorded import RECORDINGS

SOUND = RECORDINGS / "speech.wav"


@transactional
def keep(project_id: str, key: str) -> None:
    kept.record_audio(db.session.get_one(Project, project_id), key, SOUND.stat().st_size, bytes([0, 255]))


def test_the_sound_is_a_download_that_is_named_after_the_project(runtime: Runtime, alice: Caller) -> None:
    project_id = recordings.probed(runtime)
    key = f"projects/{project_id}/audio-1.opus"
    runtime.toolbox.storage.upload(SOUND, key, kept.AUDIO_TYPE)
    keep(project_id, key)

    media = alice.get(f"/projects/{project_id}/media")

    back = httpx.get(media["audio_url"], trust_env=False)
    assert back.content == SOUND.read_bytes()
    assert back.headers["content-type"] == "audio/ogg"
    assert back.headers["content-disposition"].startswith("attachment")
    assert (media["audio_filename"], media["audio_size_bytes"]) == ("My talk.opus", len(back.content))


def test_a_project_that_keeps_no_sound_says_so(runtime: Runtime, alice: Caller) -> None:
    media = alice.get(f"/projects/{recordings.probed(runtime)}/media")

    assert [media[name] for name in ("audio_url", "audio_filename", "audio_size_bytes")] == [None] * 3


def test_nobody_gets_the_sound_of_another(runtime: Runtime, bob: Caller) -> None:
    project_id = recordings.probed(runtime)
    keep(project_id, "secret.opus")

    assert bob.ask("GET", f"/projects/{project_id}/media").status_code == 404


def test_the_waveform_is_given_with_the_recording(runtime: Runtime, alice: Caller) -> None:
    project_id = recordings.probed(runtime)
    before = alice.get(f"/projects/{project_id}/media")["waveform"]
    keep(project_id, "sound.opus")

    assert (before, alice.get(f"/projects/{project_id}/media")["waveform"]) == (None, [0, 255])
