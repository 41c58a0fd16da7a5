"""A span for each request to the API, below that of the caller's `traceparent`."""

from flask import Flask, Response, g, request

from clueso import logs, tracing

API = "/api/"


def init_app(app: Flask) -> None:
    """Measure each request to the API from its arrival to the end of its answer."""
    app.before_request(_begin)
    app.after_request(_tell)
    app.teardown_request(_end)


def _begin() -> None:
    if not request.path.startswith(API):
        return
    # The route, never the path or the query: a search holds words of a user. A caller could invent methods.
    route = request.url_rule.rule if request.url_rule else ""
    method = request.method if route else "_OTHER"
    facts = {"http.request.method": method} | ({"http.route": route} if route else {})
    g.span = tracing.begin(f"{method} {route}".strip(), tracing.Kind.SERVER, facts)
    if g.span.traceparent:
        logs.add(traceparent=g.span.traceparent)


def _tell(response: Response) -> Response:
    if "span" in g:
        known = logs.ids()
        g.span.tell({"http.response.status_code": response.status_code})
        g.span.tell({f"clueso.{name}": known[name] for name in ("request", "project") if name in known})
        if response.status_code >= 500:
            g.span.fail(str(response.status_code))
    return response


def _end(error: BaseException | None) -> None:
    del error
    if "span" in g:
        g.span.end()
