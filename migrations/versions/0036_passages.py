"""Passages: the words that search finds

Revision ID: 0036
Revises: 0035
Create Date: 2026-11-27 21:50:00

"""
from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSVECTOR


# revision identifiers, used by Alembic.
revision = '0036'
down_revision = '0035'
branch_labels = None
depends_on = None

CONTRACTS = "a new table with its indexes, which no earlier release knows"

SQLITE = (
    "CREATE VIRTUAL TABLE passages_words USING fts5"
    "(stems, content='passages', content_rowid='id', tokenize='ascii')",
    "CREATE TRIGGER passages_words_added AFTER INSERT ON passages "
    "BEGIN INSERT INTO passages_words (rowid, stems) VALUES (new.id, new.stems); END",
    "CREATE TRIGGER passages_words_removed AFTER DELETE ON passages "
    "BEGIN INSERT INTO passages_words (passages_words, rowid, stems) VALUES ('delete', old.id, old.stems); END",
)


def upgrade():
    is_postgresql = op.get_bind().dialect.name == 'postgresql'
    op.create_table(
        'passages',
        sa.Column('id', sa.BigInteger() if is_postgresql else sa.Integer(), nullable=False),
        sa.Column('user_id', sa.String(length=255), nullable=False),
        sa.Column('project_id', sa.String(length=32), nullable=False),
        sa.Column('place', sa.String(length=16), nullable=False),
        sa.Column('document_id', sa.String(length=32), nullable=True),
        sa.Column('language', sa.String(length=16), nullable=False),
        sa.Column('from_position', sa.Double(), nullable=False),
        sa.Column('to_position', sa.Double(), nullable=False),
        sa.Column('text', sa.Text(), nullable=False),
        sa.Column('parts', sa.JSON(), nullable=False),
        sa.Column('stems', TSVECTOR() if is_postgresql else sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(['project_id'], ['projects.id'], ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id'),
    )
    op.create_index('ix_passages_project_place', 'passages', ['project_id', 'place', 'from_position'])
    op.create_index('ix_passages_user_language', 'passages', ['user_id', 'language'])
    if is_postgresql:
        op.create_index('ix_passages_stems', 'passages', ['stems'], postgresql_using='gin')
        return
    for statement in SQLITE:
        op.execute(statement)


def downgrade():
    if op.get_bind().dialect.name == 'sqlite':
        op.execute("DROP TABLE passages_words")
    op.drop_table('passages')
