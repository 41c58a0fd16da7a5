"""Links that show parts of a project to anybody who has them

Revision ID: 0038
Revises: 0037
Create Date: 2026-11-28 06:00:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0038'
down_revision = '0037'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        'shared_links',
        sa.Column('id', sa.String(length=32), nullable=False),
        sa.Column('owner_id', sa.String(length=255), nullable=False),
        sa.Column('project_id', sa.String(length=32), nullable=False),
        sa.Column('prefix', sa.String(length=16), nullable=False),
        sa.Column('digest', sa.String(length=64), nullable=False),
        sa.Column('shows', sa.JSON(), nullable=False),
        sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('password_hash', sa.String(length=255), nullable=True),
        sa.Column('embed', sa.Boolean(), nullable=False),
        sa.Column('embed_origins', sa.JSON(), nullable=False),
        sa.Column('views', sa.BigInteger(), nullable=False),
        sa.Column('last_viewed_on', sa.Date(), nullable=True),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['project_id'], ['projects.id'], ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('digest'),
    )
    with op.batch_alter_table('shared_links', schema=None) as batch_op:
        batch_op.create_index('ix_shared_links_owner', ['owner_id'], unique=False)
        batch_op.create_index('ix_shared_links_project', ['project_id', 'created_at'], unique=False)


def downgrade():
    op.drop_table('shared_links')
