"""What it takes to find a word in ten thousand transcripts."""

import random
from collections.abc import Iterator
from functools import partial
from itertools import count
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import insert, text

from clueso.domain.searching.passages import Passage, Piece, passages
from clueso.extensions import db
from clueso.models import PassageRow, Place, Project, from_now
from clueso.services.transaction import transactional
from tests.bench import ten_hours
from tests.bench.paths import Bench, Measure
from tests.factories import USER, stored_upload

TRANSCRIPTS, SEGMENTS, AT_ONCE = 10_000, 45, 500
DIFFERENT = 50
"""Transcripts that differ; the others are copies with another word of their own."""
RARE_IN = 10
QUERIES = {
    "a word of 10 transcripts": "zebra7",
    "a word of every transcript": "administrator",
    "two words": "invitation administrator",
    "a phrase": '"more than water"',
    "a question with few hits": "how do the zebra7 understand nothing",
}


def searches(bench: Bench) -> Iterator[Measure]:
    """Fill the database, then search it over the API."""
    upload_id = stored_upload()
    said = [list(passages(_pieces(number))) for number in range(DIFFERENT)]
    for first in range(0, TRANSCRIPTS, AT_ONCE):
        _fill(upload_id, said, range(first, first + AT_ONCE))
    _settle()
    for name, typed in QUERIES.items():
        found: list[int] = []
        path = f"/search?{urlencode({'q': typed})}"
        yield Measure(
            f"search {name}",
            partial(_search, bench, path, found),
            lambda: f"{found[-1]:>4} hits",  # noqa: B023
        )


def _search(bench: Bench, path: str, found: list[int]) -> None:
    found.append(len(bench.alice.get(path)["items"]))


def _pieces(number: int) -> Iterator[Piece]:
    chance = random.Random(number)
    places = count(1)
    for segment in chance.sample(ten_hours.segments(2000), SEGMENTS):
        at = next(places)
        yield Piece(f"s1-{at}", at * ten_hours.EACH_MS, segment.text, float(at), "en")


@transactional
def _fill(upload_id: str, said: list[list[Passage]], numbers: range) -> None:
    titles = [{"id": f"{number:032}", "title": f"Talk {number}"} for number in numbers]
    known = {"owner_id": USER, "upload_id": upload_id, "deadline_at": from_now(0)}
    db.session.execute(insert(Project).values(**known), titles)
    rows = [
        _row(number, passage, is_first=at == 0)
        for number in numbers
        for at, passage in enumerate(said[number % DIFFERENT])
    ]
    db.session.execute(insert(PassageRow), rows)


def _row(number: int, passage: Passage, *, is_first: bool) -> dict[str, Any]:
    own = f"zebra{number // RARE_IN}"
    return {
        "owner_id": USER,
        "project_id": f"{number:032}",
        "place": Place.TRANSCRIPT,
        "language": passage.language,
        "from_position": passage.pieces[0].position,
        "to_position": passage.pieces[-1].position,
        "text": f"{passage.text} {own}" if is_first else passage.text,
        "parts": passage.parts,
        "stems": (*passage.stems, own) if is_first else passage.stems,
    }


def _settle() -> None:
    """Let the database look at its tables, as it does by itself within a minute."""
    with db.engine.connect() as connection:
        connection.execute(text("ANALYZE"))
        connection.commit()
