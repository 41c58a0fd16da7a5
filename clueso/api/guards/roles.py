"""What a member of an organisation may do there: the role that every call of the API needs.

The table follows from that of the scopes: reading and commenting need the role "view", writing "edit". What decides for the
whole organisation, or cannot be undone, needs "manage". Who works for themselves may do everything.
"""

from flask import Flask, request

from clueso.api.guards.auth import caller
from clueso.api.guards.organizations import Role
from clueso.api.guards.scopes import OF_NOTIFICATIONS, PERSON_ONLY, SCOPES
from clueso.errors import Forbidden
from clueso.models import Scope

MANAGED = frozenset(
    {
        "brand.remove_logo",
        "brand.write_brand",
        "brand.write_logo",
        "keys.create",
        "keys.list_keys",
        "keys.read",
        "keys.revoke",
        "subscriptions.change",
        "subscriptions.create",
        "subscriptions.remove",
    }
)
"""Calls that need the role "manage". Deleting a recording needs it too, unless the caller made the recording:
`may_manage` tells the view.
"""
COMMENTING = frozenset({"comments.change", "comments.create", "comments.remove"})
"""Who may see a recording may comment on it."""
OF_THE_CALLER = OF_NOTIFICATIONS | {"me.delete_account"}
"""Calls about the caller's own account, whatever organisation is selected."""


def needed_role(endpoint: str) -> Role | None:
    """Return the role that this call needs in an organisation, None if it needs none."""
    if endpoint in OF_THE_CALLER or (endpoint not in SCOPES and endpoint not in PERSON_ONLY):
        return None
    if endpoint in MANAGED:
        return Role.MANAGE
    is_seeing = endpoint in COMMENTING or SCOPES.get(endpoint) is Scope.READ
    return Role.VIEW if is_seeing else Role.EDIT


def init_app(app: Flask) -> None:
    """Refuse a member what the role does not allow. Call after auth, which knows the organisation."""

    @app.before_request
    def demand_role() -> None:
        known = caller()
        # A key acts within its scopes, whatever became of the role of its maker.
        if known and known.organization and not known.key and request.endpoint:
            _demand(known.organization.role, request.endpoint)


def may_manage() -> bool:
    """Return whether the caller may manage what the owner has."""
    known = caller()
    return known is None or known.organization is None or known.organization.role >= Role.MANAGE


def _demand(role: Role, endpoint: str) -> None:
    """Raise Forbidden unless this role allows this call."""
    needed = needed_role(endpoint)
    if needed is not None and role < needed:
        raise Forbidden(
            f"This needs the role '{needed.word}' in your organisation. Ask one of its managers for it."
        )
