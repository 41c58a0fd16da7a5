"""What pydantic finds wrong, in words for the person who typed it. Its own words are for programmers.

A message of our own validators completes the sentence that begins with the field's name: `ValueError("must be
one line")` becomes "The title must be one line."
"""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from clueso.api.guards.bodies import invalid, pointer
from clueso.domain.field_names import begin, owner_and_field, place
from clueso.errors import Invalid

Path = tuple[str | int, ...]
Context = Mapping[str, Any]

PREDICATES: Mapping[str, Callable[[Context], str]] = {
    "missing": lambda _: "must be given",
    "string_type": lambda _: "must be a text",
    "string_too_long": lambda told: _at_most(told["max_length"], "character"),
    "string_too_short": lambda told: _at_least(told["min_length"], "character"),
    "string_pattern_mismatch": lambda _: "must hold between 1 and 255 printable ASCII characters",
    "too_long": lambda told: _at_most(told["max_length"], "entry" if told["is_list"] else "character"),
    "too_short": lambda told: _at_least(told["min_length"], "entry" if told["is_list"] else "character"),
    "int_type": lambda _: "must be a whole number",
    "int_from_float": lambda _: "must be a whole number",
    "int_parsing": lambda _: "must be a whole number",
    "int_parsing_size": lambda _: "must be a smaller number",
    "greater_than_equal": lambda told: f"must be at least {told['ge']:,}",
    "less_than_equal": lambda told: f"must be at most {told['le']:,}",
    "bool_type": lambda _: "must be true or false",
    "bool_parsing": lambda _: "must be true or false",
    "list_type": lambda _: "must be a list",
    "model_type": lambda _: "must be an object",
    "model_attributes_type": lambda _: "must be an object",
    "dict_type": lambda _: "must be an object",
    "enum": lambda told: f"must be {told['expected']}",
    "literal_error": lambda told: f"must be {told['expected']}",
    "union_tag_invalid": lambda told: f"must have one of {told['expected_tags']} as {told['discriminator']}",
    "union_tag_not_found": lambda told: f"must have {told['discriminator']}",
    "value_error": lambda told: str(told["error"]),
}
"""By pydantic's type of error: what its context tells, as the end of a sentence."""

EMPTY = frozenset({"string_too_short", "too_short"})
MAX_ERRORS_TOLD = 20


def refusal(error: ValidationError, body: Any, *, inside: Path = ()) -> Invalid:
    """The error that tells pydantic's findings, each with a pointer into the body. `inside` is where in the body
    the checked value stands."""
    findings = error.errors(include_url=False)[:MAX_ERRORS_TOLD]
    paths = [_path((*inside, *finding["loc"]), body) for finding in findings]
    return invalid(
        [(pointer(path), in_words(finding, path)) for finding, path in zip(findings, paths, strict=True)]
    )


def in_words(finding: ErrorDetails, path: Path) -> str:
    """One finding as a sentence that names the field; `path` leads to it in the body."""
    if finding["type"] == "extra_forbidden":
        return f'There is no field "{path[-1]}" here. Leave it out.'
    told = {**finding.get("ctx", {}), "is_list": isinstance(finding.get("input"), list)}
    owner, field = owner_and_field(path)
    if finding["type"] in EMPTY and owner and field and told.get("min_length") == 1 and not told["is_list"]:
        return f"{begin(owner)} needs {_article(field)} {field}."
    predicate = PREDICATES.get(finding["type"])
    return f"{begin(place(path))} {predicate(told) if predicate else 'must be as the API describes it'}."


def _path(loc: Path, body: Any) -> Path:
    """Where in the body it is wrong; pydantic's path also holds the tags of unions, which stand nowhere."""
    path: list[str | int] = []
    here = body
    for last, part in ((index == len(loc) - 1, part) for index, part in enumerate(loc)):
        is_list_index = isinstance(here, list) and isinstance(part, int) and part < len(here)
        if is_list_index or (isinstance(here, dict) and part in here):
            path.append(part)
            here = here[part]
        elif last and isinstance(here, dict) and part != here.get("op"):
            path.append(part)
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
