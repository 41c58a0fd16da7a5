"""What a key for programs may do: the scope of every call of the API.

Every route that needs a sign-in stands in exactly one of these sets, by its endpoint. A key may not call a route
that stands in none, and a test demands that none is left out.
"""

from flask import Flask, request

from clueso.api.guards.auth import caller
from clueso.errors import Forbidden
from clueso.models import Scope

ENDPOINTS = {
    Scope.READ: frozenset(
        {
            "audit.read_audit",
            "brand.read",
            "corrections.of_transcript",
            "document_edits.version",
            "document_edits.versions",
            "documents.file",
            "documents.list_of_project",
            "documents.pictures_of",
            "documents.read",
            "exports.read",
            "me.read",
            "me.read_vocabulary",
            "projects.list_all",
            "projects.media",
            "projects.read",
            "replacements.places",
            "screens.list_of_project",
            "search.search",
            "transcript_edits.version",
            "transcript_edits.versions",
            "transcripts.file",
            "transcripts.read",
            "uploads.list_all",
            "uploads.list_available",
            "uploads.list_parts",
            "uploads.read",
        }
    ),
    Scope.WRITE: frozenset(
        {
            "brand.remove_logo",
            "brand.write",
            "brand.write_logo",
            "document_edits.edit",
            "document_edits.restore",
            "document_edits.write",
            "exports.ask",
            "hear_again.hear_again",
            "me.write_vocabulary",
            "own_pictures.add",
            "projects.cancel",
            "projects.change",
            "projects.create",
            "projects.delete",
            "projects.restore",
            "projects.retry",
            "replacements.replace",
            "speakers.merge",
            "speakers.rename",
            "transcript_edits.edit",
            "transcript_edits.restore",
            "uploads.complete",
            "uploads.create",
            "uploads.remove",
            "uploads.sign_parts",
        }
    ),
}
PERSON_ONLY = frozenset({"keys.create", "keys.list_keys", "keys.read", "keys.revoke", "me.leave"})
"""Calls that no key may make: a leaked key must not outlive itself by making another, and must not delete the
account.
"""
SCOPES = {endpoint: scope for scope, endpoints in ENDPOINTS.items() for endpoint in endpoints}


def init_app(app: Flask) -> None:
    """Refuse a key what its scopes do not allow. Call after auth, which knows the key."""

    @app.before_request
    def demand_scope() -> None:
        known = caller()
        # Without a rule no view runs: the answer is 404 or 405.
        if known and known.key and request.endpoint:
            _demand(known.key.scopes, request.endpoint)


def _demand(scopes: frozenset[Scope], endpoint: str) -> None:
    """Raise Forbidden unless these scopes allow this call."""
    needed = SCOPES.get(endpoint)
    if needed is None:
        raise Forbidden("A key for programs may not do this. Sign in and do it on the page Account.")
    if needed not in scopes:
        raise Forbidden(f"This key lacks the scope '{needed}'. Make another key that has it.")
