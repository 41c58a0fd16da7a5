"""What people do to documents: edit, restore, have them written again; and what they see then."""

from typing import Any

import pytest

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.editing.document_edits import WholeBody
from clueso.domain.editing.operations import Operation
from clueso.models import Document
from clueso.services.documents import document_editing, documents, rewriting
from clueso.services.documents.document_editing import Save
from clueso.services.documents.documents import DocumentView
from clueso.services.transcripts import editing, transcripts
from jobs.runtime import Runtime
from tests.factories import USER
from tests.integration.transcribed import article, ready

ARTICLE = DocumentKind.ARTICLE


@pytest.fixture
def project_id(runtime: Runtime) -> str:
    return ready(runtime, article=article(("Open it.", ["s1-1"]), ("Click it.", ["s1-2"])))


def shown(project_id: str, kind: DocumentKind = ARTICLE) -> DocumentView:
    return next(view for view in documents.list_of(USER, project_id) if view.kind is kind)


def edit(
    runtime: Runtime,
    row: Document,
    body: dict[str, Any],
    *,
    if_save: Save | None = None,
    new_version: bool = False,
) -> DocumentView:
    return document_editing.edit(
        USER,
        row.id,
        WholeBody(DocumentKind(row.kind), body),
        if_save=if_save or newest_save(row),
        new_version=new_version,
        dispatcher=runtime.toolbox.dispatcher,
    )


def newest_save(row: Document) -> Save:
    history = document_editing.versions(USER, row.id)
    return (history[0].number, history[0].saves) if history else (0, 0)


def history_of(row: Document) -> list[tuple[int, int, str | None]]:
    """Each version's number, how often it was saved, and by whom."""
    return [(line.number, line.saves, line.made_by) for line in document_editing.versions(USER, row.id)]


def restore(runtime: Runtime, row: Document, number: int) -> DocumentView:
    return document_editing.restore(USER, row.id, number, dispatcher=runtime.toolbox.dispatcher)


def write_again(
    runtime: Runtime, project_id: str, kind: DocumentKind = ARTICLE, **wishes: Any
) -> DocumentView:
    return rewriting.write_again(USER, project_id, kind, dispatcher=runtime.toolbox.dispatcher, **wishes)


def edit_transcript(project_id: str, *operations: Operation) -> None:
    version, _ = transcripts.version_of(USER, project_id)
    editing.edit(USER, project_id, operations, if_version=version)
