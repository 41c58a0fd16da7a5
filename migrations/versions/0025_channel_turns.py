"""Turns by the channels of a recording

Revision ID: 0025
Revises: 0020
Create Date: 2026-11-26 16:45:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0025'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column('projects', sa.Column('channel_turns', sa.JSON(), nullable=True))


def downgrade():
    with op.batch_alter_table('projects') as batch_op:
        batch_op.drop_column('channel_turns')
