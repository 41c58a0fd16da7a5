"""Where the web process listens when nobody says it."""

import runpy

import pytest

from clueso.dev.stack import ROOT


@pytest.mark.parametrize(
    ("env", "bind"),
    [
        ({}, "0.0.0.0:8000"),
        ({"CLUESO_ENV": "production", "PORT": "80"}, "0.0.0.0:80"),
        ({"CLUESO_ENV": "development"}, "127.0.0.1:8000"),
        ({"CLUESO_ENV": "development", "HOST": "10.0.0.7"}, "10.0.0.7:8000"),
    ],
)
def test_development_listens_on_this_machine_only_unless_a_host_is_named(
    monkeypatch: pytest.MonkeyPatch, env: dict[str, str], bind: str
) -> None:
    for name in ("CLUESO_ENV", "HOST", "PORT"):
        monkeypatch.delenv(name, raising=False)
    for name, value in env.items():
        monkeypatch.setenv(name, value)

    assert runpy.run_path(str(ROOT / "gunicorn.conf.py"))["bind"] == bind
