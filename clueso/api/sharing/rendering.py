"""Renders the page of a link, the form for its password, and the page that says why there is nothing."""

from base64 import b64encode
from functools import cache
from pathlib import Path
from typing import Any

from flask import url_for
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from clueso.api.sharing import media
from clueso.domain.pages.look import Look
from clueso.domain.pages.page import RIGHT_TO_LEFT, TEMPLATES
from clueso.domain.words.clock import clock
from clueso.errors import CluesoError
from clueso.models import SharedLink
from clueso.nonces import nonce
from clueso.services.sharing.contents import Contents


def contents(link: SharedLink, shown: Contents, *, is_framed: bool) -> str:
    """Return the page with everything that the link shows. In a frame it has no head of its own."""
    project, logo = shown.project, shown.brand.logo_key
    recording = media.recording_url(link, shown)
    pictures = {
        section.part: {index: media.picture_url(link, key) for index, key in section.pictures.items()}
        for section in shown.sections
    }
    return _rendered(
        "contents.html",
        Look(shown.brand.accent),
        title=project.title,
        language=shown.language,
        is_right_to_left=shown.language in RIGHT_TO_LEFT,
        length=clock(project.duration_ms) if recording and project.duration_ms else None,
        recording=recording,
        is_video=recording is not None and recording[1].startswith("video/"),
        poster=media.picture_url(link, project.poster_key) if recording and project.poster_key else None,
        captions=_data(shown.captions, "text/vtt") if shown.captions else None,
        sections=shown.sections,
        pictures=pictures,
        logo=media.picture_url(link, logo) if logo and not is_framed else None,
        is_framed=is_framed,
    )


def gate(*, is_wrong: bool, is_framed: bool) -> str:
    """Return the form for the password. It says nothing about what the link shows."""
    return _rendered("gate.html", Look(), is_wrong=is_wrong, is_framed=is_framed)


def nothing(error: CluesoError, *, is_framed: bool) -> str:
    """Return the page that says why there is nothing to see."""
    return _rendered("nothing.html", Look(), error=error, is_framed=is_framed)


def unsubscribe(*, is_done: bool) -> str:
    """Return the page that turns mails off, before or after it did."""
    return _rendered("unsubscribe.html", Look(), is_done=is_done, is_framed=False)


def _rendered(name: str, look: Look, **values: Any) -> str:
    return _templates().get_template(name).render(look=look, nonce=nonce(), url_for=url_for, **values)


def _data(text: str, media_type: str) -> str:
    return f"data:{media_type};base64," + b64encode(text.encode()).decode()


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader([Path(__file__).parent / "templates", TEMPLATES]),
        # No text of a recording, a person or a model becomes markup.
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["clock"] = clock
    environment.filters["kind"] = lambda block: type(block).__name__
    return environment
