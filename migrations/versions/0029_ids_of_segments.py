"""Ids of segments may have 64 characters: clients choose those of new ones

Revision ID: 0029
Revises: 0028
Create Date: 2026-11-26 23:00:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0029'
down_revision = '0028'
branch_labels = None
depends_on = None

CONTRACTS = "it only lengthens: PostgreSQL rewrites no row for it, and the release before it reads ids of any length"


def upgrade():
    # PostgreSQL changes its catalog only; SQLite copies the two tables.
    with op.batch_alter_table('segments') as batch_op:
        batch_op.alter_column('id', existing_type=sa.String(length=32), type_=sa.String(length=64))
    with op.batch_alter_table('replaced_segments') as batch_op:
        batch_op.alter_column('segment_id', existing_type=sa.String(length=32), type_=sa.String(length=64))


def downgrade():
    # PostgreSQL refuses while a longer id is there.
    with op.batch_alter_table('replaced_segments') as batch_op:
        batch_op.alter_column('segment_id', existing_type=sa.String(length=64), type_=sa.String(length=32))
    with op.batch_alter_table('segments') as batch_op:
        batch_op.alter_column('id', existing_type=sa.String(length=64), type_=sa.String(length=32))
