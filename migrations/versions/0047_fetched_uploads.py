"""Fetched uploads

Revision ID: 0047
Revises: 0048
Create Date: 2026-11-28 10:20:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0047'
down_revision = '0048'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('uploads', schema=None) as batch_op:
        batch_op.add_column(sa.Column('source_host', sa.String(length=255), nullable=True))
        batch_op.add_column(sa.Column('source_url', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('source_validator', sa.String(length=255), nullable=True))
        batch_op.add_column(sa.Column('fetched_bytes', sa.BigInteger(), nullable=False, server_default='0'))


def downgrade():
    with op.batch_alter_table('uploads', schema=None) as batch_op:
        for name in ('fetched_bytes', 'source_validator', 'source_url', 'source_host'):
            batch_op.drop_column(name)
