"""The nonce of an answer: what tells our scripts, in a page, from those that somebody smuggled in."""

import secrets

from flask import g


def nonce() -> str:
    """The nonce of this request's answer: 128 random bits, the same for the page and for its policy."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    return str(g.nonce)
