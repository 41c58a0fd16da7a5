"""The schemas that a model must keep to, against the rules of strict structured output."""

import pytest

from clueso.domain.documents import DocumentKind
from clueso.writing import prompts
from clueso.writing.replies import HEADS, REPLIES, json_schema, parse

SHAPES = [*REPLIES.values(), *HEADS.values()]
# https://platform.openai.com/docs/guides/structured-outputs: what strict mode supports of JSON Schema,
# less what not every compatible endpoint does.
SUPPORTED = {"type", "properties", "required", "additionalProperties", "items", "anyOf", "$ref", "$defs"}


def objects(node):
    found = [node] if node.get("type") == "object" else []
    children = [*node.get("properties", {}).values(), *node.get("$defs", {}).values(), *node.get("anyOf", [])]
    children += [node["items"]] if "items" in node else []
    return found + [item for child in children for item in objects(child)]


def keywords(node):
    children = [*node.get("properties", {}).values(), *node.get("$defs", {}).values(), *node.get("anyOf", [])]
    children += [node["items"]] if "items" in node else []
    return set(node) | {key for child in children for key in keywords(child)}


@pytest.mark.parametrize("shape", SHAPES)
def test_every_object_requires_all_its_members_and_allows_no_others(shape):
    for node in objects(json_schema(shape)):
        assert node["additionalProperties"] is False
        assert sorted(node["required"]) == sorted(node["properties"])


@pytest.mark.parametrize("shape", SHAPES)
def test_the_root_is_an_object_and_no_keyword_is_beyond_strict_mode(shape):
    schema = json_schema(shape)
    assert schema["type"] == "object"
    assert keywords(schema) <= SUPPORTED


def test_a_member_called_title_survives():
    assert "title" in json_schema(REPLIES[DocumentKind.GUIDE])["properties"]


def test_what_is_wrong_with_a_reply_is_told_with_its_pointer():
    answer, errors = parse(REPLIES[DocumentKind.SCRIPT], '{"lines": [{"text": 5, "segments": [1]}]}')
    assert answer is None
    assert errors == ["/lines/0/text: Input should be a valid string"]


@pytest.mark.parametrize("kind", DocumentKind)
def test_a_prompt_has_a_version_of_its_own(kind):
    assert prompts.version(kind).startswith(f"{kind}-")
    assert len({prompts.version(other) for other in DocumentKind}) == len(DocumentKind)
