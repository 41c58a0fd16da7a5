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
            "brand.read_brand",
            "comments.list_comments",
            "comments.read",
            "corrections.list_corrections",
            "document_edits.read_document_version",
            "document_edits.list_document_versions",
            "documents.download_document",
            "documents.list_documents",
            "documents.list_pictures",
            "documents.read",
            "exports.list_exports",
            "exports.read",
            "links.list_links",
            "links.read",
            "me.read",
            "me.read_vocabulary",
            "projects.list_projects",
            "projects.read_media",
            "projects.read",
            "replacements.count_replacements",
            "screens.list_screens",
            "search.search_recordings",
            "subscriptions.list_deliveries",
            "subscriptions.list_webhooks",
            "subscriptions.read",
            "subscriptions.read_delivery",
            "tags.list_tags",
            "transcript_edits.read_transcript_version",
            "transcript_edits.list_transcript_versions",
            "transcripts.download_transcript",
            "transcripts.read",
            "uploads.list_uploads",
            "uploads.list_available_uploads",
            "uploads.list_parts",
            "uploads.read",
        }
    ),
    Scope.WRITE: frozenset(
        {
            "brand.remove_logo",
            "brand.write_brand",
            "brand.write_logo",
            "comments.change",
            "comments.create",
            "comments.remove",
            "document_edits.edit",
            "document_edits.restore_document_version",
            "document_edits.write",
            "exports.create",
            "hear_again.hear_again",
            "links.create",
            "links.revoke",
            "me.write_vocabulary",
            "own_pictures.add_picture",
            "projects.cancel",
            "projects.change",
            "projects.create",
            "projects.delete",
            "projects.restore",
            "projects.retry",
            "replacements.replace_words",
            "speakers.merge_speakers",
            "speakers.rename_speaker",
            "subscriptions.change",
            "subscriptions.create",
            "subscriptions.remove",
            "subscriptions.replay_delivery",
            "subscriptions.test",
            "tags.write_tags",
            "transcript_edits.edit",
            "transcript_edits.restore_transcript_version",
            "uploads.complete",
            "uploads.create",
            "uploads.remove",
            "uploads.sign_parts",
        }
    ),
}
OF_NOTIFICATIONS = frozenset(
    {
        "notifications.create_browser",
        "notifications.read_browser",
        "notifications.read_notifications",
        "notifications.remove_browser",
        "notifications.write_notifications",
    }
)
PERSON_ONLY = OF_NOTIFICATIONS | {
    "keys.create",
    "keys.list_keys",
    "keys.read",
    "keys.revoke",
    "me.delete_account",
}
"""Calls that no key may make: a leaked key must not outlive itself by making another, and must not delete the
account. What a person hears of, and where, is the person's own matter.
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
