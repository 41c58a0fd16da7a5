"""Corrections that the screens of a recording suggest

Revision ID: 0033
Revises: 0031
Create Date: 2026-11-27 17:50:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0033'
down_revision = '0031'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column('transcripts', sa.Column('seen_offers', sa.JSON(), server_default='[]', nullable=False))


def downgrade():
    op.drop_column('transcripts', 'seen_offers')
