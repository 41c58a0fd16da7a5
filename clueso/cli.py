"""Commands of `flask --app wsgi`."""

import json

import click
from flask import Flask

from clueso.api.openapi import document


def init_app(app: Flask) -> None:
    """Add the commands to the app, in place of flask-openapi3's own `openapi`."""
    app.cli.command("openapi")(print_openapi)


def print_openapi() -> None:
    """Print the API's OpenAPI document as JSON."""
    click.echo(json.dumps(document(), ensure_ascii=False, indent=2, sort_keys=True))
