"""The language of each segment and chunk, and the languages that a project allows

Revision ID: 0022
Revises: 0019
Create Date: 2026-11-26 15:20:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0022'
down_revision = '0019'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column('projects', sa.Column('languages', sa.JSON(), server_default='[]', nullable=False))
    op.add_column('chunks', sa.Column('language', sa.String(length=16), nullable=True))
    op.add_column('chunks', sa.Column('language_probability', sa.Double(), nullable=True))
    op.add_column('chunks', sa.Column('doubtful', sa.JSON(), server_default='[]', nullable=False))
    op.add_column('segments', sa.Column('language', sa.String(length=16), nullable=True))


def downgrade():
    with op.batch_alter_table('segments') as batch_op:
        batch_op.drop_column('language')
    with op.batch_alter_table('chunks') as batch_op:
        batch_op.drop_column('doubtful')
        batch_op.drop_column('language_probability')
        batch_op.drop_column('language')
    with op.batch_alter_table('projects') as batch_op:
        batch_op.drop_column('languages')
