"""What a user has used on each day

Revision ID: 0016
Revises: 0015
Create Date: 2026-11-26 12:20:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        'day_uses',
        sa.Column('user_id', sa.String(length=255), nullable=False),
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('what', sa.String(length=16), nullable=False),
        sa.Column('amount', sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint('user_id', 'day', 'what', name='pk_day_uses'),
    )


def downgrade():
    op.drop_table('day_uses')
