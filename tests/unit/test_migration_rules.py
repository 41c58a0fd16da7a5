"""Expand, then contract: no migration takes away what the version before it still uses."""

from pathlib import Path

import pytest

from tests.migration_rules import breaches

VERSIONS = Path(__file__).parents[2] / "migrations" / "versions"


def migration(line: str, *, mark: str = "") -> str:
    return f"{mark}\ndef upgrade():\n    {line}\n\ndef downgrade():\n    op.drop_table('t')\n"


@pytest.mark.parametrize("path", sorted(VERSIONS.glob("*.py")), ids=lambda path: path.stem)
def test_a_migration_only_adds_or_says_that_it_contracts(path: Path) -> None:
    assert breaches(path.read_text()) == []


@pytest.mark.parametrize(
    "line",
    [
        "op.drop_column('projects', 'title')",
        "op.drop_table('projects')",
        "batch_op.drop_constraint('uq')",
        "op.rename_table('projects', 'recordings')",
        "batch_op.alter_column('title', new_column_name='name')",
        "batch_op.alter_column('title', nullable=False)",
        "batch_op.alter_column('title', type_=sa.Integer())",
        "batch_op.add_column(sa.Column('size', sa.Integer(), nullable=False))",
        "op.create_index('ix', 'projects', ['title'], unique=True)",
        "op.create_foreign_key('fk', 'projects', 'users', ['user_id'], ['id'])",
        "op.execute('ALTER TABLE projects DROP COLUMN title')",
    ],
)
def test_what_the_running_version_may_still_use_is_not_taken_away(line: str) -> None:
    assert len(breaches(migration(line))) == 1


@pytest.mark.parametrize(
    "line",
    [
        "op.create_table('notes', sa.Column('id', sa.String(), nullable=False))",
        "batch_op.add_column(sa.Column('size', sa.Integer(), nullable=True))",
        "batch_op.add_column(sa.Column('size', sa.Integer(), nullable=False, server_default='0'))",
        "batch_op.alter_column('title', nullable=True)",
        "op.create_index('ix', 'projects', ['title'])",
        "op.drop_index('ix')",
    ],
)
def test_adding_and_loosening_is_free(line: str) -> None:
    assert breaches(migration(line)) == []


def test_a_marked_contract_step_may_take_away() -> None:
    line = "op.drop_column('projects', 'title')"

    assert breaches(migration(line, mark='CONTRACTS = "0.2 reads name instead"')) == []
    assert breaches(migration(line, mark='CONTRACTS = ""')) != []
