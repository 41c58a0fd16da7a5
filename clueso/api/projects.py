"""Projects: create, list, read, change, retry, cancel, delete and restore them, and play their recording."""

import math
from typing import Annotated, Any

from flask import request
from pydantic import AfterValidator, ConfigDict, Field, ValidationInfo, field_validator

from clueso import logs
from clueso.api.context import crowd, settings, toolbox
from clueso.api.guards.auth import PREFIX, owner_id, people, user_id
from clueso.api.guards.conditional import (
    MaybeIfMatch,
    etag,
    links_age,
    optional_version,
    unless_known,
    values_etag,
)
from clueso.api.guards.creation import Answered, Creation, once
from clueso.api.guards.roles import may_manage
from clueso.api.linked import linked_uploads
from clueso.api.links import copy_type, link_to, picture_url, playback_link, playback_type
from clueso.api.openapi import api_blueprint
from clueso.api.project_answers import ListedProject, Project, ProjectList
from clueso.api.project_fields import Kinds, Language, Languages, Metadata, Title
from clueso.api.project_queries import ProjectListing
from clueso.api.responses import problems
from clueso.api.schemas import (
    ONE_LINE,
    UPLOAD_ID_MAX,
    Answer,
    Body,
    Changed,
    Moment,
    Path,
    Text,
    Words,
    answer,
    without_controls,
)
from clueso.domain.steps.pace import QUICKEST_POLL_MS
from clueso.errors import (
    NotFound,
    NothingToDo,
    QuotaExceeded,
    RecordingRemoved,
    UploadNotStored,
    UploadsUnavailable,
)
from clueso.services.projects import listing, project_changes, projects, recordings, retention
from clueso.services.projects.listing import Head, Listed
from clueso.services.projects.project_views import ProjectView
from clueso.services.transcripts.files import filename

routes = api_blueprint("projects", __name__, tag="projects")

NOT_BOTH: dict[str, Any] = {
    "not": {
        "properties": {"language": {"type": "string"}, "languages": {"minItems": 1}},
        "required": ["language", "languages"],
    }
}


class NewProject(Body):
    model_config = ConfigDict(json_schema_extra=NOT_BOTH)

    upload_id: Annotated[str, AfterValidator(without_controls), ONE_LINE] = Field(
        min_length=1,
        max_length=UPLOAD_ID_MAX,
        description="The id of the upload; of a linked upload, the id that the host application gave it.",
    )
    title: Title | None = Field(None, description="When left out, the file's name without its ending.")
    language: Language | None = Field(
        None, description="The spoken language (ISO 639-1); detected when left out."
    )
    languages: Languages = Field(
        [], description="The languages that may be spoken, if there may be several; any when left out."
    )
    documents: Kinds | None = Field(None, description="Every kind that the writer writes when left out.")
    vocabulary: Words = Field(
        [], description="Names and terms that the transcript and the documents spell this way."
    )
    instructions: Annotated[Text, Field(max_length=4000)] | None = Field(
        None, description="Instructions to the writer."
    )
    speakers: Annotated[int, Field(ge=1, le=20)] | None = Field(
        None, description="The number of speakers; detected when left out."
    )
    metadata: Metadata = Field(
        {},
        description="Values of your application, by names of 1 to 40 letters, digits and `._-`, returned with the"
        " project. `GET /projects` finds an `external_id`.",
    )

    @field_validator("languages")
    @classmethod
    def either_one_or_some(cls, languages: list[str], info: ValidationInfo) -> list[str]:
        if languages and info.data.get("language"):
            raise ValueError("must be empty if a single language is given")
        return languages


class Changes(Changed):
    """Changes of a project."""

    title: Title = ""
    retention_days: Annotated[int, Field(ge=0, le=36_500)] | None = Field(
        None,
        description="Days after the creation of the project until the recording is removed. 0 keeps it, null applies the"
        " installation's default.",
    )

    metadata: Metadata = Field({}, description="Replaces all metadata.")


class MediaLink(Answer):
    """URLs of the recording. They support Range.

    If some browsers cannot play the original, `url` leads to a copy that every browser plays, once it exists
    (`playback` of the project). The times of the copy are those of the transcript.
    """

    url: str
    expires_at: Moment
    content_type: str
    poster_url: str | None
    audio_url: str | None = Field(
        description="URL to download the sound alone (Opus). Null until it exists, and for recordings that were"
        " transcribed before Clueso kept the sound."
    )
    audio_filename: str | None
    audio_size_bytes: int | None
    waveform: list[int] | None = Field(
        description="How loud the recording is, from 0 to 255, in at most 2,000 stretches of equal length. Null until the"
        " sound was read, and for recordings that were transcribed before Clueso kept it."
    )


