"""Transcripts as files, written while they are read: ten hours need little more memory than a minute."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic

from clueso.domain.ports.sink import S
from clueso.services.projects.ownership import own_project
from clueso.services.transaction import may_rest, transactional
from clueso.services.transcripts import files, transcripts
from clueso.services.transcripts.files import ExportFormat
from clueso.services.transcripts.transcripts import TranscriptView


@dataclass(frozen=True, slots=True)
class Written(Generic[S]):
    """A file, and the transcript that it holds, without its segments."""

    head: TranscriptView
    file: S


@transactional
def write(
    owner_id: str,
    project_id: str,
    format: ExportFormat,
    begin: Callable[[], S],
    *,
    speakers: bool,
    timestamps: bool,
    raw: bool,
) -> Written[S]:
    """Write a file of the present transcript. `begin` makes an empty sink; a repeated transaction begins another one.

    Raises NotFound.
    """
    own_project(owner_id, project_id)
    may_rest()
    head, file = transcripts.head(project_id), begin()
    # Words are most of a transcript's data, so they are read only for the formats that hold them.
    read = transcripts.stream if files.tells_words(format, raw=raw) else transcripts.stream_texts
    written = files.pieces(head, read(project_id), format, speakers=speakers, timestamps=timestamps, raw=raw)
    for piece in written:
        file.write(piece)
    return Written(head, file)
