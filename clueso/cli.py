"""Commands of `flask --app wsgi`."""

import json

import click
from flask import Flask

from clueso.api.openapi import document
from clueso.api.parts import settings, toolbox
from clueso.doctor import Health, examine
from clueso.services import janitor
from clueso.toolbox import Toolbox


def init_app(app: Flask) -> None:
    """Add the commands to the app, in place of flask-openapi3's own `openapi`."""
    app.cli.command("openapi")(print_openapi)
    app.cli.command("janitor")(run_janitor)
    app.cli.command("doctor")(see_doctor)


def print_openapi() -> None:
    """Print the API's OpenAPI document as JSON."""
    click.echo(json.dumps(document(), ensure_ascii=False, indent=2, sort_keys=True))


@click.option("--older-than-s", default=janitor.DAY_S, help="Leave alone what is younger, in seconds.")
def run_janitor(older_than_s: float) -> None:
    """Remove from storage what no row names."""
    storage = toolbox().storage
    janitor.clear_uploads(storage)
    click.echo(f"{janitor.tidy(storage, older_than_s=older_than_s)} objects and unfinished uploads removed")


def see_doctor() -> None:
    """Check settings, sign-in, database, Redis, folders, storage and engines; status 1 when one is wrong."""
    is_well = True
    for finding in examine(settings(), Toolbox(settings())):
        is_well = is_well and finding.health != Health.WRONG
        click.echo(f"{finding.health:5}  {finding.part}: {finding.seen}")
        if finding.health != Health.OK:
            click.echo(f"       {finding.advice}")
    raise SystemExit(0 if is_well else 1)
