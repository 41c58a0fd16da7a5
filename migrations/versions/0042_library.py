"""Tags and metadata of projects, and how titles sort

Revision ID: 0042
Revises: 0039
Create Date: 2026-11-28 06:00:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0042'
down_revision = '0039'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        'project_tags',
        sa.Column('project_id', sa.String(length=32), nullable=False),
        sa.Column('key', sa.String(length=200), nullable=False),
        sa.Column('owner_id', sa.String(length=255), nullable=False),
        sa.Column('name', sa.String(length=50), nullable=False),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['project_id'], ['projects.id'], ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('project_id', 'key'),
    )
    op.create_index('ix_project_tags_owner_key', 'project_tags', ['owner_id', 'key', 'project_id'])
    op.create_table(
        'project_metadata',
        sa.Column('project_id', sa.String(length=32), nullable=False),
        sa.Column('name', sa.String(length=40), nullable=False),
        sa.Column('owner_id', sa.String(length=255), nullable=False),
        sa.Column('value', sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(['project_id'], ['projects.id'], ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('project_id', 'name'),
    )
    op.create_index('ix_project_metadata_owner_value', 'project_metadata', ['owner_id', 'name', 'value'])
    op.add_column('projects', sa.Column('title_key', sa.String(length=80), nullable=False, server_default=''))


def downgrade():
    with op.batch_alter_table('projects') as batch_op:
        batch_op.drop_column('title_key')
    op.drop_table('project_metadata')
    op.drop_table('project_tags')
