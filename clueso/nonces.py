"""The nonce of a response. It distinguishes our own scripts in a page from injected ones."""

import secrets

from flask import g


def nonce() -> str:
    """Return the nonce of this response: 128 random bits, the same for the page and its policy."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    return str(g.nonce)
