"""Expand, then contract: no migration breaks or holds up the version before it."""

import re
from pathlib import Path

import pytest

from tests.migration_rules import breaches

ROOT = Path(__file__).parents[2]
VERSIONS = ROOT / "migrations" / "versions"

HEAD = '''"""Something

Revision ID: 0009
"""
from alembic import op
import sqlalchemy as sa

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None
'''
DOWN = "\n\ndef downgrade():\n    op.drop_table('t')\n"
BATCH = "with op.batch_alter_table('steps', schema=None) as batch_op:\n        batch_op."


def migration(*lines: str, top: str = "") -> str:
    body = "".join(f"    {line}\n" for line in lines)
    return f"{HEAD}{top}\n\ndef upgrade():\n{body}{DOWN}"


def column(options: str) -> str:
    return f"op.add_column('steps', sa.Column('size', {options}))"


@pytest.mark.parametrize("path", sorted(VERSIONS.glob("*.py")), ids=lambda path: path.stem)
def test_a_migration_only_adds_or_says_that_it_contracts(path: Path) -> None:
    assert breaches(path.read_text()) == []


def test_every_migration_is_read() -> None:
    assert sorted(VERSIONS.rglob("*.py")) == sorted(VERSIONS.glob("*.py")) != []


@pytest.mark.parametrize(
    "line",
    [
        "pass",
        "op.create_table('notes', sa.Column('id', sa.String(), nullable=False), sa.UniqueConstraint('id'))",
        column("sa.Integer()"),
        column("sa.String(length=32), nullable=True"),
        column("sa.Numeric(10, 2), nullable=True, server_default=None"),
        column("sa.Integer(), nullable=False, server_default='0'"),
        column("sa.Boolean(), nullable=False, server_default=sa.false()"),
        BATCH + "add_column(sa.Column('size', sa.DateTime(timezone=True), nullable=True))",
        "op.alter_column('steps', 'owner', existing_type=sa.String(length=64), nullable=True)",
        BATCH + "alter_column('owner', existing_type=sa.String(length=64), nullable=True)",
        "op.create_index_concurrently('ix', 'steps', ['owner'])",
        "op.create_index_concurrently('ix', 'steps', [sa.text('lower(owner)')], postgresql_using='gin')",
    ],
)
def test_adding_and_loosening_is_free(line: str) -> None:
    assert breaches(migration(line)) == []


@pytest.mark.parametrize(
    "index",
    [
        "op.create_index('ix', 'notes', ['title'], unique=True)",
        "op.create_index(op.f('ix'), 'notes', ['title'])",
        BATCH.replace("steps", "notes") + "create_index(batch_op.f('ix'), ['title'], unique=False)",
    ],
)
def test_a_new_table_has_its_indexes(index: str) -> None:
    assert breaches(migration("op.create_table('notes', sa.Column('title', sa.Text()))", index)) == []


