"""If-Match: which version a caller edits."""

import pytest
from flask import Flask

from clueso.api.conditional import edited_version, etag
from clueso.errors import PreconditionRequired, StaleVersion


@pytest.mark.parametrize(("tag", "version"), [(etag(7), 7), (etag(7, "stale"), 7), (etag(7, 12, "stale"), 7)])
def test_a_tag_names_the_version_that_is_edited_whatever_else_it_shows(tag: str, version: int) -> None:
    with Flask("x").test_request_context(headers={"If-Match": tag}):
        assert edited_version() == version


@pytest.mark.parametrize("headers", [{}, {"If-Match": ""}, {"If-Match": "*"}])
def test_who_names_no_version_may_not_edit(headers: dict[str, str]) -> None:
    with Flask("x").test_request_context(headers=headers), pytest.raises(PreconditionRequired):
        edited_version()


@pytest.mark.parametrize("tag", ["7", 'W/"7"', '"x"', '"7", "8"', '"-1"', '"\u0667"'])
def test_a_tag_that_is_none_of_ours_is_stale(tag: str) -> None:
    with Flask("x").test_request_context(headers={"If-Match": tag}), pytest.raises(StaleVersion):
        edited_version()
