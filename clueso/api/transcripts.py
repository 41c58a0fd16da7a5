"""Transcripts: read while they grow, downloaded as text, subtitles, data."""

from http import HTTPStatus
from typing import Any

from flask import Response
from pydantic import Field

from clueso.api.auth import user_id
from clueso.api.conditional import etag, unless_known
from clueso.api.downloads import download
from clueso.api.openapi import api_blueprint
from clueso.api.schemas import Answer, Path, Query
from clueso.services import exports, shown_transcripts, transcripts
from clueso.services.exports import ExportFormat

routes = api_blueprint("transcripts", __name__, tag="transcripts")

FORMATS = ",".join(ExportFormat)


class Word(Answer):
    start_ms: int
    end_ms: int
    text: str
    probability: float = Field(description="The recogniser's own confidence, from 0 to 1.")


class Segment(Answer):
    id: str
    start_ms: int
    end_ms: int
    text: str
    speaker: str | None
    words: list[Word]


class Transcript(Answer):
    language: str | None
    engine: str | None = Field(description="What wrote it down.")
    complete: bool = Field(description="False while there are more segments to come.")
    version: int = Field(description="0 until it is complete; 1 is what the recogniser said.")
    segments: list[Segment]


class FilePath(Path):
    format: ExportFormat


class FileOptions(Query):
    speakers: bool = Field(True, description="Name who speaks where that is known.")
    timestamps: bool = Field(False, description="Add times to formats that are well without: txt, md.")
    raw: bool = Field(False, description="Subtitles segment by segment instead of shaped for reading.")


FILES: dict[str | int | HTTPStatus, Any] = {
    200: {
        "description": "The file",
        "content": {
            format.media_type.partition(";")[0]: {"schema": {"type": "string"}} for format in ExportFormat
        },
    }
}


@routes.get("/projects/<id>/transcript", responses={200: Transcript, 304: None})
def read(path: Path) -> Any:
    """Read the transcript; while the work runs, the segments so far"""
    version, grew_at = transcripts.version_of(user_id(), path.id)
    # Taken before the segments are read: what comes in between shows at the next read.
    headers = unless_known(etag(version, *([round(grew_at.timestamp() * 1e6)] if grew_at else [])))
    shown = shown_transcripts.present(user_id(), path.id)
    return Response(shown, headers=headers, mimetype="application/json")


@routes.get(f"/projects/<id>/transcript.<any({FORMATS}):format>", responses=FILES)
def file(path: FilePath, query: FileOptions) -> Response:
    """Download the transcript"""
    read = transcripts.view if exports.tells_words(path.format, raw=query.raw) else transcripts.read
    view = read(user_id(), path.id)
    text = exports.render(
        view,
        path.format,
        speakers=query.speakers,
        timestamps=query.timestamps,
        raw=query.raw,
    )
    title = view.title if view.complete else f"{view.title} (incomplete)"
    return download(text, path.format.media_type, exports.filename(title, path.format))