LATER = "in a later release"
ONLY = "add a nullable column, or one with a constant server_default"
CONCURRENTLY = "op.create_index_concurrently"
MARK = 'CONTRACTS = "'
REFUSED = [
    # what takes away, renames or tightens
    ("op.drop_column('projects', 'title')", LATER),
    ("op.drop_table('projects')", LATER),
    (BATCH + "drop_constraint('uq')", LATER),
    ("op.drop_index('uq_steps_project_id')", LATER),
    ("op.rename_table('projects', 'recordings')", "read the new one"),
    (BATCH + "alter_column('title', new_column_name='name')", "read the new one"),
    ("op.alter_column('steps', 'owner', nullable=True, new_column_name='name')", "read the new one"),
    (BATCH + "alter_column('title', nullable=False)", "nullable=True"),
    (BATCH + "alter_column('title', type_=sa.Integer())", "nullable=True"),
    (BATCH + "alter_column('title', nullable=True, server_default=None)", "nullable=True"),
    ("op.alter_column('steps', 'errors', server_default=None)", "nullable=True"),
    ("op.alter_column('steps', 'owner', existing_type=sa.String(), nullable=WIDE)", "nullable=True"),
    ("op.create_foreign_key('fk', 'projects', 'users', ['user_id'], ['id'])", LATER),
    ("op.create_unique_constraint('uq', 'steps', ['owner'])", LATER),
    ("op.create_check_constraint('ck', 'steps', 'attempt > 0')", LATER),
    (BATCH + "create_primary_key('pk', ['id'])", LATER),
    # columns that lock, scan or rewrite the table, or that running code does not fill
    (column("sa.Integer(), nullable=False"), ONLY),
    (column("sa.Integer(), nullable=False, server_default=None"), ONLY),
    (column("sa.Integer(), nullable=REQUIRED"), ONLY),
    (column("sa.Integer(), unique=True"), ONLY),
    (column("sa.Integer(), index=True"), ONLY),
    (column("sa.Integer(), primary_key=True"), ONLY),
    (column("sa.String(), sa.ForeignKey('users.id')"), ONLY),
    (column("sa.Integer(), sa.Identity()"), ONLY),
    (column("sa.Integer(), sa.Computed('errors + 1')"), ONLY),
    (column("sa.Boolean(create_constraint=True)"), ONLY),
    (column("sa.Boolean(True)"), ONLY),
    (column("sa.Enum('a', 'b', name='kind')"), ONLY),
    (column("sa.DateTime(), server_default=sa.func.clock_timestamp()"), ONLY),
    (column("sa.Uuid(), nullable=False, server_default=sa.text('gen_random_uuid()')"), ONLY),
    (column("sa.String(), server_default='a' + op.f('b')"), ONLY),
    (column("sa.String(length=width())"), ONLY),
    (column("sa.Integer(), **{'unique': True}"), ONLY),
    ("op.add_column('steps', sa.Column('a', sa.Text()), schema='other')", ONLY),
    ("op.add_column('steps', COLUMN)", ONLY),
    (BATCH + "add_column(sa.Column('a', sa.Integer(), nullable=False))", ONLY),
    (BATCH + "add_column(sa.Column('a', sa.Integer()), insert_after='id')", ONLY),
    # indexes on a table that is in use
    ("op.create_index('ix', 'steps', ['owner'])", CONCURRENTLY),
    ("op.create_index('ix', table_name='steps', columns=['owner'])", CONCURRENTLY),
    ("op.create_index('ix', 'steps', ['owner'], postgresql_concurrently=True)", CONCURRENTLY),
    ("op.create_index('uq', 'steps', ['owner'], unique=True)", CONCURRENTLY),
    (BATCH + "create_index('ix', ['owner'])", CONCURRENTLY),
    ("op.create_index_concurrently('uq', 'steps', ['owner'], unique=True)", LATER),
    # SQL, in whatever form
    ("op.execute('ALTER TABLE projects DROP COLUMN title')", "DATA ="),
    ("op.execute('ALTER TABLE projects DROP\\nCOLUMN title')", "DATA ="),
    ("op.execute('ALTER TABLE projects ALTER title SET NOT NULL')", "DATA ="),
    ("op.execute('ALTER TABLE projects ALTER title TYPE text')", "DATA ="),
    ("op.execute('ALTER TABLE projects ADD CONSTRAINT c CHECK (version > 0)')", "DATA ="),
    ("op.execute('CREATE UNIQUE INDEX i ON projects (title)')", "DATA ="),
    ("op.execute(\"ALTER TYPE kind ADD VALUE 'x'\")", "DATA ="),
    ("op.execute('UPDATE projects SET version = 1')", "DATA ="),
    ("op.execute('DELETE FROM steps')", "DATA ="),
    ("op.execute('TRUNCATE steps')", "DATA ="),
    ("op.execute(SQL)", "DATA ="),
    ("op.execute(sa.update(sa.table('steps')).values(errors=0))", "DATA ="),
    ("op.bulk_insert(sa.table('users'), [{'id': 'a'}])", MARK),
    ("op.get_bind().execute(sa.text('SELECT 1'))", MARK),
    ("op.get_bind().exec_driver_sql('DROP TABLE steps')", MARK),
    ("bind = op.get_bind()", MARK),
    # what hides behind another shape
    ("tidy()", MARK),
    ("drop_column('steps', 'owner')", MARK),
    ("getattr(op, 'drop_' + 'column')('steps', 'owner')", MARK),
    ("op.invoke(OPERATION)", MARK),
    ("for name in ('a', 'b'): op.drop_column('steps', name)", MARK),
    ("[op.drop_column('steps', name) for name in ('a', 'b')]", MARK),
    ("op.create_table('a', sa.Column('b', sa.Text(), server_default=str(op.drop_table('steps'))))", MARK),
    ("op.create_table('a', *columns())", MARK),
    ("op.add_column(op.drop_table('steps'), sa.Column('a', sa.Text()))", ONLY),
    ("op.alter_column('steps', op.drop_table('steps'), nullable=True)", "nullable=True"),
    ("op.create_index_concurrently('ix', 'steps', [op.drop_table('steps')])", LATER),
    ("op.create_table('a', listeners=[('after_create', sa.DDL('DROP TABLE steps'))])", MARK),
    (BATCH.replace("batch_op", "steps") + "drop_column('owner')", "as batch_op"),
    (BATCH.replace("schema=None", "recreate='always'") + "drop_column('owner')", "as batch_op"),
    (
        BATCH.replace("schema=None", "recreate='always'") + "add_column(sa.Column('a', sa.Text()))",
        "as batch_op",
    ),
    (BATCH + "add_column(sa.Column('a', sa.Text()))\n        op.drop_table('steps')", "as batch_op"),
    ("with op.get_context().autocommit_block():\n        op.execute('VACUUM')", "as batch_op"),
]


