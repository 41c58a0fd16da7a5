"""The audit log refuses TRUNCATE

Revision ID: 0028
Revises: 0027
Create Date: 2026-11-26 20:00:00

"""
from alembic import op


# revision identifiers, used by Alembic.
revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None

CONTRACTS = "TRUNCATE of a table that no release ever empties; PostgreSQL runs no trigger of rows for it"


def upgrade():
    if op.get_bind().dialect.name == 'postgresql':
        op.execute(
            "CREATE TRIGGER audit_log_keeps_all BEFORE TRUNCATE ON audit_log "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_append_only()"
        )


def downgrade():
    if op.get_bind().dialect.name == 'postgresql':
        op.execute("DROP TRIGGER audit_log_keeps_all ON audit_log")
