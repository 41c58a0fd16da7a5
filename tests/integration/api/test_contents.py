"""What a list of projects says of each: its documents, and how many people speak."""

from flask import Flask
from sqlalchemy import event

from clueso.domain.documents.documents import DocumentKind
from clueso.extensions import db
from jobs.runtime import Runtime
from tests.factories import USER, new_project
from tests.integration.api.apps import Caller, one_database
from tests.integration.conversing import let_speak
from tests.integration.transcribed import joined


def test_a_list_names_the_documents_and_counts_who_speaks(runtime: Runtime, alice: Caller) -> None:
    spoken = joined(runtime, DocumentKind.GUIDE, DocumentKind.SUMMARY)
    let_speak(spoken, 0, 1, 0, 1)
    bare = new_project(runtime, user_id=USER, documents=())

    contents = {item["id"]: item["contents"] for item in alice.get("/projects")["items"]}

    assert contents == {
        bare: {"documents": [], "speaker_count": 0},
        spoken: {
            "documents": [
                {"kind": "summary", "status": "queued"},
                {"kind": "guide", "status": "queued"},
            ],
            "speaker_count": 2,
        },
    }


@one_database
def test_a_longer_list_takes_no_more_queries(runtime: Runtime, alice: Caller, app: Flask) -> None:
    asked: list[str] = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *seen: asked.append(seen[2]))
    new_project(runtime, user_id=USER, documents=(DocumentKind.GUIDE,))
    alice.get("/projects")
    once = len(asked)
    for _ in range(4):
        new_project(runtime, user_id=USER, documents=(DocumentKind.GUIDE,))
    asked.clear()
    alice.get("/projects")

    assert len(asked) == once
