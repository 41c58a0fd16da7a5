"""Speakers as rows

Revision ID: 0019
Revises: 0021
Create Date: 2026-11-26 15:20:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0019'
down_revision = '0021'
branch_labels = None
depends_on = None

def upgrade():
    op.create_table(
        'speakers',
        sa.Column('project_id', sa.String(length=32), nullable=False),
        sa.Column('id', sa.String(length=32), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=255), nullable=True),
        sa.Column('voice', sa.Integer(), nullable=True),
        sa.Column('merged_into', sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(['project_id'], ['projects.id'], ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('project_id', 'id'),
    )
    op.add_column('segments', sa.Column('speaker_id', sa.String(length=32), nullable=True))
    op.add_column(
        'transcript_versions',
        sa.Column('replaced_speakers', sa.JSON(), nullable=False, server_default='{}'),
    )
    op.add_column('projects', sa.Column('speaker_count', sa.Integer(), nullable=True))


def downgrade():
    with op.batch_alter_table('projects') as batch_op:
        batch_op.drop_column('speaker_count')
    with op.batch_alter_table('transcript_versions') as batch_op:
        batch_op.drop_column('replaced_speakers')
    with op.batch_alter_table('segments') as batch_op:
        batch_op.drop_column('speaker_id')
    op.drop_table('speakers')
