"""Calls in flight

Revision ID: 0003
Revises: 0002
Create Date: 2026-11-25 20:58:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column('paid_calls', sa.Column('held_by', sa.String(length=64), nullable=True))
    op.add_column('paid_calls', sa.Column('held_until', sa.DateTime(timezone=True), nullable=True))


def downgrade():
    with op.batch_alter_table('paid_calls') as batch_op:
        batch_op.drop_column('held_until')
        batch_op.drop_column('held_by')
