"""Requests of steps, and the last sweep

Revision ID: 0050
Revises: 0047
Create Date: 2026-11-28 10:30:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0050'
down_revision = '0047'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('steps', schema=None) as batch_op:
        batch_op.add_column(sa.Column('request_id', sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column('traceparent', sa.String(length=55), nullable=True))
    with op.batch_alter_table('installation', schema=None) as batch_op:
        batch_op.add_column(sa.Column('swept_at', sa.DateTime(timezone=True), nullable=True))


def downgrade():
    with op.batch_alter_table('installation', schema=None) as batch_op:
        batch_op.drop_column('swept_at')
    with op.batch_alter_table('steps', schema=None) as batch_op:
        batch_op.drop_column('traceparent')
        batch_op.drop_column('request_id')
