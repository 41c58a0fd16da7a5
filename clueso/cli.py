"""Commands of `flask --app wsgi`."""

import json
from datetime import UTC, datetime

import click
from flask import Flask

from clueso import web_push
from clueso.api.context import settings, toolbox
from clueso.api.openapi import document
from clueso.doctor import Health, examine
from clueso.services import audit
from clueso.services.operations import janitor
from clueso.services.operations.installation import NotOurs
from clueso.toolbox import Toolbox


def init_app(app: Flask) -> None:
    """Add the commands to the app. Our `openapi` replaces that of flask-openapi3."""
    app.cli.command("openapi")(print_openapi)
    app.cli.command("janitor")(run_janitor)
    app.cli.command("doctor")(see_doctor)
    app.cli.command("audit")(export_audit)
    app.cli.command("push-key")(print_push_key)


def print_openapi() -> None:
    """Print the API's OpenAPI document as JSON."""
    click.echo(json.dumps(document(), ensure_ascii=False, indent=2, sort_keys=True))


@click.option("--older-than-s", default=janitor.DAY_S, help="Keep younger objects, in seconds.")
def run_janitor(older_than_s: float) -> None:
    """Remove objects that no row names; exit status 1 if another installation uses the same storage."""
    storage = toolbox().storage
    janitor.clear_uploads(storage)
    try:
        removed = janitor.tidy(storage, older_than_s=older_than_s)
    except NotOurs as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{removed} objects and unfinished uploads removed")


def print_push_key() -> None:
    """Print a new key for WEB_PUSH_KEY."""
    click.echo(web_push.new_key())


DAY = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"])


@click.option("--since", type=DAY, default="1970-01-01", help="From this moment on (UTC).")
@click.option("--until", type=DAY, default="9999-01-01", help="Before this moment (UTC).")
def export_audit(since: datetime, until: datetime) -> None:
    """Print the audit log as JSON lines, oldest first."""
    for deed in audit.export(since.replace(tzinfo=UTC), until.replace(tzinfo=UTC)):
        click.echo(json.dumps(audit.to_json(deed)))


def see_doctor() -> None:
    """Check settings, sign-in, database, Redis, folders, storage and engines; exit status 1 if one is wrong."""
    is_well = True
    for finding in examine(settings(), Toolbox(settings())):
        is_well = is_well and finding.health != Health.WRONG
        click.echo(f"{finding.health:5}  {finding.part}: {finding.seen}")
        if finding.health != Health.OK:
            click.echo(f"       {finding.advice}")
    raise SystemExit(0 if is_well else 1)
