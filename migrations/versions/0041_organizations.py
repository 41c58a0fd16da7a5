"""Organisations: who made what an organisation owns

Revision ID: 0041
Revises: 0038
Create Date: 2026-11-28 06:00:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0041'
down_revision = '0038'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('api_keys', schema=None) as batch_op:
        batch_op.add_column(sa.Column('made_by', sa.String(length=255), nullable=True))
    with op.batch_alter_table('projects', schema=None) as batch_op:
        batch_op.add_column(sa.Column('made_by', sa.String(length=255), nullable=True))
    with op.batch_alter_table('rehearings', schema=None) as batch_op:
        batch_op.add_column(sa.Column('made_by', sa.String(length=255), nullable=True))


def downgrade():
    with op.batch_alter_table('api_keys', schema=None) as batch_op:
        batch_op.drop_column('made_by')
    with op.batch_alter_table('projects', schema=None) as batch_op:
        batch_op.drop_column('made_by')
    with op.batch_alter_table('rehearings', schema=None) as batch_op:
        batch_op.drop_column('made_by')
