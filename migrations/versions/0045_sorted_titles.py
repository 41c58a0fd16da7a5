"""An index for projects by title

Revision ID: 0045
Revises: 0042
Create Date: 2026-11-28 06:01:00

"""
from alembic import op


# revision identifiers, used by Alembic.
revision = '0045'
down_revision = '0042'
branch_labels = None
depends_on = None


def upgrade():
    op.create_index_concurrently('ix_projects_user_title', 'projects', ['user_id', 'title_key', 'id'])


def downgrade():
    op.drop_index('ix_projects_user_title', 'projects')
