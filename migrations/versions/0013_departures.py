"""Deleted users

Revision ID: 0013
Revises: 0012
Create Date: 2026-11-26 11:20:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        'departures',
        sa.Column('user_id', sa.String(length=255), nullable=False),
        sa.Column('left_at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('user_id', name='pk_departures'),
    )


def downgrade():
    op.drop_table('departures')
