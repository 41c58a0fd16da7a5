"""A key that is kept in a file is read from it, and made anew when nothing of it is left."""

from pathlib import Path

from clueso.config import Settings
from clueso.dev.issuer import LocalIssuer


def secret_of(folder: Path) -> str | None:
    return Settings.from_env({"CLUESO_ENV": "development", "DATA_DIR": str(folder)}).secret_key


def test_a_secret_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("kept since the first start\n")

    assert secret_of(tmp_path) == "kept since the first start"


def test_an_empty_key_of_the_local_issuer_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "issuer_key.pem").touch()

    token, _ = LocalIssuer(tmp_path).token("alice")

    assert token
    assert (tmp_path / "issuer_key.pem").read_text().startswith("-----BEGIN PRIVATE KEY-----")
