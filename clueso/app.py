"""The application factory: puts the parts of the API together, in the order in which they must run."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from clueso import cli, extensions, logs, web
from clueso.api import (
    auth,
    compression,
    config,
    corrections,
    document_edits,
    documents,
    exports,
    health,
    limits,
    me,
    metrics,
    openapi,
    parts,
    problems,
    projects,
    security,
    transcript_edits,
    transcripts,
    uploads,
)
from clueso.api.gauges import QueueGauges, StepGauges
from clueso.api.parts import WebToolbox
from clueso.api.tokens import TokenVerifier
from clueso.config import MIB, Settings
from clueso.toolbox import Toolbox

MAX_BODY_BYTES = MIB


def build_app(settings: Settings, toolbox: WebToolbox | None = None) -> Flask:
    """Build the app; nothing is connected to. Raises ConfigError."""
    toolbox = toolbox or Toolbox(settings)
    logs.set_up(settings.log_level)
    app = openapi.Api("clueso")
    app.config.update(SECRET_KEY=settings.secret_key, MAX_CONTENT_LENGTH=MAX_BODY_BYTES)
    app.json.sort_keys = False  # type: ignore[attr-defined]
    parts.init_app(app, settings, toolbox)
    extensions.init_app(app, settings)
    _guard(app, settings, toolbox)
    _add_routes(app, settings, toolbox)
    _add_dashboard(app, settings)
    web.init_app(app)  # last: it takes what nobody else does
    cli.init_app(app)
    if settings.proxies:
        count = settings.proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=count, x_proto=count, x_host=count, x_port=count
        )
    return app


def _guard(app: openapi.Api, settings: Settings, toolbox: WebToolbox) -> None:
    """What runs before every view: the order is the order of the calls (and its reverse after the view)."""
    metrics.init_app(app, settings, [QueueGauges(toolbox.courier), StepGauges()])
    compression.init_app(app)
    problems.init_app(app)
    security.init_app(app, settings)
    auth.init_app(app, _verifier(app, settings))
    limits.init_app(app, settings)


def _add_routes(app: openapi.Api, settings: Settings, toolbox: WebToolbox) -> None:
    health.init_app(app, settings, toolbox)
    openapi.init_app(app)
    for blueprint in (
        config,
        me,
        uploads,
        projects,
        transcripts,
        transcript_edits,
        corrections,
        documents,
        document_edits,
        exports,
    ):
        app.register_api(blueprint.routes)
    if settings.clerk_webhook_secret:
        from clueso.api import webhooks  # svix is loaded only where it is needed
        from clueso.services.accounts import delete_user

        app.register_api(webhooks.blueprint(settings.clerk_webhook_secret, delete_user))


def _add_dashboard(app: Flask, settings: Settings) -> None:
    if settings.ops_password:
        from clueso.api import dashboard, operations  # loaded only where they are needed

        operations.init_app(app, settings)
        dashboard.init_app(app, settings)


def _verifier(app: openapi.Api, settings: Settings) -> TokenVerifier:
    if settings.uses_clerk:
        return auth.clerk_verifier(settings)
    from clueso.dev import issuer, signin  # development only: Settings refuses production without Clerk

    local = issuer.LocalIssuer(settings.data_dir)
    app.register_api(signin.blueprint(local))
    return TokenVerifier(local, issuer=issuer.ISSUER, authorized_parties=[issuer.ISSUER])
