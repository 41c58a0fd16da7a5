"""The recipe for a new setting: one field gives its parsing, its errors, its secrecy and its row of the
documents.
"""

from dataclasses import dataclass
from pathlib import Path

import pytest

from clueso.config import Settings
from clueso.config.parsing import setting
from clueso.errors import ConfigError
from scripts.settings_table import table


@dataclass(frozen=True, kw_only=True)
class Brewing:
    """The new class of a subject, as `Limits` or `Pipeline` are."""

    tea_pause_s: float = setting("TEA_PAUSE_S", "240", "How long tea brews, in seconds.")
    tea_kind: str = setting("TEA_KIND", "black", "Which tea.", choices=("black", "green"))
    tea_safe: str | None = setting("TEA_SAFE", None, "The code of the safe with the tea.", secret=True)


@dataclass(frozen=True, kw_only=True)
class WithBrewing(Settings, Brewing):
    """Settings that have it."""


def made(tmp_path: Path, **variables: str) -> WithBrewing:
    return WithBrewing.from_env({"CLUESO_ENV": "development", "DATA_DIR": str(tmp_path), **variables})


def test_a_new_setting_has_its_default_until_its_variable_is_set(tmp_path: Path) -> None:
    assert (made(tmp_path).tea_pause_s, made(tmp_path).tea_safe) == (240.0, None)
    assert made(tmp_path, TEA_PAUSE_S="0.5").tea_pause_s == 0.5


@pytest.mark.parametrize(("name", "value"), [("TEA_PAUSE_S", "soon"), ("TEA_KIND", "coffee")])
def test_a_wrong_value_of_a_new_setting_stops_the_boot_and_is_named(
    tmp_path: Path, name: str, value: str
) -> None:
    with pytest.raises(ConfigError, match=f"{name} is '{value}'"):
        made(tmp_path, **{name: value})


def test_a_new_secret_is_not_printed_and_is_known_as_a_secret(tmp_path: Path) -> None:
    assert "1234" not in repr(made(tmp_path, TEA_SAFE="1234"))
    assert "TEA_SAFE" in WithBrewing.secret_names()


def test_a_new_setting_has_a_row_in_the_table_of_settings() -> None:
    assert "| `TEA_PAUSE_S` | `240` | How long tea brews, in seconds. |" in table(WithBrewing)
