"""The slowest inputs of a regular expression, made from its parse tree.

A backtracking engine is slow when a repetition can end in many places and the rest of the input matches after
none of them. So each input is a beginning that leads to a repetition, a part that repeats there, and an end
that does not match.
"""

import random
import re
from collections.abc import Iterator, Sequence
from re import _constants as names  # what `re` itself reads a pattern with
from re import _parser as parser
from typing import Any

ALPHABET = " a1A,.-_'\"\u2019;:!?/<>()[]{}=@#&*\\`~+%|$\n\t\u4e00\u00e9\u3002\u2026\u2014"
"""Characters of every class that our patterns speak of."""
ENDS = ("", "\x01", "!")
SEEDS = 3
MOST_PAIRS = 150
REPEATS = frozenset({names.MAX_REPEAT, names.MIN_REPEAT, names.POSSESSIVE_REPEAT})

Tree = Sequence[Any]
Worst = tuple[str, str, str]


def worst_inputs(pattern: re.Pattern[str]) -> list[Worst]:
    """Return the inputs, each as a beginning, the part that repeats, and an end."""
    tree = parser.parse(pattern.pattern, pattern.flags)
    chance = random.Random(pattern.pattern)
    signs = _signs(tree)
    pairs = [one + other for one in signs for other in signs if one != other]
    pairs = chance.sample(pairs, min(len(pairs), MOST_PAIRS))
    whole = [_sample(tree, chance) for _ in range(SEEDS)]
    found = [("", pump) for pump in (*signs, *pairs, *whole, *(f"{text} " for text in whole))]
    for before, inside in _repetitions(tree, "", chance):
        samples = [_sample(inside, chance) for _ in range(SEEDS)]
        samples += [f"{text} " for text in samples] + [f" {text}" for text in samples]
        found += [(start, pump) for start in ("", before) for pump in samples]
        found += [(before, sign) for sign in _signs(inside)]
    return [(*begun, end) for begun in dict.fromkeys(found) if begun[1] for end in ENDS]


def _signs(tree: Tree) -> list[str]:
    """A character for each set of nodes that take the same ones."""
    classes = [_class(node) for node in _nodes(tree)]
    kinds: dict[tuple[int, ...], str] = {}
    for sign in dict.fromkeys(sign for found in classes for sign in found):
        kinds.setdefault(tuple(at for at, found in enumerate(classes) if sign in found), sign)
    return sorted(kinds.values())


def _repetitions(tree: Tree, before: str, chance: random.Random) -> Iterator[tuple[str, Tree]]:
    """Yield for each repetition the text before it and its subpattern."""
    for op, argument in tree:
        if op in REPEATS:
            yield before, argument[2]
            yield from _repetitions(argument[2], before, chance)
        elif op is names.BRANCH:
            for branch in argument[1]:
                yield from _repetitions(branch, before, chance)
        elif op is names.SUBPATTERN:
            yield from _repetitions(argument[3], before, chance)
        elif op in (names.ASSERT, names.ASSERT_NOT) and argument[0] > 0:
            yield from _repetitions(argument[1], before, chance)
        before += _sample([(op, argument)], chance)


def _nodes(tree: Tree) -> Iterator[tuple[Any, Any]]:
    for op, argument in tree:
        yield op, argument
        if op in REPEATS:
            yield from _nodes(argument[2])
        elif op is names.BRANCH:
            for branch in argument[1]:
                yield from _nodes(branch)
        elif op is names.SUBPATTERN:
            yield from _nodes(argument[3])
        elif op is names.ATOMIC_GROUP:
            yield from _nodes(argument)
        elif op in (names.ASSERT, names.ASSERT_NOT):
            yield from _nodes(argument[1])


def _class(node: tuple[Any, Any]) -> list[str]:
    """The characters of the alphabet, and those that it names itself, that one node takes."""
    op, argument = node
    if op is names.LITERAL:
        return [chr(argument)]
    if op in (names.IN, names.NOT_LITERAL, names.ANY, names.CATEGORY):
        own = [chr(value) for kind, value in (argument if op is names.IN else []) if kind is names.LITERAL]
        return [sign for sign in dict.fromkeys([*own, *ALPHABET]) if _takes(node, sign)]
    return []


def _takes(node: tuple[Any, Any], sign: str) -> bool:
    op, argument = node
    if op is names.ANY:
        return sign != "\n"
    if op is names.NOT_LITERAL:
        return bool(ord(sign) != argument)
    is_negated = argument[0][0] is names.NEGATE
    return bool(is_negated != any(_is_in(kind, value, sign) for kind, value in argument))


def _is_in(kind: Any, value: Any, sign: str) -> bool:
    if kind is names.LITERAL:
        return bool(ord(sign) == value)
    if kind is names.RANGE:
        return bool(value[0] <= ord(sign) <= value[1])
    if kind is names.CATEGORY:
        known = {
            names.CATEGORY_DIGIT: sign.isdecimal(),
            names.CATEGORY_SPACE: sign.isspace(),
            names.CATEGORY_WORD: sign.isalnum() or sign == "_",
        }
        opposite = {
            names.CATEGORY_NOT_DIGIT: names.CATEGORY_DIGIT,
            names.CATEGORY_NOT_SPACE: names.CATEGORY_SPACE,
            names.CATEGORY_NOT_WORD: names.CATEGORY_WORD,
        }
        return not known[opposite[value]] if value in opposite else known[value]
    return False


def _sample(tree: Tree, chance: random.Random) -> str:
    """A text that the tree may take; what only looks around takes nothing."""
    found = ""
    for op, argument in tree:
        if op is names.BRANCH:
            found += _sample(chance.choice(argument[1]), chance)
        elif op is names.SUBPATTERN:
            found += _sample(argument[3], chance)
        elif op is names.ATOMIC_GROUP:
            found += _sample(argument, chance)
        elif op in REPEATS:
            least, most, inside = argument
            times = chance.randint(least, min(int(most), max(least, 2)))
            found += "".join(_sample(inside, chance) for _ in range(times))
        elif signs := _class((op, argument)):
            found += chance.choice(signs)
    return found
