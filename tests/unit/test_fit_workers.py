"""What a worker must find on its machine."""

import pytest

from clueso import sandbox, toolbox
from clueso.config import Settings
from clueso.errors import ConfigError
from clueso.toolbox import READS_MEDIA, Toolbox
from tests.production_settings import PRODUCTION


@pytest.mark.parametrize("queue", READS_MEDIA)
@pytest.mark.parametrize("shut_in", ["bwrap", "limits"])
def test_no_worker_reads_recordings_without_the_filter_of_system_calls(
    monkeypatch: pytest.MonkeyPatch, queue: str, shut_in: str
) -> None:
    monkeypatch.setattr(sandbox, "is_filter_known", lambda: False)
    confined = Toolbox(Settings.from_env(PRODUCTION | {"MEDIA_SANDBOX": shut_in}))

    with pytest.raises(ConfigError, match=f"MEDIA_SANDBOX is {shut_in}.*libseccomp2"):
        confined.check_queue(queue)


@pytest.mark.parametrize("queue", ["write", "default"])
def test_other_workers_start_without_it(monkeypatch: pytest.MonkeyPatch, queue: str) -> None:
    monkeypatch.setattr(sandbox, "is_filter_known", lambda: False)

    Toolbox(Settings.from_env(PRODUCTION)).check_queue(queue)


def test_no_worker_waits_with_a_preview_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(toolbox, "PREVIEW_LIBRARY", "not_installed_here")
    preview = Toolbox(Settings.from_env(PRODUCTION | {"TRANSCRIBER": "sphinx"}))

    with pytest.raises(ConfigError, match=r"TRANSCRIBER is sphinx, .* not installed"):
        preview.check_queue("transcribe")
