"""Tokens by model and day

Revision ID: 0053
Revises: 0052
Create Date: 2026-11-28 14:40:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0053'
down_revision = '0052'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        'model_days',
        sa.Column('user_id', sa.String(length=255), nullable=False),
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('model', sa.String(length=128), nullable=False),
        sa.Column('input_tokens', sa.BigInteger(), nullable=False),
        sa.Column('output_tokens', sa.BigInteger(), nullable=False),
        sa.Column('uncounted', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('user_id', 'day', 'model'),
    )


def downgrade():
    op.drop_table('model_days')
