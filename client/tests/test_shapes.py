"""What this package reads of answers is what the API describes."""

import json
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest
from clueso_client import shapes

DESCRIPTION = json.loads((Path(__file__).parents[2] / "frontend" / "openapi.json").read_text())
SCHEMAS: dict[str, Any] = DESCRIPTION["components"]["schemas"]
SHAPES = [
    shape
    for shape in vars(shapes).values()
    if isinstance(shape, type) and hasattr(shape, "__required_keys__")
]


def allowed(schema: dict[str, Any]) -> set[str]:
    """The words that a member may have."""
    name = schema.get("$ref", "").rpartition("/")[2]
    return set((SCHEMAS[name] if name else schema)["enum"])


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_every_member_is_described(shape: type) -> None:
    described = SCHEMAS[shape.__name__]

    assert set(get_type_hints(shape)) <= set(described["properties"])
    if shape is not shapes.NewProject:
        assert set(get_type_hints(shape)) <= set(described["required"])


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_the_words_of_a_member_are_those_of_the_api(shape: type) -> None:
    properties = SCHEMAS[shape.__name__]["properties"]
    words = {
        name: set(get_args(hint))
        for name, hint in get_type_hints(shape).items()
        if get_origin(hint) is Literal
    }

    assert words == {name: allowed(properties[name]) for name in words}
