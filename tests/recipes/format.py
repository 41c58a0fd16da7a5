"""Run in a process of its own, where Clueso has the export format `txt`: order, render and name such a file."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from clueso.api.exports import NewExport
from clueso.domain.documents.documents import DocumentKind
from clueso.domain.documents.kinds.script import Script, ScriptLine
from clueso.domain.pages.exports import ExportSubject, RenderedFormat
from clueso.domain.pages.origin import Origin
from clueso.services.exports import archive
from clueso.services.exports.enclosures import Enclosures
from clueso.services.exports.orders import Order, Written
from clueso.services.transcripts.transcripts import TranscriptView
from tests.recipes import rendered

SCRIPT = Script(lines=(ScriptLine(text="Open it.", start_ms=0, end_ms=900, segment_ids=("s1",)),))


def show() -> None:
    """Raise AssertionError where the format is not treated like any other."""
    txt = RenderedFormat("txt")
    assert NewExport.model_validate({"format": "txt"}).format is txt
    assert txt.media_type == "text/plain"

    view = TranscriptView("p1", "Tour", "en", "whisper", complete=True, version=1, segments=())
    written = Written(DocumentKind.SCRIPT, SCRIPT, "openai")
    origin = Origin(date(2026, 11, 27), 900, "tour.mp4")
    order = Order(ExportSubject.parse("script.txt"), view, (written,), origin)
    assert order.filename == "Tour script.txt"
    with TemporaryDirectory() as folder:
        files = rendered(archive.page_of(order, Enclosures()), Path(folder))
    assert files[txt] == b"Tour\n\nOpen it.\n"


if __name__ == "__main__":
    show()
