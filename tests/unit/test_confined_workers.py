"""What a production worker that reads recordings must find on its machine."""

import pytest

from clueso import sandbox
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
    toolbox = Toolbox(Settings.from_env(PRODUCTION | {"MEDIA_SANDBOX": shut_in}))

    with pytest.raises(ConfigError, match=f"MEDIA_SANDBOX is {shut_in}.*libseccomp2"):
        toolbox.check_queue(queue)


@pytest.mark.parametrize("queue", ["write", "default"])
def test_other_workers_start_without_it(monkeypatch: pytest.MonkeyPatch, queue: str) -> None:
    monkeypatch.setattr(sandbox, "is_filter_known", lambda: False)

    Toolbox(Settings.from_env(PRODUCTION)).check_queue(queue)
