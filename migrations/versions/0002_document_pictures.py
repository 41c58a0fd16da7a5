"""Document pictures

Revision ID: 0002
Revises: 0001
Create Date: 2026-11-25 17:36:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('document_pictures',
    sa.Column('document_id', sa.String(length=32), nullable=False),
    sa.Column('at_ms', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('key', sa.String(length=255), nullable=False),
    sa.Column('width', sa.Integer(), nullable=False),
    sa.Column('height', sa.Integer(), nullable=False),
    sa.Column('is_searched', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['document_id'], ['documents.id'], name=op.f('fk_document_pictures_document_id_documents'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('document_id', 'at_ms', name=op.f('pk_document_pictures'))
    )


def downgrade():
    op.drop_table('document_pictures')
