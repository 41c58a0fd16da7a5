"""Notices: how people hear that a recording is ready

Revision ID: 0048
Revises: 0046
Create Date: 2026-11-28 10:10:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0048'
down_revision = '0046'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        'contacts',
        sa.Column('person_id', sa.String(length=255), nullable=False),
        sa.Column('address', sa.String(length=254), nullable=True),
        sa.Column('by_mail', sa.Boolean(), nullable=False),
        sa.Column('stop_token', sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint('person_id'),
    )
    with op.batch_alter_table('contacts', schema=None) as batch_op:
        batch_op.create_index('ix_contacts_stop_token', ['stop_token'], unique=True)
    op.create_table(
        'push_subscriptions',
        sa.Column('id', sa.String(length=32), nullable=False),
        sa.Column('person_id', sa.String(length=255), nullable=False),
        sa.Column('endpoint', sa.String(length=2048), nullable=False),
        sa.Column('public_key', sa.String(length=128), nullable=False),
        sa.Column('secret', sa.String(length=32), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('id'),
    )
    with op.batch_alter_table('push_subscriptions', schema=None) as batch_op:
        batch_op.create_index('ix_push_subscriptions_person', ['person_id', 'created_at'], unique=False)
    op.create_table(
        'notices',
        sa.Column('id', sa.String(length=32), nullable=False),
        sa.Column('person_id', sa.String(length=255), nullable=False),
        sa.Column('channel', sa.String(length=8), nullable=False),
        sa.Column('subscription_id', sa.String(length=32), nullable=True),
        sa.Column('project_id', sa.String(length=32), nullable=True),
        sa.Column('event_id', sa.String(length=40), nullable=False),
        sa.Column('event', sa.String(length=32), nullable=False),
        sa.Column('data', sa.JSON(), nullable=False),
        sa.Column('status', sa.String(length=16), nullable=False),
        sa.Column('attempt', sa.Integer(), nullable=False),
        sa.Column('tries', sa.Integer(), nullable=False),
        sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
        sa.Column('run_after', sa.DateTime(timezone=True), nullable=False),
        sa.Column('error', sa.String(length=500), nullable=True),
        sa.Column('tried_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['project_id'], ['projects.id'], ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['subscription_id'], ['push_subscriptions.id'], ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id'),
    )
    with op.batch_alter_table('notices', schema=None) as batch_op:
        batch_op.create_index('ix_notices_status_run_after', ['status', 'run_after'], unique=False)
        batch_op.create_index('ix_notices_person', ['person_id', 'created_at', 'id'], unique=False)
        batch_op.create_index('ix_notices_project', ['project_id'], unique=False)
        batch_op.create_index('ix_notices_subscription', ['subscription_id'], unique=False)


def downgrade():
    op.drop_table('notices')
    op.drop_table('push_subscriptions')
    op.drop_table('contacts')
