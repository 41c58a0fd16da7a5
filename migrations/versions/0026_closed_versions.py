"""Closed versions of a transcript, which take no further saves

Revision ID: 0026
Revises: 0025
Create Date: 2026-11-26 17:15:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column(
        'transcript_versions', sa.Column('is_closed', sa.Boolean(), nullable=False, server_default=sa.false())
    )


def downgrade():
    with op.batch_alter_table('transcript_versions') as batch_op:
        batch_op.drop_column('is_closed')
