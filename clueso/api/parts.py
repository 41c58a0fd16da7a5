"""What the API asks of the toolbox."""

from collections.abc import Mapping
from typing import Protocol, cast

from flask import Flask, current_app

from clueso.config import Settings
from clueso.domain.files.host_uploads import HostUploads
from clueso.domain.ports import ObjectReader, Storage
from clueso.queue import Courier
from clueso.services.pipeline.dispatch import Dispatcher


class WebToolbox(Protocol):
    """The part of the toolbox that a web process may touch; it loads no recogniser and no LLM client."""

    @property
    def storage(self) -> Storage: ...

    def reader_of(self, bucket: str | None) -> ObjectReader:
        """What reads objects in a bucket of the host; None is our own storage."""

    @property
    def host_uploads(self) -> HostUploads | None:
        """What looks up linked uploads; None where there are only our own."""

    @property
    def courier(self) -> Courier: ...

    @property
    def dispatcher(self) -> Dispatcher: ...

    @property
    def engines(self) -> Mapping[str, str]:
        """Which engines are on: "transcriber" and "writer", named as settings name them, "auto" resolved."""


def init_app(app: Flask, settings: Settings, toolbox: WebToolbox) -> None:
    """Give the views their settings and their toolbox."""
    app.extensions["clueso.settings"] = settings
    app.extensions["clueso.toolbox"] = toolbox


def settings() -> Settings:
    """The settings of the current app."""
    return cast("Settings", current_app.extensions["clueso.settings"])


def toolbox() -> WebToolbox:
    """The toolbox of the current app."""
    return cast("WebToolbox", current_app.extensions["clueso.toolbox"])
