"""Exports: files for download that a worker renders."""

from datetime import UTC, datetime
from typing import Annotated, Any, Self

from pydantic import ConfigDict, Field, StringConstraints
from pydantic.config import JsonDict

from clueso.api.context import settings, toolbox
from clueso.api.cursors import cursor_of, place_in
from clueso.api.guards.auth import PREFIX, owner_id
from clueso.api.guards.conditional import links_age, unless_known, values_etag
from clueso.api.guards.creation import Answered, Creation, once
from clueso.api.links import link_to
from clueso.api.openapi import api_blueprint
from clueso.api.project_answers import Trouble, WorkError
from clueso.api.responses import problems
from clueso.api.schemas import Answer, Body, Listing, Moment, Path, answer
from clueso.domain.pages.exports import MOVING_FORMATS, ExportStatus, RenderedFormat
from clueso.domain.pages.options import ExportOptions, Paper
from clueso.domain.steps.pace import poll_after_ms
from clueso.errors import Conflict, Invalid, QuotaExceeded, RecordingRemoved
from clueso.services.exports import orders
from clueso.services.exports.orders import ExportView

routes = api_blueprint("exports", __name__, tag="exports")


WHOLE_OF_ONE: JsonDict = {
    "properties": {"format": {"const": "zip"}, "document_id": {"type": "string"}},
    "required": ["document_id"],
}
"""Forbidden together: a zip holds the whole project, so it cannot be of a single document."""


def _moving(**members: JsonDict) -> JsonDict:
    """Return the schema of a request for moving pictures with these members."""
    moving: JsonDict = {"properties": {"moving": {"const": True}}, "required": ["moving"]}
    return {"properties": {"options": moving, **members}, "required": ["options"]}


NOT_MOVABLE: list[JsonDict] = [
    _moving(format={"enum": [format for format in RenderedFormat if format not in MOVING_FORMATS]}),
    _moving(format={"const": RenderedFormat.HTML}, document_id={"type": "null"}),
]
"""Forbidden: moving pictures in a file that cannot hold them, and in a transcript."""
MOVING_ALONE: JsonDict = {
    "properties": {"pictures": {"const": False}, "moving": {"const": True}},
    "required": ["pictures", "moving"],
}
"""Forbidden together: a moving picture belongs to a picture."""


class NewOptions(Body):
    """What the files show, and on which paper. The zip has the same options for each of its files."""

    model_config = ConfigDict(json_schema_extra={"not": MOVING_ALONE})

    times: bool | None = Field(
        default=None,
        description="Null for what suits the subject: chapters, scripts and transcripts have times, the headings"
        " of a guide have none.",
    )
    speakers: bool = Field(default=True, description="Write the names of the known speakers in a transcript.")
    pictures: bool = True
    paper: Annotated[Paper, Field(strict=False)] = Paper.A4
    moving: bool = Field(
        default=False,
        description="Add to the picture of each step of a guide a silent moving picture of at most 1 MB that leads up"
        " to it. Only for `html` and `zip`, and for a recording with video. A guide with a blur has none.",
    )
    marks: bool = Field(
        default=True,
        description="Draw the boxes, arrows and numbers on the pictures. Blurs are always burnt in.",
    )


class Options(Answer):
    times: bool | None
    speakers: bool
    pictures: bool
    paper: Paper
    moving: bool
    marks: bool


class NewExport(Body):
    model_config = ConfigDict(json_schema_extra={"not": {"anyOf": [WHOLE_OF_ONE, *NOT_MOVABLE]}})

    format: Annotated[RenderedFormat, Field(strict=False)]
    document_id: Annotated[str, StringConstraints(min_length=1, max_length=64)] | None = Field(
        None, description="When left out, the transcript is exported; with `zip`, the whole project."
    )
    options: NewOptions = NewOptions()


