"""A model that goes missing under a running worker costs time, and no recording."""

import shutil
from pathlib import Path

import pytest

from clueso.dev.client import Client
from tests.acceptance.stacks import SPEECH, make_project, running, step, until

pytestmark = pytest.mark.xdist_group("missing-model")


def test_a_recording_waits_for_its_model_and_goes_on_by_itself(tmp_path: Path, tiny_whisper: Path) -> None:
    model = shutil.copytree(tiny_whisper, tmp_path / "model")
    # Tries that were counted would be used up at once.
    settings = {"TRANSCRIBER": "whisper", "WHISPER_MODEL": str(model), "MAX_ERRORS": "1"}
    with running(tmp_path / "data", settings) as stack, Client(stack.url) as client:
        away = model.rename(tmp_path / "away")
        project_id = make_project(client, SPEECH)

        waiting = until(client, project_id, lambda project: bool(step(project, "transcribe")["trouble"]))
        away.rename(model)
        ended = until(client, project_id, lambda project: project["status"] == "ready")

    assert step(waiting, "transcribe")["trouble"]["code"] == "recogniser-missing"
    assert ended["error"] is None
