"""Whatever a model answers, what is left of it stands every check."""

import json
from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clueso.domain.checking.doubts import warnings
from clueso.domain.checking.heard import Heard
from clueso.domain.documents.documents import DocumentKind
from clueso.domain.pages.markdown import render
from clueso.domain.transcript import Span
from clueso.writing.answers import Ground
from clueso.writing.replies import REPLIES, Answer, parse
from tests.hostile import PAYLOADS
from tests.writing_fakes import transcript

SEGMENTS = transcript("tutorial")
IDS = {number: segment.id for number, segment in enumerate(SEGMENTS, start=1)}
FRAGMENTS = (
    *PAYLOADS,
    "open the members page",
    "click accept",
    "Forty-two",
    "$5 -5",
    "**b**",
    "\u200b",
    "evil.museum",
    "",
)

texts = st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=20), max_size=3).map(" ".join)
numbers = st.lists(st.integers(-1, len(SEGMENTS) + 2), max_size=3)


def replies(shape: type[Answer]) -> st.SearchStrategy[dict[str, Any]]:
    """Answers of this shape: wild words, citations that exist and others."""
    members: dict[str, st.SearchStrategy[Any]] = {}
    for name, field in shape.model_fields.items():
        inner: Any = getattr(field.annotation, "__args__", (field.annotation,))[0]
        if inner is str:
            members[name] = texts
        elif inner is int:
            members[name] = numbers
        else:
            part = replies(inner)
            members[name] = part if field.annotation is inner else st.lists(part, max_size=3)
    return st.fixed_dictionaries(members)


@pytest.mark.parametrize("kind", DocumentKind)
@given(data=st.data(), has_video=st.booleans())
@settings(max_examples=60)
def test_what_is_left_breaks_no_rule_and_holds_nothing_foreign(
    kind: DocumentKind, data: st.DataObject, has_video: bool
) -> None:
    answer, errors = parse(REPLIES[kind], json.dumps(data.draw(replies(REPLIES[kind]))))
    assert answer is not None, errors
    ground = Ground(
        kind, SEGMENTS, Span(0, SEGMENTS[-1].end_ms), IDS, has_video, Heard(SEGMENTS, spoken="en")
    )

    left, told = ground.settle(ground.body(answer))

    written = json.dumps([left and left.to_json(), *map(asdict, told)])
    assert not any(foreign in written for foreign in ("evil.", "<script", "<iframe", "<img", "\\u200b"))
    if left is not None:
        assert ground.violations(left) == []
        warnings(left, Heard(SEGMENTS, spoken="en"), language="en")
        render(left, title="T")
