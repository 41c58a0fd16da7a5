"""Run in a process of its own, where Clueso has the kind `minutes`: use it at every place that a kind passes."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from pydantic import ValidationError

from clueso.api.config import Config
from clueso.api.document_bodies import BODIES
from clueso.api.document_edit_bodies import EDITS
from clueso.domain.checking.edited_bodies import problems
from clueso.domain.checking.grounding import check
from clueso.domain.documents.documents import DocumentKind
from clueso.domain.documents.field_names import place
from clueso.domain.documents.parts import drop, sources
from clueso.domain.pages import markdown
from clueso.domain.pages.page import document_page
from clueso.domain.transcript import Segment, Span
from clueso.errors import WriterRefused
from clueso.writing import prompts
from clueso.writing.extractive import kinds as extractive
from clueso.writing.replies import REPLIES, json_schema, parse
from tests.recipes import rendered

SEGMENTS = (
    Segment("s1", 0, 5_000, "We ship the editor on Friday."),
    Segment("s2", 5_000, 9_000, "Ada writes the announcement."),
)
WITHIN = Span(0, 9_000)
SENT = {
    "place": "Room 4",
    "topics": [
        {"heading": "Release", "text": "We ship the editor on Friday.", "segment_ids": ["s1"]},
        {"heading": "Nothing", "text": "Nobody said this.", "segment_ids": ["s9"]},
    ],
}


def show() -> None:
    """Raise AssertionError where the kind is not treated like any other."""
    kind = DocumentKind("minutes")
    body = kind.body.read(SENT)
    assert body.to_json() == SENT
    assert "minutes" in str(Config.model_json_schema())

    # A stand-in for a writer made the body: its parts are cited, checked, and removed when they fail.
    assert sources(body) == ("s1", "s9")
    [violation] = check(body, SEGMENTS, within=WITHIN)
    assert violation.pointer == "/topics/1/segment_ids/0"
    kept = drop(body, [violation.pointer])
    assert kept is not None and check(kept, SEGMENTS, within=WITHIN) == []

    # A language model is asked for it, by the prompt of its own; the extractive writer refuses it plainly.
    reply, errors = parse(REPLIES[kind], '{"place": "Room 4", "topics": []}')
    assert reply is not None and not errors
    assert json_schema(REPLIES[kind])["required"] == ["place", "topics"]
    assert "minutes" in prompts.system(kind, is_section=False)
    assert kind not in extractive.ARRANGEMENTS
    with pytest.raises(WriterRefused, match="Minutes"):
        extractive.body(kind, None)  # type: ignore[arg-type]  # the material is not read

    # A person edits it through the schema of the API, and is told of mistakes in plain words.
    edited = kind.body.read(EDITS[kind].model_validate(SENT).model_dump())
    assert edited == body
    assert [
        pointer for pointer, _ in problems(edited, segment_ids={"s1"}, duration_ms=9_000, has_video=False)
    ]
    assert place(["body", "topics", 1, "text"]) == "the text of topic 2"
    with pytest.raises(ValidationError, match=r"topics\.0\.text"):
        EDITS[kind].model_validate(SENT | {"topics": [{"heading": "H", "text": "", "segment_ids": []}]})

    # The API answers it, and every format holds it.
    assert BODIES[kind].model_validate(kept).model_dump() == kept.to_json()
    assert "## Release" in markdown.render(kept, title="Weekly")
    with TemporaryDirectory() as folder:
        for format, text in rendered(document_page(kept, title="Weekly"), Path(folder)).items():
            assert text, format


if __name__ == "__main__":
    show()
