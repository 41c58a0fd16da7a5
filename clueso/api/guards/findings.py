"""Turns pydantic's validation errors into sentences for users. Pydantic's own messages are for programmers.

The message of one of our validators ends a sentence that begins with the field's name: `ValueError("must be
one line")` becomes "The title must be one line."
"""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from clueso.api.guards.bodies import invalid, pointer
from clueso.domain.documents.field_names import begin, owner_and_field, place
from clueso.errors import Invalid

Path = tuple[str | int, ...]
Context = Mapping[str, Any]

PREDICATES: Mapping[str, Callable[[Context], str]] = {
    "missing": lambda _: "must be given",
    "string_type": lambda _: "must be a text",
    "string_too_long": lambda ctx: _at_most(ctx["max_length"], "character"),
    "string_too_short": lambda ctx: _at_least(ctx["min_length"], "character"),
    "string_pattern_mismatch": lambda _: "must have between 1 and 255 printable ASCII characters",
    "too_long": lambda ctx: _at_most(ctx["max_length"], "entry" if ctx["is_list"] else "character"),
    "too_short": lambda ctx: _at_least(ctx["min_length"], "entry" if ctx["is_list"] else "character"),
    "int_type": lambda _: "must be a whole number",
    "int_from_float": lambda _: "must be a whole number",
    "int_parsing": lambda _: "must be a whole number",
    "float_type": lambda _: "must be a number",
    "int_parsing_size": lambda _: "must be a smaller number",
    "greater_than_equal": lambda ctx: f"must be at least {ctx['ge']:,}",
    "less_than_equal": lambda ctx: f"must be at most {ctx['le']:,}",
    "bool_type": lambda _: "must be true or false",
    "bool_parsing": lambda _: "must be true or false",
    "list_type": lambda _: "must be a list",
    "model_type": lambda _: "must be an object",
    "model_attributes_type": lambda _: "must be an object",
    "dict_type": lambda _: "must be an object",
    "enum": lambda ctx: f"must be {ctx['expected']}",
    "literal_error": lambda ctx: f"must be {ctx['expected']}",
    "union_tag_invalid": lambda ctx: f"must have one of {ctx['expected_tags']} as {ctx['discriminator']}",
    "union_tag_not_found": lambda ctx: f"must have {ctx['discriminator']}",
    "value_error": lambda ctx: str(ctx["error"]),
}
"""The end of the sentence for each of pydantic's error types, made from the error's context."""

EMPTY = frozenset({"string_too_short", "too_short"})
MAX_ERRORS_SHOWN = 20


def refusal(error: ValidationError, body: Any, *, inside: Path = ()) -> Invalid:
    """Return pydantic's findings as an Invalid error, each with a JSON pointer into the body.

    `inside` is the path of the checked value in the body. The first 20 findings are shown.
    """
    findings = error.errors(include_url=False)[:MAX_ERRORS_SHOWN]
    # `include_url` would add links to pydantic's own documentation.
    paths = [_path((*inside, *finding["loc"]), body) for finding in findings]
    return invalid(
        [(pointer(path), in_words(finding, path)) for finding, path in zip(findings, paths, strict=True)]
    )


def in_words(finding: ErrorDetails, path: Path) -> str:
    """Return one finding as a sentence that names the field. `path` is the field's path in the body."""
    if finding["type"] == "extra_forbidden":
        return f'There is no field "{path[-1]}" here. Leave it out.'
    context = {**finding.get("ctx", {}), "is_list": isinstance(finding.get("input"), list | dict)}
    owner, field = owner_and_field(path)
    is_empty = finding["type"] in EMPTY and context.get("min_length") == 1 and not context["is_list"]
    if is_empty and owner and field:
        return f"{begin(owner)} needs {_article(field)} {field}."
    predicate = PREDICATES.get(finding["type"])
    return f"{begin(place(path))} {predicate(context) if predicate else 'must be as the API describes it'}."


def _path(loc: Path, body: Any) -> Path:
    """Return the path of the wrong value in the body.

    Pydantic's `loc` also contains the tags of unions, which are not in the body; they are skipped.
    """
    path: list[str | int] = []
    here = body
    for is_last, key in ((index == len(loc) - 1, key) for index, key in enumerate(loc)):
        is_list_index = isinstance(here, list) and isinstance(key, int) and key < len(here)
        if is_list_index or (isinstance(here, dict) and key in here):
            path.append(key)
            here = here[key]
        elif is_last and isinstance(here, dict) and key != here.get("op"):  # a missing field, not a tag
            path.append(key)
    return tuple(path)


def _at_most(number: int, unit: str) -> str:
    return f"can have at most {_counted(number, unit)}"


def _at_least(number: int, unit: str) -> str:
    return "must not be empty" if number == 1 else f"must have at least {_counted(number, unit)}"


def _counted(number: int, unit: str) -> str:
    plural = unit.removesuffix("y") + "ies" if unit.endswith("y") else f"{unit}s"
    return f"{number:,} {unit if number == 1 else plural}"


def _article(noun: str) -> str:
    return "an" if noun[0] in "aeiou" else "a"
