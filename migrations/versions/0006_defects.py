"""The number of failed tries of a step that were no outage

Revision ID: 0006
Revises: 0005
Create Date: 2026-11-25 22:28:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column('steps', sa.Column('defects', sa.Integer(), server_default='0', nullable=False))


def downgrade():
    with op.batch_alter_table('steps') as batch_op:
        batch_op.drop_column('defects')
