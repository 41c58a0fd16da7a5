"""The application factory: assembles guards, routes and pages in the order in which they must run."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from clueso import cli, extensions, logs, migrating, observers, web
from clueso.api import (
    api_keys,
    audit,
    brand,
    comments,
    config,
    corrections,
    document_edits,
    documents,
    exports,
    hear_again,
    me,
    notifications,
    openapi,
    own_pictures,
    projects,
    replacements,
    screens,
    search,
    speakers,
    subscriptions,
    tags,
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
    roles,
    scopes,
    security,
    traces,
)
from clueso.api.guards.counts import Counts
from clueso.api.guards.operators import Gate
from clueso.api.guards.tokens import TokenVerifier
from clueso.api.ops import health, metrics
from clueso.api.ops.gauges import HourGauges, PresenceGauges, QueueGauges, ReleaseGauge, StepGauges
from clueso.api.sharing import links as shared_links
from clueso.api.sharing import page as shared_page
from clueso.api.sharing import unsubscribing
from clueso.config import Settings
from clueso.reception.worker import LONGEST_BODY
from clueso.toolbox import Toolbox


def build_app(settings: Settings, toolbox: WebToolbox | None = None) -> Flask:
    """Build the app without connecting to anything. Raises ConfigError."""
    toolbox = toolbox or Toolbox(settings)
    logs.set_up(settings.log_level, settings.log_format)
    observers.report_errors(settings.sentry_dsn)
    observers.send_traces(settings)
    app = openapi.Api("clueso")
    app.config[LONGEST_BODY] = bodies.longest_body
    app.json.sort_keys = False  # type: ignore[attr-defined]
    parts.init_app(app, settings, toolbox)
    extensions.init_app(app, settings)
    counts = Counts(settings.redis_url)
    gate = _gate(settings, counts)
    _guard(app, settings, toolbox, counts, gate)
    _add_routes(app, settings, toolbox)
    shared_page.init_app(app, settings, counts)
    unsubscribing.init_app(app, settings, counts)
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
    gauges = (
        QueueGauges(toolbox.courier),
        StepGauges(),
        PresenceGauges(toolbox.courier, settings.sweep_s),
        HourGauges(settings.model_prices),
        ReleaseGauge(),
    )
    metrics.init_app(app, settings, gate, gauges)
    compression.init_app(app)
    problems.init_app(app)
    traces.init_app(app)
    # Before auth, because a CORS preflight carries no token.
    security.init_app(app, settings, toolbox)
    bad_tokens = limits.BadSignIns("tokens", counts, settings.bad_sign_ins_per_minute)
    auth.init_app(app, _verifier(app, settings), bad_tokens)
    limits.init_app(app, settings, counts)
    scopes.init_app(app)
    roles.init_app(app)
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
        notifications,
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
        tags,
        api_keys,
        shared_links,
        comments,
        subscriptions,
    ):
        app.register_api(blueprint.routes)
    if settings.clerk_webhook_secret:
        from clueso.api import webhooks
        from clueso.services.notifications import contacts
        from clueso.services.people import names
        from clueso.services.people.accounts import depart
        from clueso.services.people.api_keys import revoke_in

        then = webhooks.Consequences(depart, names.learn, contacts.learn, revoke_in)
        app.register_api(webhooks.blueprint(settings.clerk_webhook_secret, then))


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