class Export(Answer):
    id: str
    project_id: str
    document_id: str | None
    format: RenderedFormat
    options: Options
    status: ExportStatus
    url: str | None = Field(
        description="URL of the file; it needs no credentials. Null until the export is ready."
    )
    expires_at: Moment | None = Field(
        description="`url` works until then. Read the export again for a new URL."
    )
    filename: str | None
    content_type: str
    size_bytes: int | None
    error: WorkError | None
    trouble: Trouble | None = Field(description="Set while its rendering waits for a retry.")
    poll_after_ms: int | None = Field(
        description="Milliseconds until the client should read it again; null when nothing will change."
    )
    asked_at: Moment

    @classmethod
    def of(cls, view: ExportView) -> Self:
        row, state, format, status = view.export, view.state, view.subject.format, view.status
        is_ready = status is ExportStatus.READY and row.key is not None
        link = link_to(row.key, format.media_type, filename=view.filename) if is_ready and row.key else None
        asked_s = (datetime.now(UTC) - row.asked_at).total_seconds()
        return cls(
            id=row.id,
            project_id=row.project_id,
            document_id=row.document_id,
            format=format,
            options=Options.model_validate(view.subject.options),
            status=status,
            url=link.url if link else None,
            expires_at=link.expires_at if link else None,
            filename=view.filename if link else None,
            content_type=format.media_type,
            size_bytes=row.size_bytes if link else None,
            error=WorkError.model_validate(state.error) if state.error else None,
            trouble=Trouble.model_validate(state.trouble) if state.trouble else None,
            poll_after_ms=poll_after_ms(
                is_final=status in (ExportStatus.READY, ExportStatus.FAILED),
                is_running=status is ExportStatus.RENDERING,
                idle_s=asked_s,
                age_s=asked_s,
            ),
            asked_at=row.asked_at,
        )


class ExportList(Answer):
    items: list[Export]
    next_cursor: str | None


@routes.get("/projects/<id>/exports", responses={200: ExportList, 304: None})
def list_exports(path: Path, query: Listing) -> Any:
    """List a project's exports, those asked for last first"""
    page = orders.page(owner_id(), path.id, limit=query.limit, after=place_in(query))
    headers = unless_known(values_etag((*map(_seen, page.items), page.end is None, links_age(settings()))))
    items = [Export.of(view) for view in page.items]
    return answer(ExportList(items=items, next_cursor=cursor_of(query, page.end)), 200, headers)


def _seen(view: ExportView) -> tuple[Any, ...]:
    """Return what the response shows of an export, but for its link."""
    export = view.export
    return (
        export.id,
        export.asked_at,
        export.key,
        view.filename,
        view.status,
        view.state.error,
        view.state.trouble,
    )


@routes.post(
    "/projects/<id>/exports", responses={202: Export, **problems(Conflict, RecordingRemoved, QuotaExceeded)}
)
def create(path: Path, body: NewExport, header: Creation) -> Any:
    """Export a document, the transcript, or the whole project; a repeated request renders it again"""
    if body.format is RenderedFormat.ZIP and body.document_id is not None:
        detail = "A zip holds the whole project. Leave document_id out, or choose another format."
        raise Invalid(extra={"errors": [{"pointer": "/document_id", "detail": detail}]})

    # Not needed: an export has one row for each subject and its options, so a repeated request finds it.
    def make(_: str | None) -> Answered:
        view = orders.ask(
            owner_id(),
            path.id,
            body.format,
            document_id=body.document_id,
            options=ExportOptions(**body.options.model_dump()),
            settings=settings(),
            dispatcher=toolbox().dispatcher,
        )
        return answer(Export.of(view), 202, {"Location": f"{PREFIX}/exports/{view.export.id}"})

    return once(header.idempotency_key, make)


@routes.get("/exports/<id>", responses={200: Export})
def read(path: Path) -> Any:
    """Read an export; once it is ready, it has a URL for the download"""
    return answer(Export.of(orders.view(owner_id(), path.id)))
