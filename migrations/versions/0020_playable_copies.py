"""A copy of a recording that every browser plays, and notes about the recording

Revision ID: 0020
Revises: 0024
Create Date: 2026-11-26 15:40:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0020'
down_revision = '0024'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column('projects', sa.Column('plays_everywhere', sa.Boolean(), nullable=True))
    op.add_column('projects', sa.Column('copy_key', sa.String(length=255), nullable=True))
    op.add_column('projects', sa.Column('heard_tracks', sa.JSON(), nullable=True))
    op.add_column('projects', sa.Column('announced_ms', sa.BigInteger(), nullable=True))


def downgrade():
    with op.batch_alter_table('projects') as batch_op:
        batch_op.drop_column('announced_ms')
        batch_op.drop_column('heard_tracks')
        batch_op.drop_column('copy_key')
        batch_op.drop_column('plays_everywhere')
