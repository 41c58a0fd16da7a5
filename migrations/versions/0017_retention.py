"""How long recordings are kept

Revision ID: 0017
Revises: 0016
Create Date: 2026-11-26 12:10:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column('projects', sa.Column('retention_days', sa.Integer(), nullable=True))
    op.add_column('uploads', sa.Column('removal_at', sa.DateTime(timezone=True), nullable=True))


def downgrade():
    with op.batch_alter_table('uploads') as batch_op:
        batch_op.drop_column('removal_at')
    with op.batch_alter_table('projects') as batch_op:
        batch_op.drop_column('retention_days')
