"""Wrong fields are told to the person who typed them: which field of which part, in plain words."""

import re
from collections.abc import Iterator
from importlib import import_module
from operator import attrgetter
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

import clueso.api
from clueso.api.document_edit_bodies import EDITS
from clueso.api.guards.findings import PREDICATES, refusal
from clueso.api.me import NewVocabulary
from clueso.api.project_queries import ProjectListing
from clueso.api.projects import Changes, NewProject
from clueso.api.schemas import Body, Query
from clueso.api.transcript_edits import TranscriptEdit
from clueso.api.uploads import NewUpload, PartNumbers
from clueso.domain.checking.edited_bodies import problems
from clueso.domain.documents.documents import DocumentKind
from tests.bodies import body_of
from tests.integration.transcribed import guide

SummaryEdit, ChaptersEdit = EDITS[DocumentKind.SUMMARY], EDITS[DocumentKind.CHAPTERS]
GuideEdit, ArticleEdit = EDITS[DocumentKind.GUIDE], EDITS[DocumentKind.ARTICLE]
PROGRAMMERS_WORDS = re.compile(
    r"\b(input|valid|string|dictionary|integer|boolean|null|None|parse)\b|_ms|/|should"
)
SENTENCE = re.compile(r"[A-Z]([^.']|'[^']*')*\.( Leave it out\.)?")
WRONG = [
    None,
    "",
    " ",
    "x" * 100_000,
    "a\nb\0",
    -1,
    10**30,
    1.5,
    True,
    "7",
    [],
    [None],
    [""],
    ["x"] * 30_000,
    {},
    {"a": 1},
]


def details(model: type[BaseModel], body: Any, inside: tuple[str, ...] = ()) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        model.model_validate(body)
    whole = {inside[0]: body} if inside else body
    return [error["detail"] for error in refusal(caught.value, whole, inside=inside).extra["errors"]]


def with_step(number: int, **wrong: Any) -> dict[str, Any]:
    body = guide(*range(6))
    body["steps"][number - 1] |= wrong
    return body


CITED = {"text": "Said.", "segment_ids": []}
SUMMARY = {"point": CITED, "key_points": [], "decisions": [], "action_items": [], "quotes": []}
CHAPTER = {"title": "", "start_ms": 0, "end_ms": 1, "summary": "", "segment_ids": []}
UPLOAD = {"filename": "a.mp4", "content_type": "video/mp4", "size_bytes": 1}


@pytest.mark.parametrize(
    ("model", "body", "words"),
    [
        (GuideEdit, with_step(6, text=" "), "Step 6 needs a text."),
        (
            GuideEdit,
            with_step(2, heading="x" * 2001),
            "The heading of step 2 can have at most 2,000 characters.",
        ),
        (
            GuideEdit,
            with_step(1, picture={"at_ms": -1}),
            "The moment of the picture of step 1 must be at least 0.",
        ),
        (GuideEdit, with_step(1, segment_ids=[""]), "Passage 1 of step 1 must not be empty."),
        (GuideEdit, with_step(1, mood="good"), 'There is no field "mood" here. Leave it out.'),
        (GuideEdit, guide(0) | {"troubleshooting": [CITED | {"text": ""}]}, "Hint 1 needs a text."),
        (GuideEdit, guide(0) | {"goal": "a\0"}, "The goal must not contain control characters."),
        (SummaryEdit, SUMMARY | {"point": CITED | {"text": ""}}, "The point needs a text."),
        (SummaryEdit, SUMMARY | {"action_items": [CITED, CITED | {"text": ""}]}, "To-do 2 needs a text."),
        (SummaryEdit, SUMMARY | {"quotes": [{"segment_ids": []}]}, "The text of quote 1 must be given."),
        (
            ChaptersEdit,
            {"chapters": [CHAPTER | {"end_ms": "1"}]},
            "The end of chapter 1 must be a whole number.",
        ),
        (ArticleEdit, {"title": 1, "lead": "", "sections": []}, "The title must be a text."),
    ],
)
def test_a_document_names_the_field_and_its_part(model: type[Body], body: Any, words: str) -> None:
    assert details(model, body, inside=("body",)) == [words]


