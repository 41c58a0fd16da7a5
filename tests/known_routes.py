"""Compiles each route once per process. Nearly every test of the API builds an app, and all have the same routes.

Else Werkzeug compiles two functions for each route of each app, which is most of the work of building one.
"""

from collections.abc import Callable

from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]


def compile_once() -> None:
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
