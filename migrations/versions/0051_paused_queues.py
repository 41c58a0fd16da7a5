"""Paused queues, and failures that operators dismissed

Revision ID: 0051
Revises: 0053
Create Date: 2026-11-28 14:20:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0051'
down_revision = '0053'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        'paused_queues',
        sa.Column('queue', sa.String(length=32), nullable=False),
        sa.Column('paused_by', sa.String(length=64), nullable=False),
        sa.Column('paused_at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('queue'),
    )
    with op.batch_alter_table('steps', schema=None) as batch_op:
        batch_op.add_column(sa.Column('dismissed_attempt', sa.Integer(), nullable=True))


def downgrade():
    with op.batch_alter_table('steps', schema=None) as batch_op:
        batch_op.drop_column('dismissed_attempt')
    op.drop_table('paused_queues')
