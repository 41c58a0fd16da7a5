"""Warnings of a transcript: speech without words, and omitted segments

Revision ID: 0011
Revises: 0010
Create Date: 2026-11-26 10:00:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column('transcripts', sa.Column('warnings', sa.JSON(), server_default='[]', nullable=False))


def downgrade():
    with op.batch_alter_table('transcripts') as batch_op:
        batch_op.drop_column('warnings')
