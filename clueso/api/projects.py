"""Projects: create, list, read, change, retry, cancel, delete and restore them, and play their recording."""

from typing import Annotated, Any, Self

from pydantic import AfterValidator, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from clueso.api.context import settings, toolbox
from clueso.api.cursors import cursor_of, place_in
from clueso.api.guards.auth import PREFIX, user_id
from clueso.api.guards.conditional import etag, unless_known
from clueso.api.guards.creation import Answered, Creation, once
from clueso.api.linked import linked_uploads
from clueso.api.links import copy_type, link_to, picture_url, playback_link, playback_type
from clueso.api.openapi import api_blueprint
from clueso.api.project_answers import ListedProject, Project, ProjectList
from clueso.api.schemas import (
    EMPTY_TOO,
    ONE_LINE,
    UNIQUE,
    UPLOAD_ID_MAX,
    Answer,
    Body,
    Described,
    Line,
    Listing,
    Moment,
    Name,
    Path,
    Text,
    Words,
    answer,
    without_controls,
    without_repeats,
)
from clueso.domain.documents.documents import DocumentKind
from clueso.domain.steps.statuses import ProjectStatus
from clueso.domain.words.languages import CODES
from clueso.services.projects import project_changes, projects, recordings, retention
from clueso.services.projects.project_views import ProjectView
from clueso.services.transcripts.files import filename

routes = api_blueprint("projects", __name__, tag="projects")

Title = Annotated[Name, Field(max_length=255)]


def known_language(code: str) -> str:
    """Return the code unchanged. Raises ValueError for a language that no recogniser supports."""
    if code not in CODES:
        raise ValueError("must be the code of a language that can be recognised, such as en, de or zh")
    return code


Language = Annotated[
    str, AfterValidator(known_language), Described({"pattern": f"^({'|'.join(sorted(CODES))})$"})
]
Languages = Annotated[list[Language], Field(max_length=5), AfterValidator(without_repeats), UNIQUE]
NOT_BOTH: dict[str, Any] = {
    "not": {
        "properties": {"language": {"type": "string"}, "languages": {"minItems": 1}},
        "required": ["language", "languages"],
    }
}
Kinds = Annotated[list[Annotated[DocumentKind, Field(strict=False)]], AfterValidator(without_repeats), UNIQUE]


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

    @field_validator("languages")
    @classmethod
    def either_one_or_some(cls, languages: list[str], info: ValidationInfo) -> list[str]:
        if languages and info.data.get("language"):
            raise ValueError("must be empty if a single language is given")
        return languages


class Changes(Body):
    """Changes of a project. Members that are left out stay as they are."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1})

    title: Title = ""
    retention_days: Annotated[int, Field(ge=0, le=36_500)] | None = Field(
        None,
        description="Days after the creation of the project until the recording is removed. 0 keeps it, null applies the"
        " installation's default.",
    )

    @model_validator(mode="after")
    def must_change_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("must contain a change")
        return self


class ProjectListing(Listing):
    status: ProjectStatus | None = None
    q: Annotated[Line, Field(max_length=255), EMPTY_TOO] | None = Field(
        None, description="A part of the title; case does not matter."
    )
    upload_id: (
        Annotated[str, AfterValidator(without_controls), ONE_LINE, Field(max_length=UPLOAD_ID_MAX)] | None
    ) = Field(None, description="Only projects of this upload.")


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


@routes.post("/projects", responses={202: Project})
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
    )

    def make(project_id: str | None) -> Answered:
        return _accepted(
            projects.create(
                user_id(),
                wanted,
                settings=settings(),
                dispatcher=toolbox().dispatcher,
                project_id=project_id,
                linked=linked_uploads(),
            )
        )

    return once(header.idempotency_key, make)


@routes.get("/projects", responses={200: ProjectList})
def list_all(query: ProjectListing) -> Any:
    """List projects, newest first"""
    page = projects.page(
        user_id(),
        limit=query.limit,
        after=place_in(query),
        status=query.status,
        q=query.q,
        upload_id=query.upload_id,
    )
    items = [ListedProject.of(view) for view in page.items]
    return answer(ProjectList(items=items, next_cursor=cursor_of(query, page.end)))


@routes.get("/projects/<id>", responses={200: Project, 304: None})
def read(path: Path) -> Any:
    """Read a project; to watch it, read it again after `poll_after_ms`"""
    unless_known(etag(projects.version_of(user_id(), path.id)))
    return _shown(projects.view(user_id(), path.id))


@routes.patch("/projects/<id>", responses={200: Project})
def change(path: Path, body: Changes) -> Any:
    """Change a project's title, or how long its recording is kept"""
    # A tuple, because null is a value of its own here.
    days = (body.retention_days,) if "retention_days" in body.model_fields_set else None
    changes = project_changes.Changes(title=body.title or None, retention_days=days)
    return _shown(project_changes.change(user_id(), path.id, changes))


@routes.post("/projects/<id>/retry", responses={202: Project})
def retry(path: Path) -> Any:
    """Run the failed and cancelled steps again; finished work is kept"""
    view = projects.retry(user_id(), path.id, settings=settings(), dispatcher=toolbox().dispatcher)
    return _accepted(view)


@routes.post("/projects/<id>/cancel", responses={202: Project})
def cancel(path: Path) -> Any:
    """Stop the work on a project"""
    return _accepted(projects.cancel(user_id(), path.id))


@routes.delete("/projects/<id>", responses={204: None})
def delete(path: Path) -> Any:
    """Delete a project; for ten minutes it can be restored"""
    projects.delete(user_id(), path.id, settings=settings())
    return "", 204


@routes.post("/projects/<id>/restore", responses={200: Project})
def restore(path: Path) -> Any:
    """Restore a project that was deleted within the last ten minutes"""
    return _shown(projects.restore(user_id(), path.id, dispatcher=toolbox().dispatcher))


@routes.get("/projects/<id>/media", responses={200: MediaLink})
def media(path: Path) -> Any:
    """Get a URL to play the recording, and one to download its sound"""
    upload = projects.upload_of(user_id(), path.id)
    retention.demand_recording(upload)
    project = projects.view(user_id(), path.id).project
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
    return answer(Project.of(view), 202, {"Location": f"{PREFIX}/projects/{view.project.id}"})
