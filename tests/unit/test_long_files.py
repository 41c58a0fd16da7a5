"""Files that tell words are written while their segments are read."""

from collections.abc import Iterator

import pytest

from clueso.domain.transcript import Segment, Word
from clueso.services.transcripts.files import ExportFormat, pieces
from clueso.services.transcripts.transcripts import TranscriptView

MANY = 500
HEAD = TranscriptView("p", "Talk", "en", "whisper", True, 1, ())


class Read:
    """Segments with a pause after each, and how many of them were read."""

    def __init__(self) -> None:
        self.count = 0

    def __iter__(self) -> Iterator[Segment]:
        for number in range(MANY):
            self.count += 1
            start_ms = number * 10_000
            word = Word(start_ms, start_ms + 900, "Hello.", 1.0)
            yield Segment(f"s{number}", start_ms, start_ms + 900, "Hello.", (word,), "Ann")


@pytest.mark.parametrize("format", [ExportFormat.SRT, ExportFormat.VTT, ExportFormat.JSON])
def test_no_more_is_read_than_the_next_cue_needs(format: ExportFormat) -> None:
    read = Read()
    ahead, written = [], 0
    for piece in pieces(HEAD, read, format, speakers=True, timestamps=False, raw=False):
        written += "Hello." in piece and "caption_warnings" not in piece
        ahead.append(read.count - written)

    assert written == read.count == MANY
    assert max(ahead) <= 5
