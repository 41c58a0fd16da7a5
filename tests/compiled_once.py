"""Compiles each route and each statement once per process. Nearly every test has an app and a database of its own,
and all have the same routes and statements.

Else Werkzeug compiles two functions for each route of each app, which is most of the work of building one, and
SQLAlchemy compiles each statement for each database, which is a quarter of the work of a test with one.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]


def compile_once() -> None:
    _share_routes()
    _share_statements()


def _share_routes() -> None:
    """Let apps share the functions that build the URLs of their routes.

    Such a function depends on the path and its parameters alone: it finds converters through the rule that it
    is called for. Only defaults would be compiled into it.
    """
    compiled: dict[tuple[object, ...], Builder] = {}
    compile_builder = Rule._compile_builder

    def known_builder(rule: Rule, append_unknown: bool = True) -> Builder:
        if rule.defaults:
            return compile_builder(rule, append_unknown)
        key = (rule.rule, tuple(rule._trace), append_unknown)
        if key not in compiled:
            compiled[key] = compile_builder(rule, append_unknown)
        return compiled[key]

    Rule._compile_builder = known_builder  # type: ignore[assignment, method-assign]


def _share_statements() -> None:
    """Let all engines share what they compile, and count all dialects of one kind as one.

    All tests of one process speak with one version of SQLite and one of PostgreSQL.
    """
    compiled: LRUCache[Any, Any] = LRUCache(3000)
    Engine._compiled_cache = property(lambda engine: compiled, lambda engine, own: None)  # type: ignore[assignment]
    for kind in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        kind.__eq__ = lambda one, other: type(one) is type(other)  # type: ignore[method-assign]
        kind.__hash__ = lambda one: hash(type(one))  # type: ignore[assignment]
