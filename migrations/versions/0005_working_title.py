"""The title of a project at its creation

Revision ID: 0005
Revises: 0004
Create Date: 2026-11-25 21:36:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column('projects', sa.Column('working_title', sa.String(length=255), nullable=True))


def downgrade():
    with op.batch_alter_table('projects') as batch_op:
        batch_op.drop_column('working_title')
