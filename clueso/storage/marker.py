"""The marker: a small file beside the objects that names the installation they belong to."""

import json

MARKER = "clueso.json"
ABOUT = "Clueso removes nothing here unless its database has this id. Leave this file where it is."


def marker_text(owner: str) -> str:
    return json.dumps({"installation": owner, "about": ABOUT}, indent=2) + "\n"


def owner_in(text: str) -> str:
    """The owner that a marker names; empty, and so nobody, where the file is damaged."""
    try:
        owner = json.loads(text)["installation"]
    except (ValueError, KeyError, TypeError):
        return ""
    return owner if isinstance(owner, str) else ""
