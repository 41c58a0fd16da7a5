"""The application factory: assembles guards, routes and pages in the order in which they must run."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from clueso import cli, extensions, logs, migrating, web
from clueso.api import (
    api_keys,
    audit,
    brand,
    config,
    corrections,
    document_edits,
    documents,
    exports,
    hear_again,
    me,
    openapi,
    own_pictures,
    projects,
    replacements,
    screens,
    search,
    speakers,
    transcript_edits,
    transcripts,
    uploads,
)
from clueso.api import context as parts
from clueso.api.context import WebToolbox
from clueso.api.guards import (
    auth,
    base_path,
    bodies,
    compression,
    limits,
    problems,
    scopes,
    security,
)
from clueso.api.guards.counts import Counts
from clueso.api.guards.operators import Gate
from clueso.api.guards.tokens import TokenVerifier
from clueso.api.ops import health, metrics
from clueso.api.ops.gauges import QueueGauges, StepGauges
from clueso.config import Settings
from clueso.reception.worker import LONGEST_BODY
from clueso.toolbox import Toolbox


def build_app(settings: Settings, toolbox: WebToolbox | None = None) -> Flask:
    """Build the app without connecting to anything. Raises ConfigError."""
    toolbox = toolbox or Toolbox(settings)
    logs.set_up(settings.log_level)
    app = openapi.Api("clueso")
    app.config.update({"SECRET_KEY": settings.secret_key, LONGEST_BODY: bodies.longest_body})
    app.json.sort_keys = False  # type: ignore[attr-defined]
    parts.init_app(app, settings, toolbox)
    extensions.init_app(app, settings)
    counts = Counts(settings.redis_url)
    gate = _gate(settings, counts)
    _guard(app, settings, toolbox, counts, gate)
    _add_routes(app, settings, toolbox)
    if gate:
        _add_operations(app, settings, gate)
    web.init_app(app)  # last, because it serves every path that has no other route
    cli.init_app(app)
    migrating.init_app(app, settings)
    base_path.init_app(app, settings.base_path)
    # Outermost, so that everything inside sees the client's address.
    if settings.proxies:
        count = settings.proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=count, x_proto=count, x_host=count, x_port=count
        )
    return app


def _guard(
    app: openapi.Api, settings: Settings, toolbox: WebToolbox, counts: Counts, gate: Gate | None
) -> None:
    """Register the functions that run before and after each view.

    Before it they run in this order, after it in reverse.
    """
    # First, so that its measurement runs after everything else.
    metrics.init_app(app, settings, gate, [QueueGauges(toolbox.courier), StepGauges()])
    compression.init_app(app)
    problems.init_app(app)
    # Before auth, because a CORS preflight carries no token.
    security.init_app(app, settings, toolbox)
    bad_tokens = limits.BadSignIns("tokens", counts, settings.bad_sign_ins_per_minute)
    auth.init_app(app, _verifier(app, settings), bad_tokens)
    limits.init_app(app, settings, counts)
    scopes.init_app(app)
    # After the limits, because it queries the database.
    auth.refuse_departed(app)


def _gate(settings: Settings, counts: Counts) -> Gate | None:
    """Return the gate of the operators' pages; None without an ops password, because then these pages are
    off.
    """
    wrong_ones = limits.BadSignIns("passwords", counts, settings.bad_sign_ins_per_minute)
    return Gate(settings.ops_password, wrong_ones) if settings.ops_password else None


def _add_routes(app: openapi.Api, settings: Settings, toolbox: WebToolbox) -> None:
    health.init_app(app, settings, toolbox)
    openapi.init_app(app)
    for blueprint in (
        config,
        me,
        own_pictures,
        audit,
        uploads,
        projects,
        screens,
        transcripts,
        speakers,
        transcript_edits,
        hear_again,
        corrections,
        documents,
        document_edits,
        replacements,
        exports,
        brand,
        search,
        api_keys,
    ):
        app.register_api(blueprint.routes)
    if settings.clerk_webhook_secret:
        from clueso.api import webhooks
        from clueso.services.people.accounts import depart

        app.register_api(webhooks.blueprint(settings.clerk_webhook_secret, depart))


def _add_operations(app: Flask, settings: Settings, gate: Gate) -> None:
    from clueso.api.ops import dashboard, operations

    operations.init_app(app, gate)
    dashboard.init_app(app, settings, gate)


def _verifier(app: openapi.Api, settings: Settings) -> TokenVerifier:
    if settings.uses_clerk:
        return auth.clerk_verifier(settings)
    from clueso.dev import issuer, signin  # development only: Settings refuses production without Clerk

    local = issuer.LocalIssuer(settings.data_dir)
    app.register_api(signin.blueprint(local))
    return TokenVerifier(local, issuer=issuer.ISSUER, authorized_parties=[issuer.ISSUER])