@pytest.mark.parametrize(("line", "instead"), REFUSED, ids=[line for line, _ in REFUSED])
def test_what_running_code_could_trip_over_is_refused_and_told_what_to_do(line: str, instead: str) -> None:
    found = breaches(migration(line))

    assert found
    assert instead in found[0]


@pytest.mark.parametrize(
    "top",
    [
        "def tidy():\n    op.drop_column('steps', 'owner')",
        "from clueso.models import Step",
        "from alembic.op import drop_column",
        "import sqlalchemy as op",
        "op.drop_table('steps')",
        "OLD = op.drop_table('steps')",
        "op.create_table = None",
        "class upgrade:\n    op.drop_table('steps')",
        "@op.execute\ndef downgrade():\n    pass",
        "def downgrade(done=op.drop_table('steps')):\n    pass",
        "def downgrade() -> op.drop_table('steps'):\n    pass",
        "def upgrade():\n    op.drop_table('steps')",
        "if True:\n    op.drop_table('steps')",
    ],
)
def test_the_whole_file_is_read(top: str) -> None:
    assert breaches(migration("pass", top=top))


def test_what_locks_for_long_stands_alone() -> None:
    index = "op.create_index_concurrently('ix', 'steps', ['owner'])"
    update = "op.execute('UPDATE steps SET errors = 0 WHERE errors < 0')"
    add = column("sa.Text()")

    assert breaches(migration(index, index)) == []
    assert "of its own" in breaches(migration(add, index))[0]
    assert "of its own" in breaches(migration(add, update, top='DATA = "Twenty rows at most."'))[0]


@pytest.mark.parametrize("name", ["drop_column", "rename_table", "anything"])
def test_a_marked_contract_step_may_take_away(name: str) -> None:
    line = f"op.{name}('projects', 'title')"

    assert breaches(migration(line, top='CONTRACTS = "0.2 reads name instead"')) == []
    assert breaches(migration(line, top='CONTRACTS = " "')) != []
    assert breaches(migration(line, top="CONTRACTS = True")) != []
    assert breaches(migration(line, top='DATA = "0.2 reads name instead"')) != []


def test_marked_data_may_be_changed_by_one_statement_that_can_be_read() -> None:
    mark = 'DATA = "Twenty rows at most."'

    assert breaches(migration("op.execute('UPDATE users SET vocabulary = NULL')", top=mark)) == []
    assert breaches(migration("op.execute('DELETE FROM users; DROP TABLE steps')", top=mark)) != []
    assert breaches(migration("op.execute('TRUNCATE users')", top=mark)) != []
    assert breaches(migration("op.execute(SQL)", top=mark)) != []


def test_the_documents_example_is_permitted() -> None:
    shown = re.findall(r"```python\n(.*?)```", (ROOT / "docs/operations.md").read_text(), re.DOTALL)

    assert shown
    assert all(breaches(HEAD + example) == [] for example in shown)
