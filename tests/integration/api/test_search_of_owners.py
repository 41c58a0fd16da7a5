"""Search finds what is the owner's, whatever the owner's id, by an index of the owner's own words."""

import pytest
from sqlalchemy import text

from clueso.extensions import db
from clueso.models import Place
from clueso.services.search.finding import find
from clueso.services.search.matching import Scope
from jobs.runtime import Runtime
from tests.bench.plans import statements
from tests.integration.api.searched import said

ODD_IDS = ("user_o'brien", "back\\slash", 'quo"te', "a & !b", "two words", "ключ", "100%", ":*")


def hits(owner_id: str, typed: str) -> int:
    return len(find(typed, Scope(owner_id, frozenset(Place)), limit=10).hits)


def test_an_owner_finds_words_whatever_the_owners_id_is(runtime: Runtime, subtests: pytest.Subtests) -> None:
    for owner_id in ODD_IDS:
        said(runtime, "The printer.", title="Tour", user_id=owner_id)

    for owner_id in ODD_IDS:
        with subtests.test(owner_id):
            assert (hits(owner_id, "printer"), hits(owner_id, "-tour printer")) == (1, 1)


def test_an_owners_id_is_no_word_of_the_recordings(runtime: Runtime) -> None:
    said(runtime, "The scanner.", title="Tour", user_id="printer")

    assert (hits("printer", "printer"), hits("printer", "scanner")) == (0, 1)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_postgresql_finds_the_words_of_an_owner_by_one_index(runtime: Runtime) -> None:
    said(runtime, "The printer.", user_id="alice")
    with statements() as sent:
        hits("alice", "printer")
    (search,) = [(statement, values) for statement, values in sent if "@@" in statement]

    with db.engine.connect() as connection:
        # Of a few rows PostgreSQL would read all, and by any index.
        connection.execute(text("SET LOCAL enable_seqscan = off"))
        connection.execute(text("SET LOCAL enable_indexscan = off"))
        connection.execute(text("DROP INDEX ix_passages_user_language, ix_passages_project_place"))
        plan = "\n".join(connection.exec_driver_sql(f"EXPLAIN {search[0]}", search[1]).scalars())

    assert "Bitmap Index Scan on ix_passages_owner_stems" in plan
