"""Organisations in Clerk's session tokens: which one the caller has selected, and what they may do in it."""

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Literal

from clueso.errors import Unauthorized

ORGANIZATION_ID = re.compile(r"org_[A-Za-z0-9_-]{1,59}")
"""An organisation's id owns rows as a user's does, so it must never look like one."""
SLUG = re.compile(r"[!-~]{1,255}")
NO_ID = "The organisation in the session token has no valid id."


class Role(IntEnum):
    """What a member may do with the recordings of an organisation. Each role may also do what those below may."""

    VIEW = 1
    EDIT = 2
    MANAGE = 3

    @property
    def word(self) -> Literal["view", "edit", "manage"]:
        """The role as the API names it."""
        return WORDS[self]


WORDS: dict[Role, Literal["view", "edit", "manage"]] = {
    Role.VIEW: "view",
    Role.EDIT: "edit",
    Role.MANAGE: "manage",
}
ROLES = {
    "admin": Role.MANAGE,
    "manager": Role.MANAGE,
    "member": Role.EDIT,
    "basic_member": Role.EDIT,
    "editor": Role.EDIT,
}
"""Clerk's own roles, and names that a custom role may have. A member with any other role may only view."""


@dataclass(frozen=True, slots=True)
class Organization:
    """The organisation that the caller has selected. `slug` is its short name, for people."""

    id: str
    role: Role
    slug: str | None = None


def selected(claims: dict[str, Any]) -> Organization | None:
    """Return the organisation in `o` (version 2 of Clerk's claims) or in `org_id`, `org_role` and `org_slug`
    (version 1); None if the caller works for themselves. Raises Unauthorized.
    """
    if claims.get("o") is not None:
        found = claims["o"] if isinstance(claims["o"], dict) else {}
        return _organization(found.get("id"), found.get("rol"), found.get("slg"))
    if claims.get("org_id") is not None:
        return _organization(claims["org_id"], claims.get("org_role"), claims.get("org_slug"))
    return None


def _organization(id_: Any, role: Any, slug: Any) -> Organization:
    if not isinstance(id_, str) or not ORGANIZATION_ID.fullmatch(id_):
        raise Unauthorized(NO_ID)
    is_name = isinstance(slug, str) and SLUG.fullmatch(slug)
    return Organization(id_, _role(role), slug if is_name else None)


def _role(name: Any) -> Role:
    # Version 1 writes "org:admin", version 2 "admin".
    return ROLES.get(name.removeprefix("org:"), Role.VIEW) if isinstance(name, str) else Role.VIEW
