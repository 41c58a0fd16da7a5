"""Clueso turns recordings into words worth publishing."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from clueso.api.context import WebToolbox
    from clueso.config import Settings


def create_app(settings: "Settings", toolbox: "WebToolbox | None" = None) -> "Flask":
    """Build the web application; nothing is connected to before the first request."""
    # Here and not above: the media and recogniser children import this package and must stay small.
    from clueso.app import build_app

    return build_app(settings, toolbox)
