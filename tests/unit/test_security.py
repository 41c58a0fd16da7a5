"""The policy of our pages names storage and Clerk, and nobody else."""

from clueso.api.guards.content_policy import page_policy

BUCKET = "https://media.s3.eu-west-1.amazonaws.com/clueso/"
LINKED = "https://host.s3.eu-west-1.amazonaws.com/"


def policy(*, clerk_issuer: str | None = None, recordings: tuple[str, ...] = ()) -> dict[str, list[str]]:
    text = page_policy("abc", clerk_issuer=clerk_issuer, storage=[BUCKET], recordings=recordings)
    return {name: sources for name, *sources in (part.split() for part in text.split(";"))}


def test_only_scripts_with_the_nonce_run_and_nothing_inline_is_shown() -> None:
    directives = policy()

    assert directives["script-src"] == ["'nonce-abc'"]
    assert directives["default-src"] == ["'self'"]
    assert directives["style-src"] == ["'self'"]
    for name in ("worker-src", "frame-src", "frame-ancestors", "base-uri", "object-src"):
        assert directives[name] == ["'none'"]


def test_bytes_go_to_our_storage_and_come_from_it() -> None:
    directives = policy()

    assert directives["connect-src"] == ["'self'", BUCKET]
    assert directives["img-src"] == ["'self'", "data:", BUCKET]
    assert directives["media-src"] == [BUCKET]


def test_linked_recordings_may_be_played_and_nothing_else_comes_from_there() -> None:
    directives = policy(recordings=(LINKED,))

    assert [name for name, sources in directives.items() if LINKED in sources] == ["media-src"]


def test_clerk_is_named_where_it_is_the_sign_in_by_its_origin_alone() -> None:
    directives = policy(clerk_issuer="https://clerk.test:8443/proxy/")

    named = {name for name, sources in directives.items() if "https://clerk.test:8443" in sources}
    assert named == {"script-src", "connect-src"}
    assert "proxy" not in str(directives)
    assert "'unsafe-inline'" not in directives["script-src"]


def test_a_policy_without_storage_lets_nothing_be_played() -> None:
    text = page_policy("abc", clerk_issuer=None, storage=[], recordings=[])

    assert "media-src 'none'" in text
