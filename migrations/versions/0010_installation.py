"""The id of this installation, which the marker in storage repeats

Revision ID: 0010
Revises: 0009
Create Date: 2026-11-26 07:00:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        'installation',
        sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('id', sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint('number'),
    )


def downgrade():
    op.drop_table('installation')
