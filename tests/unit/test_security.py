"""The content policy names storage and Clerk, and nobody else."""

from pathlib import Path

import pytest

from clueso.api.security import content_policy
from clueso.config import Settings


def policy(tmp_path: Path, **env: str) -> dict[str, list[str]]:
    text = content_policy(Settings.from_env({"DATA_DIR": str(tmp_path), **env}))
    return {name: sources for name, *sources in (part.split() for part in text.split(";"))}


def test_nothing_inline_is_run_or_shown(tmp_path: Path) -> None:
    directives = policy(tmp_path)

    assert directives["default-src"] == ["'self'"]
    assert directives["script-src"] == ["'self'"]
    assert directives["style-src"] == ["'self'"]
    assert directives["frame-ancestors"] == ["'none'"]


@pytest.mark.parametrize(
    ("env", "origin"),
    [
        ({"DISK_URL": "http://files.test:8001/x"}, "http://files.test:8001"),
        (
            {"STORAGE": "s3", "S3_BUCKET": "media", "S3_REGION": "eu-west-1"},
            "https://media.s3.eu-west-1.amazonaws.com",
        ),
        ({"STORAGE": "s3", "S3_BUCKET": "media", "S3_ENDPOINT_URL": "https://s3.test"}, "https://s3.test"),
        (
            {"STORAGE": "s3", "S3_BUCKET": "media", "S3_ENDPOINT_URL": "https://s3.test"},
            "https://media.s3.test",
        ),
    ],
)
@pytest.mark.parametrize("directive", ["connect-src", "media-src", "img-src"])
def test_bytes_may_go_to_storage_and_come_from_it(
    tmp_path: Path, env: dict[str, str], origin: str, directive: str
) -> None:
    assert origin in policy(tmp_path, **env)[directive]


def test_clerk_may_be_loaded_where_it_is_the_sign_in(tmp_path: Path) -> None:
    directives = policy(
        tmp_path, CLERK_ISSUER="https://clerk.test/", CLERK_AUTHORIZED_PARTIES="https://app.test"
    )

    assert "https://clerk.test" in directives["script-src"]
    assert "https://clerk.test" in directives["connect-src"]
