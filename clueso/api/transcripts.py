"""Transcripts: read them, also while they grow, and download them as text, subtitles or data."""

from typing import Any

from flask import Response
from pydantic import Field

from clueso.api.guards.auth import owner_id
from clueso.api.guards.conditional import etag, unless_known
from clueso.api.openapi import api_blueprint
from clueso.api.responses import Responses
from clueso.api.schemas import Answer, Path, Query, without_default
from clueso.api.spool import Spool
from clueso.domain.files.file_names import attachment
from clueso.domain.hearing.transcript_warnings import Reason
from clueso.services.transcripts import downloads, files, shown_transcripts, transcripts
from clueso.services.transcripts.files import ExportFormat

routes = api_blueprint("transcripts", __name__, tag="transcripts")

FORMATS = ",".join(ExportFormat)


class Word(Answer):
    start_ms: int
    end_ms: int
    text: str
    probability: float = Field(description="The recogniser's own confidence, from 0 to 1.")
    heard: str | None = Field(
        None,
        description="The recogniser's own words, if a term of the vocabulary replaced them. Empty for all but the first"
        " word of a term. Left out for other words.",
        exclude_if=lambda heard: heard is None,
        json_schema_extra=without_default,
    )
    maybe: str | None = Field(
        None,
        description="A term of the vocabulary that this word may be, alone or together with neighbours that have the same"
        " `maybe`. Left out for other words.",
        exclude_if=lambda maybe: maybe is None,
        json_schema_extra=without_default,
    )


class Segment(Answer):
    id: str
    start_ms: int
    end_ms: int
    text: str
    speaker_id: str | None
    speaker: str | None = Field(description="The displayed name of the speaker.")
    language: str | None = Field(description="The spoken language (BCP 47).")
    words: list[Word]


class Warning(Answer):
    start_ms: int
    end_ms: int
    reason: Reason = Field(
        description="`not-understood`: somebody speaks, but there are no words. `repeated`: the recogniser repeated itself"
        " instead. `no-speech`: the recogniser wrote words where nobody speaks. `doubtful-language`: the text may be in"
        " another language than the speech; documents leave it out."
    )
    text: str = Field(description="The omitted or doubtful text, shortened; empty if there is none.")


class LanguageShare(Answer):
    language: str
    share: float = Field(description="Its share of all speech, from 0 to 1.")


class Speaker(Answer):
    """A person who speaks, found by voice or named by a person."""

    id: str
    name: str = Field(description='The displayed name: "Speaker 2" for a speaker without a name.')
    is_named: bool
    number: int = Field(description="From 1, in the order of first words; it never changes.")
    spoken_ms: int


class Turn(Answer):
    """A stretch in which one voice speaks. Turns overlap where several speak at once."""

    start_ms: int
    end_ms: int
    speaker_id: str


class Transcript(Answer):
    language: str | None = Field(description="The language of most of the speech.")
    languages: list[LanguageShare] = Field(description="All spoken languages, the most spoken first.")
    engine: str | None = Field(description="The recogniser that wrote it.")
    complete: bool = Field(description="False while more segments will follow.")
    version: int = Field(description="0 until it is complete; 1 is the recogniser's own text.")
    warnings: list[Warning] = Field(
        description="Stretches whose words are missing, were left out or are doubtful. Editing a stretch removes its warning."
    )
    speakers: list[Speaker] = Field(
        description="Everybody who speaks a segment, in the order of their first words."
    )
    turns: list[Turn]
    segments: list[Segment]


class FilePath(Path):
    format: ExportFormat


class FileOptions(Query):
    speakers: bool = Field(True, description="Write the names of the known speakers.")
    timestamps: bool = Field(False, description="Add times to the formats that don't need them: txt, md.")
    raw: bool = Field(
        False, description="Write one subtitle per segment instead of cues for comfortable reading."
    )


FILES: Responses = {
    200: {
        "description": "The file",
        "content": {
            format.media_type.partition(";")[0]: {
                "schema": {"type": "object" if format is ExportFormat.JSON else "string"}
            }
            for format in ExportFormat
        },
    }
}


@routes.get("/projects/<id>/transcript", responses={200: Transcript, 304: None})
def read(path: Path) -> Any:
    """Read the transcript; while it is being made, the segments so far"""
    version, grew_at = transcripts.version_of(owner_id(), path.id)
    # Make the tag before reading the segments. If one arrives in between, the next read gets it, not a 304.
    headers = unless_known(etag(version, *([round(grew_at.timestamp() * 1e6)] if grew_at else [])))
    return shown_transcripts.present(owner_id(), path.id, Spool).response("application/json", headers)


@routes.get(f"/projects/<id>/transcript.<any({FORMATS}):format>", responses=FILES)
def download_transcript(path: FilePath, query: FileOptions) -> Response:
    """Download the transcript"""
    written = downloads.write(
        owner_id(),
        path.id,
        path.format,
        Spool,
        speakers=query.speakers,
        timestamps=query.timestamps,
        raw=query.raw,
    )
    title = written.head.title if written.head.complete else f"{written.head.title} (incomplete)"
    name = files.filename(title, path.format)
    return written.file.response(path.format.media_type, {"Content-Disposition": attachment(name)})
