"""Linked uploads: files of a host, and their places

Revision ID: 0009
Revises: 0008
Create Date: 2026-11-26 07:10:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('uploads', schema=None) as batch_op:
        batch_op.add_column(sa.Column('linked_id', sa.String(length=255), nullable=True))
        batch_op.add_column(sa.Column('linked_bucket', sa.String(length=255), nullable=True))
        batch_op.add_column(sa.Column('linked_key', sa.String(length=1024), nullable=True))


def downgrade():
    with op.batch_alter_table('uploads', schema=None) as batch_op:
        batch_op.drop_column('linked_key')
        batch_op.drop_column('linked_bucket')
        batch_op.drop_column('linked_id')
