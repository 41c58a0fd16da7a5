"""Every regular expression of the product, how it is used, and how its cost grows with its input."""

import ast
import importlib
import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).parents[1]
PACKAGES = ("clueso", "jobs")
ONCE = frozenset({"match", "fullmatch"})
EVERYWHERE = frozenset({"search", "findall", "finditer", "sub", "subn", "split"})
SHORT, LONG = 400, 1600
"""Characters of two inputs of which the second is four times as long."""
GROWTH = LONG // SHORT
STEEP = 8
"""Between 4, by which a linear cost grows, and 16, by which a quadratic one does."""
LEAST_S = 0.0003
"""CPU time below which the longer input costs nothing that matters; a quadratic pattern takes more."""
HOPELESS_S = 0.02
"""CPU time for the shorter input that is a hundred times what a linear pattern takes."""
TRIES = 4


@dataclass(frozen=True, slots=True)
class Used:
    """A pattern, and the most that is done with it: `finditer`, which tries it at every place of a text,
    or `match` or `fullmatch` at its beginning."""

    name: str
    pattern: re.Pattern[str]
    how: str

    def cost_s(self, text: str) -> float:
        begun = time.thread_time()
        found = getattr(self.pattern, self.how)(text)
        if self.how == "finditer":
            for _ in found:
                pass
        return time.thread_time() - begun

    def is_steep(self, worst: tuple[str, str, str]) -> bool:
        """Return whether the cost grows faster than the input.

        Measured is the CPU time, the minimum of some tries, and only where it exceeds the noise, so that
        other work on the machine does not matter.
        """
        beginning, pump, end = worst
        if any(self.cost_s(f"{beginning}{pump * count}{end}") > HOPELESS_S for count in (8, 12, 16, 20, 24)):
            return True  # exponential
        short, long = (f"{beginning}{pump * -(-size // len(pump))}{end}" for size in (SHORT, LONG))
        first = self.cost_s(short)
        if first > HOPELESS_S:
            return True  # cubic: the longer one would take minutes
        if first < LEAST_S / GROWTH**2:
            return False  # even a quadratic cost stays below LEAST_S, and a cubic one is above already
        second = self.cost_s(long)
        for _ in range(TRIES):
            if second < max(LEAST_S, STEEP * first):
                return False
            first, second = max(first, self.cost_s(short)), min(second, self.cost_s(long))
        return True


def used_patterns() -> list[Used]:
    texts = {path: path.read_text() for path in _sources()}
    methods = _methods(texts.values())
    return [
        Used(f"{_module_name(path)}.{name}", pattern, _most(known or methods.get(name, set())))
        for path, text in texts.items()
        if "import re" in text
        for module in [importlib.import_module(_module_name(path))]
        for name, pattern, known in (*_named(module), *_inline(module, ast.parse(text)))
    ]


def made_within() -> set[str]:
    """Return the functions that build a pattern from their arguments."""
    return {
        f"{_module_name(path)}.{function.name}"
        for path in _sources()
        if "import re" in path.read_text()
        for module in [importlib.import_module(_module_name(path))]
        for function in ast.walk(ast.parse(path.read_text()))
        if isinstance(function, ast.FunctionDef)
        for call in _calls_of_re(function)
        if _value(module, call.args[0]) is None
    }


def _sources() -> list[Path]:
    return sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def _module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def _methods(texts: Iterable[str]) -> dict[str, set[str]]:
    """Return the methods of a pattern that are used on each name, anywhere."""
    called = re.compile(rf"\b(\w+)\.({'|'.join(EVERYWHERE | ONCE)})\b")
    found: dict[str, set[str]] = {}
    for text in texts:
        for name, method in called.findall(text):
            found.setdefault(name, set()).add(method)
    return found


def _most(methods: set[str]) -> str:
    if methods & EVERYWHERE or not methods & ONCE:
        return "finditer"
    return "fullmatch" if "fullmatch" in methods else "match"


def _named(module: ModuleType) -> Iterator[tuple[str, re.Pattern[str], set[str]]]:
    for name, value in vars(module).items():
        members = value.items() if isinstance(value, dict) else [("", value)]
        for key, pattern in members:
            if isinstance(pattern, re.Pattern) and isinstance(pattern.pattern, str):
                yield f"{name}[{key!r}]" if key else name, pattern, set()


def _inline(module: ModuleType, tree: ast.AST) -> Iterator[tuple[str, re.Pattern[str], set[str]]]:
    for call in _calls_of_re(tree):
        assert isinstance(call.func, ast.Attribute)
        pattern = _value(module, call.args[0])
        if pattern is not None and call.func.attr != "compile":
            flags = [word.value for word in call.keywords if word.arg == "flags"]
            flags += [argument for argument in call.args[1:] if "re." in ast.unparse(argument)]
            compiled = re.compile(pattern, *(_value(module, flag) for flag in flags))
            yield f"line {call.lineno}", compiled, {call.func.attr}


def _calls_of_re(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "re"
            and node.func.attr in EVERYWHERE | ONCE | {"compile"}
        ):
            yield node


def _value(module: ModuleType, expression: ast.expr) -> Any:
    """Return an expression's value at module level, None where it needs other names."""
    try:
        return eval(ast.unparse(expression), vars(module))
    except NameError:
        return None
