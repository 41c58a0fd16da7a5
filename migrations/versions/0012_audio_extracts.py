"""The sound of a recording, kept with its project

Revision ID: 0012
Revises: 0011
Create Date: 2026-11-26 12:00:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column('projects', sa.Column('audio_key', sa.String(length=255), nullable=True))
    op.add_column('projects', sa.Column('audio_size_bytes', sa.BigInteger(), nullable=True))


def downgrade():
    with op.batch_alter_table('projects') as batch_op:
        batch_op.drop_column('audio_size_bytes')
        batch_op.drop_column('audio_key')
