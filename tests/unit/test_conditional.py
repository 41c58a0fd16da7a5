"""If-Match: which version a caller edits."""

import pytest
from flask import Flask

from clueso.api.guards.conditional import (
    NotModified,
    edited_save,
    edited_version,
    etag,
    optional_version,
    unless_known,
)
from clueso.errors import PreconditionRequired, StaleVersion


@pytest.mark.parametrize(("tag", "version"), [(etag(7), 7), (etag(7, "stale"), 7), (etag(7, 12, "stale"), 7)])
def test_a_tag_names_the_version_that_is_edited_whatever_else_it_shows(tag: str, version: int) -> None:
    with Flask("x").test_request_context(headers={"If-Match": tag}):
        assert edited_version() == version


@pytest.mark.parametrize("tag", ['W/"7"', 'W/"7-stale"', 'w/"7"', ' "7" ', "7"])
def test_a_tag_names_the_version_however_a_proxy_has_marked_it(tag: str) -> None:
    with Flask("x").test_request_context(headers={"If-Match": tag}):
        assert edited_version() == 7
        assert optional_version() == 7


@pytest.mark.parametrize("known", ['W/"7"', '"7"', '"6", W/"7"', "*"])
def test_who_has_a_version_is_not_sent_it_again(known: str) -> None:
    with Flask("x").test_request_context(headers={"If-None-Match": known}), pytest.raises(NotModified):
        unless_known(etag(7))


@pytest.mark.parametrize("headers", [{}, {"If-Match": ""}, {"If-Match": "*"}])
def test_who_names_no_version_may_not_edit(headers: dict[str, str]) -> None:
    with Flask("x").test_request_context(headers=headers):
        assert optional_version() is None
        with pytest.raises(PreconditionRequired):
            edited_version()


@pytest.mark.parametrize("tag", ['"x"', '""', 'W/""', 'W/"x"', '"7", "8"', '"-1"', '"\u0667"'])
def test_a_tag_that_is_none_of_ours_is_stale(tag: str) -> None:
    with Flask("x").test_request_context(headers={"If-Match": tag}), pytest.raises(StaleVersion):
        edited_version()


@pytest.mark.parametrize(
    ("tag", "save"),
    [(etag("7.3"), (7, 3)), (etag("7.3", 12, "stale"), (7, 3)), (etag(7), (7, 1)), (etag(7, 3), (7, 1))],
)
def test_a_tag_names_the_save_of_a_version_behind_a_dot(tag: str, save: tuple[int, int]) -> None:
    with Flask("x").test_request_context(headers={"If-Match": tag}):
        assert edited_save() == save
