"""Settings: parsed once, checked at once, wrong ones named."""

from pathlib import Path

import pytest

from clueso.config import Settings
from clueso.errors import ConfigError

PRODUCTION = {
    "CLUESO_ENV": "production",
    "SECRET_KEY": "s" * 32,
    "CLERK_ISSUER": "https://clerk.example.com",
    "CLERK_AUTHORIZED_PARTIES": "https://app.example.com",
    "TRANSCRIBER": "whisper",
    "WRITER": "extractive",
}


def test_an_empty_environment_is_a_working_development(tmp_path: Path) -> None:
    settings = Settings.from_env({"DATA_DIR": str(tmp_path)})

    assert (settings.env, settings.storage, settings.transcriber) == ("development", "disk", "auto")
    assert settings.database_url == f"sqlite:///{tmp_path}/clueso.db"


def test_the_development_secret_is_made_once_and_kept(tmp_path: Path) -> None:
    first, second = (Settings.from_env({"DATA_DIR": str(tmp_path)}).secret_key for _ in range(2))

    assert first == second
    assert first is not None
    assert len(first) >= 32


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_the_postgresql_url_of_a_platform_names_our_driver(tmp_path: Path, scheme: str) -> None:
    settings = Settings.from_env({"DATA_DIR": str(tmp_path), "DATABASE_URL": f"{scheme}://u:p@db/clueso"})

    assert settings.database_url == "postgresql+psycopg://u:p@db/clueso"


def test_production_boots_with_what_it_needs(tmp_path: Path) -> None:
    assert Settings.from_env(PRODUCTION | {"DATA_DIR": str(tmp_path)}).is_production


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "short"),
        ("CLERK_ISSUER", ""),
        ("CLERK_AUTHORIZED_PARTIES", ""),
        ("TRANSCRIBER", "auto"),
        ("WRITER", "auto"),
        ("WRITER", "openai"),
        ("STORAGE", "s3"),
    ],
)
def test_production_refuses_to_boot_without_what_it_needs(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(ConfigError):
        Settings.from_env(PRODUCTION | {"DATA_DIR": str(tmp_path), name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CLUESO_ENV", "staging"),
        ("LEASE_S", "soon"),
        ("LEASE_S", "-1"),
        ("LEASE_S", "inf"),
        ("LEASE_S", "nan"),
        ("HEARTBEAT_S", "59"),
        ("UPLOAD_PART_BYTES", "1024"),
        ("UPLOAD_MAX_BYTES", str(10**12)),
        ("STORAGE", "ftp"),
        ("DATABASE_URL", "mysql://db/clueso"),
    ],
)
def test_a_wrong_setting_stops_the_boot_and_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=name):
        Settings.from_env({"DATA_DIR": str(tmp_path), name: value})


def test_secrets_do_not_show_in_a_printed_settings(tmp_path: Path) -> None:
    settings = Settings.from_env({"DATA_DIR": str(tmp_path), "OPENAI_API_KEY": "sk-secret"})

    assert "sk-secret" not in repr(settings)
    assert str(settings.secret_key) not in repr(settings)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("REDIS_URL", "redis://127.0.0.1:port/0"),
        ("REDIS_URL", "nonsense"),
        ("S3_ENDPOINT_URL", "nonsense"),
        ("DATABASE_URL", "postgresql://u:secret@h:port/x"),
    ],
)
def test_an_address_that_is_none_is_named_without_its_secrets(tmp_path: Path, name: str, text: str) -> None:
    with pytest.raises(ConfigError, match=name) as told:
        Settings.from_env({"DATA_DIR": str(tmp_path), name: text})

    assert "secret" not in str(told.value)


@pytest.mark.parametrize("text", ["redis://:p%40ss@h:6379/0", "rediss://h/1", "unix:///run/redis.sock"])
def test_addresses_of_redis_are_taken(tmp_path: Path, text: str) -> None:
    assert Settings.from_env({"DATA_DIR": str(tmp_path), "REDIS_URL": text}).redis_url == text


def test_a_data_folder_that_cannot_be_made_stops_the_boot(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(ConfigError, match="DATA_DIR"):
        Settings.from_env({"DATA_DIR": str(tmp_path / "file" / "var")})
