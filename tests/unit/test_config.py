"""Settings: parsed once, checked at once, wrong ones named."""

from pathlib import Path

import pytest

from clueso.config import Settings
from clueso.errors import ConfigError

DEVELOPMENT = {"CLUESO_ENV": "development"}


@pytest.mark.parametrize("text", [{}, {"CLUESO_ENV": ""}, {"CLUESO_ENV": " "}])
def test_nothing_said_is_production_which_does_not_boot_so(tmp_path: Path, text: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match="production"):
        Settings.from_env({"DATA_DIR": str(tmp_path), **text})


def test_development_needs_to_be_said_and_nothing_else(tmp_path: Path) -> None:
    settings = Settings.from_env(DEVELOPMENT | {"DATA_DIR": str(tmp_path)})

    assert (settings.env, settings.storage, settings.transcriber) == ("development", "disk", "auto")
    assert settings.database_url == f"sqlite:///{tmp_path}/clueso.db"


def test_the_development_secret_is_made_once_and_kept(tmp_path: Path) -> None:
    first, second = (
        Settings.from_env(DEVELOPMENT | {"DATA_DIR": str(tmp_path)}).secret_key for _ in range(2)
    )

    assert first == second
    assert first is not None
    assert len(first) >= 32


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_the_postgresql_url_of_a_platform_names_our_driver(tmp_path: Path, scheme: str) -> None:
    settings = Settings.from_env(
        DEVELOPMENT | {"DATA_DIR": str(tmp_path), "DATABASE_URL": f"{scheme}://u:p@db/clueso"}
    )

    assert settings.database_url == "postgresql+psycopg://u:p@db/clueso"


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
        ("DATABASE_SCHEMA", "clueso"),  # SQLite has none
        ("S3_PREFIX", "/"),
        ("S3_PREFIX", "/clueso/"),
        ("S3_PREFIX", "a//clueso"),
        ("S3_PREFIX", "../clueso"),
        ("S3_PREFIX", "a/../clueso"),
        ("S3_PREFIX", "./clueso"),
        ("S3_PREFIX", "clueso*"),
        ("S3_PREFIX", "our files/"),
        ("S3_PREFIX", "a" * 200),
    ],
)
def test_a_wrong_setting_stops_the_boot_and_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=name):
        Settings.from_env(DEVELOPMENT | {"DATA_DIR": str(tmp_path), name: value})


@pytest.mark.parametrize(
    ("text", "prefix"),
    [("", "clueso/"), ("apps/clueso", "apps/clueso/"), ("clueso//", "clueso/"), ("a.b_c-d/", "a.b_c-d/")],
)
def test_the_prefix_ends_in_one_slash_and_is_never_empty(tmp_path: Path, text: str, prefix: str) -> None:
    settings = Settings.from_env({"DATA_DIR": str(tmp_path), "CLUESO_ENV": "development", "S3_PREFIX": text})

    assert settings.s3_prefix == prefix


def test_secrets_do_not_show_in_a_printed_settings(tmp_path: Path) -> None:
    settings = Settings.from_env(DEVELOPMENT | {"DATA_DIR": str(tmp_path), "OPENAI_API_KEY": "sk-secret"})

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
        Settings.from_env(DEVELOPMENT | {"DATA_DIR": str(tmp_path), name: text})

    assert "secret" not in str(told.value)


@pytest.mark.parametrize("name", ["CLERK_ISSUER", "DISK_URL", "S3_ENDPOINT_URL"])
@pytest.mark.parametrize(
    "text",
    [
        "https://a.test; script-src *",
        "https://a.test;script-src",
        "https://a.test,b.test",
        "https://a.test 'unsafe-inline'",
        "https://a.test'x'",
        'https://a.test"',
        "https://a.test/;x",
        "https://a.test/x y",
        "https://a.test/*",
        "https://*.test",
        "https://*",
        "https://a.test\r\nX-Evil: 1",
        "https://a.test\tx",
        "https://user:password@a.test",
        "https://a.test?x",
        "https://a.test#x",
        "https://a.test:port",
        "https://ä.test",
        "https://[::1",
        "data:text/html,x",
        "'unsafe-inline'",
        "//a.test",
    ],
)
def test_an_address_that_enters_the_policy_of_our_pages_holds_nothing_else(
    tmp_path: Path, name: str, text: str
) -> None:
    env = DEVELOPMENT | {"DATA_DIR": str(tmp_path), "CLERK_AUTHORIZED_PARTIES": "https://app.test"}
    good = {"CLERK_ISSUER": "http://[::1]:80/a/", "DISK_URL": "https://a_b.c-d:1/x", "S3_ENDPOINT_URL": ""}

    with pytest.raises(ConfigError, match=f"^{name} "):
        Settings.from_env(env | {name: text})
    assert Settings.from_env(env | good).clerk_issuer == "http://[::1]:80/a/"


@pytest.mark.parametrize("text", ["redis://:p%40ss@h:6379/0", "rediss://h/1", "unix:///run/redis.sock"])
def test_addresses_of_redis_are_taken(tmp_path: Path, text: str) -> None:
    assert Settings.from_env(DEVELOPMENT | {"DATA_DIR": str(tmp_path), "REDIS_URL": text}).redis_url == text


def test_a_data_folder_that_cannot_be_made_stops_the_boot(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(ConfigError, match="DATA_DIR"):
        Settings.from_env(DEVELOPMENT | {"DATA_DIR": str(tmp_path / "file" / "var")})


@pytest.mark.parametrize("name", ["clueso", "c", "app_2", "user", "a" * 63])
def test_a_schema_of_postgresql_is_taken(tmp_path: Path, name: str) -> None:
    env = DEVELOPMENT | {
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": "postgresql://h/x",
        "DATABASE_SCHEMA": name,
    }

    assert Settings.from_env(env).database_schema == name


@pytest.mark.parametrize(
    "name",
    [
        "Clueso",
        "1st",
        "_x",
        "a-b",
        "a b",
        'a"b',
        "a,public",
        "a;--",
        "é",
        "a" * 64,
        "pg_x",
        "information_schema",
    ],
)
def test_what_is_no_name_of_a_schema_stops_the_boot(tmp_path: Path, name: str) -> None:
    env = DEVELOPMENT | {
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": "postgresql://h/x",
        "DATABASE_SCHEMA": name,
    }

    with pytest.raises(ConfigError, match="DATABASE_SCHEMA"):
        Settings.from_env(env)
