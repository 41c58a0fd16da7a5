"""The fields of projects in requests."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from clueso.api.schemas import ANY_LINES, UNIQUE, Described, Name, with_line_breaks, without_repeats
from clueso.domain.documents.documents import DocumentKind
from clueso.domain.searching.labels import LONGEST_TAG, one_spaced
from clueso.domain.words.languages import CODES

MOST_TAGS = 20
MOST_ENTRIES = 16
LONGEST_VALUE = 500
ENTRY_NAME = re.compile(r"[A-Za-z0-9_.-]{1,40}", re.ASCII)

Title = Annotated[Name, Field(max_length=255)]


def known_language(code: str) -> str:
    """Return the code unchanged. Raises ValueError for a language that no recogniser supports."""
    if code not in CODES:
        raise ValueError("must be the code of a language that can be recognised, such as en, de or zh")
    return code


def entry_name(name: str) -> str:
    """Return the name of a value in the metadata unchanged. Raises ValueError for one that it cannot have."""
    if not ENTRY_NAME.fullmatch(name):
        raise ValueError("must have a name of 1 to 40 letters, digits, dots, dashes or underscores")
    return name


Language = Annotated[
    str, AfterValidator(known_language), Described({"pattern": f"^({'|'.join(sorted(CODES))})$"})
]
Languages = Annotated[list[Language], Field(max_length=5), AfterValidator(without_repeats), UNIQUE]
Kinds = Annotated[list[Annotated[DocumentKind, Field(strict=False)]], AfterValidator(without_repeats), UNIQUE]
TagName = Annotated[Name, AfterValidator(one_spaced), Field(max_length=LONGEST_TAG)]
Tags = Annotated[list[TagName], Field(max_length=MOST_TAGS)]
Metadata = Annotated[
    dict[
        Annotated[str, AfterValidator(entry_name)],
        Annotated[str, Field(max_length=LONGEST_VALUE), AfterValidator(with_line_breaks), ANY_LINES],
    ],
    Field(max_length=MOST_ENTRIES),
]
"""Values of the caller's application, by names that it chooses."""
