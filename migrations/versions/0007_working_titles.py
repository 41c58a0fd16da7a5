"""The titles of older projects at their creation, so that prompts for paid answers keep their words

Revision ID: 0007
Revises: 0006
Create Date: 2026-11-25 22:29:00

"""
from alembic import op


# revision identifiers, used by Alembic.
revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

DATA = "one row for each project with a title of its own, a short text each"


def upgrade():
    op.execute("UPDATE projects SET working_title = title WHERE NOT title_is_generated")


def downgrade():
    pass
