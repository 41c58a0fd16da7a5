"""The words of the kinds of documents: they are stored in columns, and name files and steps."""

import pytest

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.documents.kinds.guide import Guide
from clueso.domain.pages.exports import EVERYTHING, TRANSCRIPT, ExportSubject, RenderedFormat


def test_a_word_that_no_column_holds_stops_the_import() -> None:
    with pytest.raises(ValueError, match="more than 16 characters"):
        DocumentKind._new_member_(DocumentKind, "troubleshooting-guide", Guide)  # type: ignore[attr-defined]  # of every Enum


@pytest.mark.parametrize("kind", DocumentKind)
def test_a_word_names_nothing_else_in_an_export(kind: DocumentKind) -> None:
    subject = ExportSubject(RenderedFormat.PDF, kind)

    assert kind not in (TRANSCRIPT, EVERYTHING)
    assert ExportSubject.parse(str(subject)) == subject
