"""The place in storage that an installation has claimed

Revision ID: 0027
Revises: 0026
Create Date: 2026-11-26 19:30:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0027'
down_revision = '0026'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column('installation', sa.Column('claimed', sa.Text(), nullable=True))


def downgrade():
    with op.batch_alter_table('installation') as batch_op:
        batch_op.drop_column('claimed')