@routes.post(
    "/projects",
    responses={
        202: Project,
        **problems(NotFound, UploadNotStored, RecordingRemoved, QuotaExceeded, UploadsUnavailable),
    },
)
def create(body: NewProject, header: Creation) -> Any:
    """Create a project from an upload"""
    wanted = projects.NewProject(
        upload_id=body.upload_id,
        title=body.title,
        language=body.language,
        languages=tuple(body.languages),
        documents=toolbox().kinds if body.documents is None else tuple(body.documents),
        vocabulary=tuple(body.vocabulary),
        instructions=body.instructions,
        speaker_count=body.speakers,
        metadata=body.metadata,
    )

    def make(project_id: str | None) -> Answered:
        return _accepted(
            projects.create(
                owner_id(),
                wanted,
                settings=settings(),
                dispatcher=toolbox().dispatcher,
                project_id=project_id,
                linked=linked_uploads() if toolbox().host_uploads else None,
            )
        )

    return once(header.idempotency_key, make)


@routes.get("/projects", responses={200: ProjectList, 304: None})
def list_projects(query: ProjectListing) -> Any:
    """List projects"""
    wanted = query.wanted()
    if request.if_none_match:
        unless_known(_list_etag(listing.heads(owner_id(), wanted)))
    page = listing.page(owner_id(), wanted)
    items = [ListedProject.of(view) for view in page.items]
    shown = ProjectList(items=items, next_cursor=query.next_cursor(page))
    return answer(shown, 200, {"ETag": _list_etag(listing.heads_of(page))})


def _list_etag(page: Listed[Head]) -> str:
    return values_etag((*page.items, page.end is None, links_age(settings())))


@routes.get("/projects/<id>", responses={200: Project, 304: None})
def read(path: Path) -> Any:
    """Read a project; to watch it, read it again after `poll_after_ms`"""
    version = projects.version_seen(owner_id(), path.id, by=people())
    crowd().tell()
    pace_ms = crowd().pace_ms()
    unless_known(etag(version), pause_s=math.ceil(pace_ms / 1000) if pace_ms > QUICKEST_POLL_MS else 0)
    return _shown(projects.view(owner_id(), path.id))


@routes.patch("/projects/<id>", responses={200: Project, **problems(RecordingRemoved)})
def change(path: Path, body: Changes, header: MaybeIfMatch) -> Any:
    """Change a project's title or metadata, or how long its recording is kept"""
    del header  # declared for the description; `optional_version` reads it from the request
    # A tuple, because null is a value of its own here.
    days = (body.retention_days,) if "retention_days" in body.model_fields_set else None
    changes = project_changes.Changes(
        title=body.title or None,
        retention_days=days,
        metadata=body.metadata if "metadata" in body.model_fields_set else None,
    )
    return _shown(project_changes.change(owner_id(), path.id, changes, if_version=optional_version()))


@routes.post(
    "/projects/<id>/retry", responses={202: Project, **problems(NothingToDo, RecordingRemoved, QuotaExceeded)}
)
def retry(path: Path) -> Any:
    """Run the failed and cancelled steps again; finished work is kept"""
    view = projects.retry(owner_id(), path.id, settings=settings(), dispatcher=toolbox().dispatcher)
    return _accepted(view)


@routes.post("/projects/<id>/cancel", responses={202: Project, **problems(NothingToDo)})
def cancel(path: Path) -> Any:
    """Stop the work on a project"""
    return _accepted(projects.cancel(owner_id(), path.id))


@routes.delete("/projects/<id>", responses={204: None})
def delete(path: Path) -> Any:
    """Delete a project; for ten minutes it can be restored"""
    only_by = None if may_manage() else user_id()
    projects.delete(owner_id(), path.id, settings=settings(), only_by=only_by)
    return "", 204


@routes.post("/projects/<id>/restore", responses={200: Project})
def restore(path: Path) -> Any:
    """Restore a project that was deleted within the last ten minutes"""
    return _shown(projects.restore(owner_id(), path.id, dispatcher=toolbox().dispatcher))


@routes.get("/projects/<id>/media", responses={200: MediaLink, **problems(RecordingRemoved)})
def read_media(path: Path) -> Any:
    """Get a URL to play the recording, and one to download its sound"""
    upload = projects.upload_of(owner_id(), path.id)
    retention.demand_recording(upload)
    project = projects.view(owner_id(), path.id).project
    waveform = recordings.waveform_of(project.id)
    if project.copy_key:
        kind = copy_type(project)
        link = link_to(project.copy_key, kind)
    else:
        kind = playback_type(project, upload)
        link = playback_link(upload.place, kind)
    audio_name = filename(project.title, "opus") if project.audio_key else None
    return answer(
        MediaLink(
            url=link.url,
            expires_at=link.expires_at,
            content_type=kind,
            poster_url=picture_url(project.poster_key),
            audio_url=link_to(project.audio_key, recordings.AUDIO_TYPE, filename=audio_name).url
            if project.audio_key
            else None,
            audio_filename=audio_name,
            audio_size_bytes=project.audio_size_bytes,
            waveform=None if waveform is None else list(waveform),
        )
    )


def _shown(view: ProjectView) -> Answered:
    return answer(Project.of(view), 200, {"ETag": etag(view.project.version)})


def _accepted(view: ProjectView) -> Answered:
    logs.add(project=view.project.id)
    return answer(Project.of(view), 202, {"Location": f"{PREFIX}/projects/{view.project.id}"})
