"""Documents name speakers, and a later name or merge reaches them, on both databases."""

from dataclasses import replace

import pytest

from clueso.domain.documents.documents import Coverage, DocumentKind, Generator
from clueso.domain.documents.kinds.body import CitedText
from clueso.domain.documents.kinds.summary import Summary
from clueso.domain.editing.document_edits import WholeBody
from clueso.domain.ports.writer import Draft
from clueso.extensions import db
from clueso.models import Export
from clueso.services.documents import document_editing, documents
from clueso.services.exports import orders
from clueso.services.pipeline import claimed_steps
from clueso.services.transaction import transactional
from clueso.services.transcripts import speaker_edits, transcripts
from jobs.runtime import Runtime
from tests.factories import USER, claimed
from tests.integration.api.apps import one_database
from tests.integration.conversing import let_speak
from tests.integration.transcribed import joined

pytestmark = one_database

SAID = {"text": "Speaker 2 sends it.", "segment_ids": ["s1-2"]}
BODY = {
    "point": SAID,
    "key_points": [],
    "decisions": [],
    "action_items": [SAID | {"owner": "Speaker 2"}],
    "quotes": [],
}


@pytest.fixture
def project_id(runtime: Runtime) -> str:
    project_id = joined(runtime, DocumentKind.SUMMARY)
    let_speak(project_id, 0, 1, 0, 2)
    return project_id


def write(project_id: str) -> str:
    """Write the summary with a model, and return its id."""
    claim = claimed(project_id, "write:summary")
    draft = Draft(Summary.read(BODY), Coverage(4, 4), (), Generator("openai", "", "1"))
    claimed_steps.finish(
        claim,
        lambda row: documents.record_draft(
            row, claim.name, DocumentKind.SUMMARY, draft, transcript_version=1
        ),
    )
    return documents.list_of(USER, project_id)[0].document.id


@transactional
def ordered(project_id: str) -> orders.Order:
    """What an export of everything holds."""
    db.session.add(Export(project_id=project_id, owner_id=USER, subject="everything.zip"))
    db.session.flush()
    return orders.order_of(project_id, "everything.zip")


def rename(project_id: str, id_: str, name: str) -> None:
    version, _ = transcripts.version_of(USER, project_id)
    speaker_edits.rename(USER, project_id, id_, name, if_version=version)


def merge(project_id: str, id_: str, into: str) -> None:
    version, _ = transcripts.version_of(USER, project_id)
    speaker_edits.merge(USER, project_id, id_, into, if_version=version)


def edit(runtime: Runtime, document_id: str, body: Summary) -> None:
    document_editing.edit(
        USER,
        document_id,
        WholeBody(DocumentKind.SUMMARY, body.to_json()),
        if_save=(1, 1),
        dispatcher=runtime.toolbox.dispatcher,
    )


def read(document_id: str) -> tuple[str, str]:
    body = documents.view(USER, document_id).body
    assert isinstance(body, Summary)
    return body.point.text, body.action_items[0].owner or ""


def test_a_name_and_a_merge_reach_a_finished_document(project_id: str) -> None:
    document_id = write(project_id)
    assert read(document_id) == ("Speaker 2 sends it.", "Speaker 2")

    rename(project_id, "v1", "Ada")
    assert read(document_id) == ("Ada sends it.", "Ada")
    merge(project_id, "v1", "v0")
    rename(project_id, "v0", "Bob")
    assert read(document_id) == ("Bob sends it.", "Bob")
    assert documents.view(USER, document_id).stale is False


def test_one_who_is_named_while_a_document_is_written_is_named_in_it(project_id: str) -> None:
    rename(project_id, "v1", "Ada")

    assert read(write(project_id)) == ("Ada sends it.", "Ada")


def test_files_hold_the_names_of_today(project_id: str) -> None:
    write(project_id)
    rename(project_id, "v1", "Ada")

    [written] = ordered(project_id).documents

    assert written.body.to_json()["action_items"][0]["owner"] == "Ada"


def test_an_edit_keeps_names_that_were_left_and_text_that_was_typed(
    runtime: Runtime, project_id: str
) -> None:
    document_id = write(project_id)
    view = documents.view(USER, document_id)
    assert isinstance(view.body, Summary)
    point = CitedText(text="Speaker 2 sends it today.", segment_ids=())
    rename(project_id, "v1", "Ada")
    edit(runtime, document_id, replace(view.body, point=point))

    assert read(document_id) == ("Speaker 2 sends it today.", "Ada")
    rename(project_id, "v1", "Eve")
    assert read(document_id) == ("Speaker 2 sends it today.", "Eve")


@pytest.mark.parametrize(("owner", "later"), [("Speaker 1", "Bob"), ("Speaker 10", "Speaker 10")])
def test_an_owner_that_a_person_chose_among_those_who_speak_follows_their_name(
    runtime: Runtime, project_id: str, owner: str, later: str
) -> None:
    document_id = write(project_id)
    edit(runtime, document_id, Summary.read(BODY | {"action_items": [SAID | {"owner": owner}]}))

    rename(project_id, "v0", "Bob")

    assert read(document_id)[1] == later
