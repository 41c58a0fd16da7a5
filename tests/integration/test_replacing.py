"""A replacement of the transcript in title and documents, on both databases."""

from typing import Any

import pytest

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.editing.operations import ReplaceAll, SetText
from clueso.errors import NotFound
from clueso.services.documents import documents, replacing
from clueso.services.documents.replacing import Replacements
from clueso.services.projects import projects
from jobs.runtime import Runtime
from tests.factories import USER
from tests.integration.edited_documents import edit, edit_transcript, history_of, restore, shown
from tests.integration.transcribed import article, ready

INVITE = ReplaceAll("invite", "share")
SCRIPT = {"lines": [{"text": "Press send.", "start_ms": 0, "end_ms": 900, "segment_ids": ["s1-4"]}]}


@pytest.fixture
def project_id(runtime: Runtime) -> str:
    """An article with the word in its title and a section, and a script without it."""
    return ready(runtime, article=article(("Click the invite button.", ["s1-2"])), script=SCRIPT)


def replaced(project_id: str, *, title: bool = False, **wanted: Any) -> Replacements:
    ids = wanted.get("ids", [shown(project_id).document.id])
    return replacing.replace(USER, project_id, INVITE, title=title, document_ids=ids)


def test_the_places_are_counted_and_nothing_changes(project_id: str) -> None:
    found = replacing.preview(USER, project_id, INVITE)

    assert [(one.kind, one.count) for one in found.items] == [(DocumentKind.ARTICLE, 2)]
    assert shown(project_id).document.version == 1


def test_the_words_are_replaced_in_a_version_of_its_own(runtime: Runtime, project_id: str) -> None:
    mine = article(("I wrote: invite.", []), title="My title")
    edit(runtime, shown(project_id).document, mine)

    [made] = replaced(project_id).items

    after = shown(project_id)
    assert (made.count, made.version, made.version_before) == (1, 3, 2)
    assert after.shown is not None
    assert after.shown.body == article(("I wrote: share.", []), title="My title")
    assert history_of(after.document) == [(3, 1, USER), (2, 1, USER), (1, 1, None)]

    restore(runtime, after.document, made.version_before)
    back = shown(project_id).shown
    assert back is not None
    assert back.body == mine


def test_a_document_that_gets_the_replacement_of_its_passages_is_not_stale(project_id: str) -> None:
    edit_transcript(project_id, INVITE)
    assert shown(project_id).stale

    replaced(project_id)

    assert not shown(project_id).stale


def test_a_document_that_was_stale_before_stays_stale(project_id: str) -> None:
    edit_transcript(project_id, SetText("s1-2", "Never click the invite button."))
    edit_transcript(project_id, INVITE)

    replaced(project_id)

    assert shown(project_id).stale


def test_a_later_edit_of_its_passages_makes_it_stale_again(project_id: str) -> None:
    edit_transcript(project_id, INVITE)
    replaced(project_id)

    edit_transcript(project_id, SetText("s1-2", "Click another button."))

    assert shown(project_id).stale


def test_the_title_is_a_persons_once_words_in_it_are_replaced(project_id: str) -> None:
    before = projects.view(USER, project_id).project.title
    first = before.split()[0]

    made = replacing.replace(
        USER, project_id, ReplaceAll(first, "Borealis"), title=True, document_ids=[]
    )  # fmt: skip

    after = projects.view(USER, project_id).project
    assert (made.title_before, made.title) == (before, after.title)
    assert (after.title, after.title_is_generated) == (before.replace(first, "Borealis"), False)


def test_a_document_without_the_words_gets_no_version(project_id: str) -> None:
    script = shown(project_id, DocumentKind.SCRIPT).document

    assert replaced(project_id, ids=[script.id]).items == ()
    assert shown(project_id, DocumentKind.SCRIPT).document.version == 1


def test_a_document_of_another_project_is_not_there(runtime: Runtime, project_id: str) -> None:
    other = ready(runtime, article=article(("Invite.", [])))
    [theirs] = documents.list_of(USER, other)

    with pytest.raises(NotFound):
        replaced(project_id, ids=[theirs.document.id, shown(project_id).document.id])

    assert shown(project_id).document.version == 1
