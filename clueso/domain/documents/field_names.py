"""Names a request's fields in a person's words: "the text of step 6" for `/body/steps/5/text`."""

from collections.abc import Sequence

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.documents.kinds.body import CITED, Called, shapes

Path = Sequence[str | int]

OF_KINDS = {
    shape.name: called.name
    if (called := shape.marker(Called))
    else shape.name.removesuffix("s").replace("_", " ")
    for kind in DocumentKind
    for shape in shapes(kind.body)
    if shape.holds_parts
}
"""The word for one part of a document, by the name of the list that holds it."""

CITED_BY_HEADS = {
    shape.name: shape.name.removesuffix(CITED)
    for kind in DocumentKind
    for shape in shapes(kind.body)
    if shape.is_citation
}
"""The texts beside the parts, by the names of the lists that hold what they cite."""

ITEMS = (
    {
        "documents": "document",
        "embed_origins": "site",
        "marks": "mark",
        "operations": "operation",
        "parts": "part",
        "part_numbers": "part number",
        "segment_ids": "passage",
        "shows": "part",
        "tags": "tag",
        "vocabulary": "word",
        "words": "word",
    }
    | OF_KINDS
    | dict.fromkeys(CITED_BY_HEADS, "passage")
)
"""The word for one item of a list."""

GROUPS = {"metadata": "metadata", "picture": "picture", "point": "point"}
"""Objects that have fields of their own."""

NAMES = {
    "after": "step before it",
    "alt": "alternative text",
    "at_ms": "moment",
    "content_type": "type of the file",
    "created_after": "time",
    "document_id": "document",
    "embed": "wish to show it on other sites",
    "embed_origins": "list of sites",
    "end_ms": "end",
    "etag": "ETag",
    "expires_at": "end",
    "filename": "file name",
    "find": "text to find",
    "from": "present name of the speaker",
    "match_case": "wish to match capitals",
    "part_number": "number of the part",
    "path": "place of the text",
    "q": "text to search for",
    "replace": "replacement",
    "segment_id": "passage",
    "segment_ids": "list of passages",
    "size_bytes": "size of the file",
    "shows": "list of parts to show",
    "speakers": "number of speakers",
    "source_url": "link",
    "speaker": "name of the speaker",
    "start_ms": "beginning",
    "step_id": "step",
    "to": "new name of the speaker",
    "upload_id": "upload",
    "whole_word": "wish to match whole words",
    "words": "vocabulary",
} | {name: f"list of passages of the {text}" for name, text in CITED_BY_HEADS.items()}
"""Fields whose words for a person differ from their names in the API."""


def place(path: Path) -> str:
    """Return the words for a path into the body, with an article: "the text of step 6", "the title"."""
    owner, field = owner_and_field(path)
    if not field:
        return owner or "the request"
    return f"the {field} of {owner}" if owner else f"the {field}"


def owner_and_field(path: Path) -> tuple[str, str]:
    """Return the part of the body that a field belongs to ("step 6") and the field's name ("text"). Either
    may be empty.

    Users don't know operations, so a field of an operation has no owner.
    """
    owner = field = ""
    for at, member in enumerate(path):
        if isinstance(member, int):
            continue
        follows = path[at + 1] if at + 1 < len(path) else None
        if member == "operations" and at + 2 < len(path):
            continue
        if member in ITEMS and isinstance(follows, int):
            inside = f" of {owner}" if owner else ""
            owner, field = f"{ITEMS[member]} {follows + 1}{inside}", ""
        elif member in GROUPS and follows is not None:
            owner, field = f"the {GROUPS[member]}" + (f" of {owner}" if owner else ""), ""
        elif member != "body" or follows is None:
            field = NAMES.get(member, member.replace("_", " "))
    return owner, field


def begin(sentence: str) -> str:
    """Return the sentence with a capital letter."""
    return sentence[:1].upper() + sentence[1:]
