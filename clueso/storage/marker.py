"""The marker: a small file beside the objects. It names the installation to which they belong."""

import json

MARKER = "clueso.json"
ABOUT = "Clueso removes nothing here unless its database has this id. Leave this file where it is."


def marker_text(owner: str) -> str:
    return json.dumps({"installation": owner, "about": ABOUT}, indent=2) + "\n"


def owner_in(text: str) -> str:
    """Return the installation that a marker names; "" if the file is damaged, which matches no installation."""
    try:
        owner = json.loads(text)["installation"]
    except (ValueError, KeyError, TypeError):
        return ""
    return owner if isinstance(owner, str) else ""
