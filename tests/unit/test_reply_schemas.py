"""The schemas that a model must keep to, against the rules of strict structured output."""

import re
from typing import Any

import pytest

from clueso.domain.documents.documents import DocumentKind
from clueso.writing import prompts
from clueso.writing.replies import HEADS, REPLIES, Answer, json_schema, parse

Schema = dict[str, Any]

SHAPES = [*REPLIES.values(), *HEADS.values()]
# https://platform.openai.com/docs/guides/structured-outputs: what strict mode supports of JSON Schema,
# less what not every compatible endpoint does (pattern, format, bounds, const).
SUPPORTED = {
    "type",
    "properties",
    "required",
    "additionalProperties",
    "items",
    "anyOf",
    "enum",
    "$ref",
    "$defs",
}
TYPES = {"string", "number", "boolean", "integer", "object", "array", "null"}
# The same page's limits.
MOST_PROPERTIES, MOST_LEVELS, MOST_LETTERS = 5000, 10, 120_000


def inside(node: Schema) -> list[Schema]:
    """The schemas right inside a schema."""
    found = [*node.get("properties", {}).values(), *node.get("$defs", {}).values(), *node.get("anyOf", [])]
    return found + ([node["items"]] if "items" in node else [])


def nodes(node: Schema) -> list[Schema]:
    return [node, *(deeper for child in inside(node) for deeper in nodes(child))]


def objects(node: Schema) -> list[Schema]:
    return [found for found in nodes(node) if found.get("type") == "object"]


def levels(node: Schema, schema: Schema) -> int:
    """How deep objects are nested, references followed."""
    if "$ref" in node:
        return levels(schema["$defs"][node["$ref"].removeprefix("#/$defs/")], schema)
    children = [child for child in inside(node) if child not in node.get("$defs", {}).values()]
    return (node.get("type") == "object") + max((levels(child, schema) for child in children), default=0)


@pytest.mark.parametrize("shape", SHAPES)
def test_every_object_requires_all_its_members_and_allows_no_others(shape: type[Answer]) -> None:
    for node in objects(json_schema(shape)):
        assert node["additionalProperties"] is False
        assert sorted(node["required"]) == sorted(node["properties"])


@pytest.mark.parametrize("shape", SHAPES)
def test_the_root_is_an_object_and_no_keyword_or_type_is_beyond_strict_mode(shape: type[Answer]) -> None:
    schema = json_schema(shape)
    assert schema["type"] == "object"
    assert "anyOf" not in schema
    for node in nodes(schema):
        assert set(node) <= SUPPORTED
        assert node.get("type", "object") in TYPES


@pytest.mark.parametrize("shape", SHAPES)
def test_every_reference_leads_somewhere_in_the_schema(shape: type[Answer]) -> None:
    schema = json_schema(shape)
    references = {node["$ref"] for node in nodes(schema) if "$ref" in node}
    assert references <= {f"#/$defs/{name}" for name in schema.get("$defs", {})}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_schema_is_within_the_limits_of_strict_mode(shape: type[Answer]) -> None:
    schema = json_schema(shape)
    names = [*schema.get("$defs", {}), *(name for node in objects(schema) for name in node["properties"])]
    assert len(names) <= MOST_PROPERTIES
    assert sum(map(len, names)) <= MOST_LETTERS
    assert levels(schema, schema) <= MOST_LEVELS


@pytest.mark.parametrize("kind", DocumentKind)
def test_the_name_of_a_schema_is_one_that_the_endpoint_takes(kind: DocumentKind) -> None:
    assert re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", kind.value)


def test_a_member_called_title_survives() -> None:
    assert "title" in json_schema(REPLIES[DocumentKind.GUIDE])["properties"]


def test_what_is_wrong_with_a_reply_is_told_with_its_pointer() -> None:
    answer, errors = parse(REPLIES[DocumentKind.SCRIPT], '{"lines": [{"text": 5, "segments": [1]}]}')
    assert answer is None
    assert errors == ["/lines/0/text: Input should be a valid string"]


@pytest.mark.parametrize("kind", DocumentKind)
def test_a_prompt_has_a_version_of_its_own(kind: DocumentKind) -> None:
    assert prompts.version(kind).startswith(f"{kind}-")
    assert len({prompts.version(other) for other in DocumentKind}) == len(DocumentKind)
