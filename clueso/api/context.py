"""The settings, the toolbox and the watchers of the current app, and what the API needs of the toolbox."""

from collections.abc import Mapping
from typing import Protocol, cast

from flask import Flask, current_app

from clueso.api.crowd import Crowd
from clueso.config import Settings
from clueso.domain.documents.documents import DocumentKind
from clueso.domain.ports.host_uploads import HostUploads
from clueso.domain.ports.outgoing import Outgoing
from clueso.domain.ports.storage import ObjectReader, Storage
from clueso.queue import Courier
from clueso.services.pipeline.dispatch import Dispatcher


class WebToolbox(Protocol):
    """The part of the toolbox that a web process may use. It loads no recogniser and no LLM client."""

    @property
    def storage(self) -> Storage: ...

    def reader_of(self, bucket: str | None) -> ObjectReader:
        """Return the reader of a host's bucket; of our own storage for None."""

    @property
    def host_uploads(self) -> HostUploads | None:
        """The lookup of linked uploads; None if there are none."""

    @property
    def outgoing(self) -> Outgoing:
        """What connects to addresses that users name."""

    @property
    def courier(self) -> Courier: ...

    @property
    def dispatcher(self) -> Dispatcher: ...

    @property
    def engines(self) -> Mapping[str, str]:
        """The engines in use: "transcriber" and "writer", named as in the settings, with "auto" resolved."""

    @property
    def kinds(self) -> tuple[DocumentKind, ...]:
        """The kinds of documents that the chosen writer writes."""


def init_app(app: Flask, settings: Settings, toolbox: WebToolbox) -> None:
    """Give the views their settings and their toolbox."""
    app.extensions["clueso.settings"] = settings
    app.extensions["clueso.toolbox"] = toolbox
    app.extensions["clueso.crowd"] = Crowd()


def settings() -> Settings:
    """Return the settings of the current app."""
    return cast("Settings", current_app.extensions["clueso.settings"])


def crowd() -> Crowd:
    """Return the watchers of this process."""
    return cast("Crowd", current_app.extensions["clueso.crowd"])


def toolbox() -> WebToolbox:
    """Return the toolbox of the current app."""
    return cast("WebToolbox", current_app.extensions["clueso.toolbox"])
