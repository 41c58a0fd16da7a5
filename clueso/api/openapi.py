"""The OpenAPI 3.1 description of the API, made from the views, and a page to read and try it."""

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import flask_openapi3_swagger
from flask import Blueprint, Flask, current_app, render_template
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.info import Info
from flask_openapi3.models.tag import Tag
from flask_openapi3.openapi import OpenAPI
from werkzeug.routing import PathConverter

from clueso.api import responses
from clueso.api.context import settings
from clueso.api.guards.auth import PREFIX
from clueso.api.guards.bodies import StrictRequest
from clueso.api.guards.problems import raise_invalid
from clueso.api.guards.scopes import SCOPES
from clueso.api.schemas import Problem

SWAGGER = Path(flask_openapi3_swagger.__file__).parent / "templates" / "swagger"
SESSION, KEY = "session", "key"
SIGN_INS: dict[str, Any] = {
    SESSION: {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "The session token of a person.",
    },
    KEY: {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "clu_…",
        "description": "A key for programs, made with `POST /api/v1/keys`. A call lists the scope that the key needs.",
    },
}
ARGUMENT = re.compile(r"<(?:[^<>:]+:)?(\w+)>")


class UploadConverter(PathConverter):
    """Matches the id of an upload.

    Ids of linked uploads may contain slashes, so the other paths under /uploads are excluded.
    """

    regex = r"(?!available$)(?!.+/(?:parts|complete)$)[^/].*?"


class Api(OpenAPI):
    """A Flask app that parses bodies strictly, returns errors as problems, and describes its views."""

    request_class = StrictRequest

    def __init__(self, import_name: str) -> None:
        super().__init__(
            import_name,
            info=Info(title="Clueso", version="1", description="Recordings in, words worth publishing out."),
            security_schemes=SIGN_INS,
            validation_error_model=Problem,
            validation_error_callback=raise_invalid,
            doc_ui=False,
            static_folder=None,
        )
        self.url_map.converters["upload"] = UploadConverter

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function as it is. Flask looks at each guard and view of each request whether it is a coroutine;
        none of ours is.
        """
        return func

    def register_api(self, api: APIBlueprint, **options: Any) -> None:
        """Register the blueprint as flask-openapi3 does, but keep both descriptions of a path that two
        blueprints share.
        """
        # flask-openapi3 overwrites the methods that an earlier blueprint documented at the same path.
        described = dict(self.paths)
        super().register_api(api, **options)
        for path in described.keys() & api.paths.keys():
            added = api.paths[path]
            methods = {name: getattr(added, name) for name in added.model_fields_set}
            self.paths[path] = described[path].model_copy(update=methods)

    def generate_spec_json(self) -> None:
        """Describe the API as flask-openapi3 does, with the calls that a key may make, problems and headers."""
        super().generate_spec_json()  # type: ignore[no-untyped-call]
        for rule in self.url_map.iter_rules():
            scope = SCOPES.get(rule.endpoint)
            path = self.spec_json["paths"].get(ARGUMENT.sub(r"{\1}", rule.rule))
            for method in (rule.methods or set()) if scope and path else ():
                if operation := path.get(method.lower()):
                    operation["security"] = [{SESSION: []}, {KEY: [scope]}]
        responses.complete(self.spec_json)


def api_blueprint(
    name: str, import_name: str, *, tag: str, url_prefix: str | None = PREFIX, needs_token: bool = True
) -> APIBlueprint:
    """Return a blueprint under /api/v1. Its views are documented under `tag`."""
    return APIBlueprint(
        name,
        import_name,
        url_prefix=url_prefix,
        abp_tags=[Tag(name=tag)],
        abp_security=[{SESSION: []}] if needs_token else [],
        operation_id_callback=partial(_operation_id, tag),
    )


def init_app(app: Flask) -> None:
    """Serve the description at /api/v1/openapi.json and the page at /api/docs."""
    docs = Blueprint(
        "docs",
        __name__,
        template_folder="templates",
        static_folder="static",
        static_url_path="/api/docs/static",
    )
    swagger = Blueprint("swagger", __name__, static_folder=str(SWAGGER), static_url_path="/api/docs/swagger")
    docs.add_url_rule(f"{PREFIX}/openapi.json", view_func=document)
    docs.add_url_rule("/api/docs", view_func=page)
    app.register_blueprint(docs)
    app.register_blueprint(swagger)


def document() -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of the current app."""
    assert isinstance(current_app, Flask)
    description: dict[str, Any] = current_app.api_doc  # type: ignore[attr-defined]
    return description | {"servers": [{"url": settings().base_path or "/"}]}


def page() -> str:
    """Return the page on which people read and try the API."""
    return render_template("docs.html")


def _operation_id(tag: str, *, name: str, **_: str) -> str:
    """Return the view's name in camelCase, such as `listProjects`.

    A view that is only a verb gets its object from the tag: `create` of projects is `createProject`.
    """
    verb, *others = name.split("_")
    words = others or tag.removesuffix("s").split()
    return verb + "".join(word.capitalize() for word in words)
