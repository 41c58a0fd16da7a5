"""An index for the words of one owner

Revision ID: 0052
Revises: 0050
Create Date: 2026-11-28 15:00:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0052'
down_revision = '0050'
branch_labels = None
depends_on = None

CONTRACTS = "nothing is removed: PostgreSQL alone gets an index, which is built beside running writes"


def upgrade():
    if op.get_bind().dialect.name == 'postgresql':
        words = sa.text("(stems || array_to_tsvector(ARRAY['@' || user_id]))")
        op.create_index_concurrently('ix_passages_owner_stems', 'passages', [words], postgresql_using='gin')


def downgrade():
    if op.get_bind().dialect.name == 'postgresql':
        op.drop_index('ix_passages_owner_stems', 'passages')
