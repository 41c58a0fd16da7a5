"""Several saves of one person in one version of a document

Revision ID: 0008
Revises: 0007
Create Date: 2026-11-26 09:00:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column('document_versions', sa.Column('saves', sa.Integer(), server_default='1', nullable=False))
    op.add_column('document_versions', sa.Column('updated_at', sa.DateTime(timezone=True), nullable=True))


def downgrade():
    with op.batch_alter_table('document_versions') as batch_op:
        batch_op.drop_column('updated_at')
        batch_op.drop_column('saves')