@pytest.mark.parametrize(
    ("model", "body", "words"),
    [
        (Changes, {"title": " "}, "The title must not be empty."),
        (Changes, {"title": "x" * 256}, "The title can have at most 255 characters."),
        (Changes, {"title": "a\nb"}, "The title must be one line without control characters."),
        (NewVocabulary, {"words": ["a", "x" * 81]}, "Word 2 can have at most 80 characters."),
        (NewVocabulary, {"words": ["a"] * 501}, "The vocabulary can have at most 500 entries."),
        (
            NewProject,
            {"upload_id": "u", "instructions": "x" * 4001},
            "The instructions can have at most 4,000 characters.",
        ),
        (
            NewProject,
            {"upload_id": "u", "language": "xx"},
            "The language must be the code of a language that can be recognised, such as en, de or zh.",
        ),
        (
            NewProject,
            {"upload_id": "u", "documents": ["poem"]},
            "Document 1 must be 'summary', 'chapters', 'guide', 'article' or 'script'.",
        ),
        (NewUpload, UPLOAD | {"filename": "a/"}, "The file name must be the name of a file."),
        (PartNumbers, {"part_numbers": []}, "The part numbers must not be empty."),
        (ProjectListing, {"limit": "101"}, "The limit must be at most 100."),
        (
            TranscriptEdit,
            {"operations": [{"op": "set_text", "segment_id": "a", "text": ""}]},
            "The text must not be empty.",
        ),
        (
            TranscriptEdit,
            {"operations": [{"op": "rename_speaker", "from": "A", "to": "x" * 101}]},
            "The new name of the speaker can have at most 100 characters.",
        ),
        (
            TranscriptEdit,
            {"operations": [{"op": "replace_all", "find": "", "replace": ""}]},
            "The text to find must not be empty.",
        ),
    ],
)
def test_whatever_a_person_types_is_named_in_their_words(
    model: type[BaseModel], body: Any, words: str
) -> None:
    assert details(model, body) == [words]


def test_what_does_not_fit_the_recording_names_its_part() -> None:
    body = guide(16_001, 0)
    body["steps"][1] |= {"start_ms": 2000, "end_ms": 1000}
    body["prerequisites"] = [{"text": "An account.", "segment_ids": ["s9"]}]

    found = problems(
        body_of(DocumentKind.GUIDE, body), segment_ids={"s1-1"}, duration_ms=16_000, has_video=True
    )

    assert [words for _, words in found] == [
        "Prerequisite 1 names a passage that the transcript does not have.",
        "The picture of step 1 lies after the recording, which ends at 00:16.",
        "Step 2 ends before it begins.",
    ]


def schemas() -> Iterator[type[BaseModel]]:
    """Every schema of a request in the API."""
    for module in iter_modules([str(Path(clueso.api.__file__).parent)]):
        import_module(f"clueso.api.{module.name}")
    left: list[type[BaseModel]] = [Body, Query]
    while left:
        model = left.pop()
        left.extend(model.__subclasses__())
        if model.__module__.startswith("clueso.api.") and model.model_fields:
            yield model


@pytest.mark.parametrize("model", sorted(schemas(), key=attrgetter("__name__")))
def test_no_field_is_refused_in_the_words_of_a_programmer(model: type[BaseModel]) -> None:
    names = [field.alias or name for name, field in model.model_fields.items()]
    found = [
        found
        for body in [*({name: wrong} for name in names for wrong in WRONG), {"more": 1}]
        for found in findings(model, body)
    ]

    assert {type_ for type_, _ in found} <= {*PREDICATES, "extra_forbidden"}
    assert [words for _, words in found if not SENTENCE.fullmatch(words)] == []
    assert [words for _, words in found if PROGRAMMERS_WORDS.search(words)] == []


def findings(model: type[BaseModel], body: Any) -> list[tuple[str, str]]:
    """Each of pydantic's types of error, with what is told; nothing where the body is right."""
    try:
        model.model_validate(body)
    except ValidationError as error:
        told = [item["detail"] for item in refusal(error, body).extra["errors"]]
        return list(zip([item["type"] for item in error.errors()], told, strict=False))
    return []
