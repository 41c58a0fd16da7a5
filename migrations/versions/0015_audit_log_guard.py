"""The audit log refuses changes

Revision ID: 0015
Revises: 0014
Create Date: 2026-11-26 11:46:00

"""
from alembic import op


# revision identifiers, used by Alembic.
revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None

CONTRACTS = "triggers on a table that no earlier release knows, and that this one only adds rows to"
REFUSAL = "audit_log is append-only"


def upgrade():
    if op.get_bind().dialect.name == 'postgresql':
        op.execute(
            "CREATE OR REPLACE FUNCTION audit_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
        )
        op.execute(
            "CREATE TRIGGER audit_log_keeps_rows BEFORE UPDATE OR DELETE ON audit_log "
            "FOR EACH ROW EXECUTE FUNCTION audit_log_is_append_only()"
        )
        return
    for name, deed in (('audit_log_keeps_rows', 'DELETE'), ('audit_log_keeps_words', 'UPDATE')):
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {deed} ON audit_log BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )


def downgrade():
    op.execute("DROP TRIGGER audit_log_keeps_rows" + (
        " ON audit_log" if op.get_bind().dialect.name == 'postgresql' else ""
    ))
    if op.get_bind().dialect.name == 'postgresql':
        op.execute("DROP FUNCTION audit_log_is_append_only()")
    else:
        op.execute("DROP TRIGGER audit_log_keeps_words")
