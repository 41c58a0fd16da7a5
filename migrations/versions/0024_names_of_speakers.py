"""A row for each name of a speaker

Revision ID: 0024
Revises: 0023
Create Date: 2026-11-26 15:21:00

"""
from alembic import op


# revision identifiers, used by Alembic.
revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None

CONTRACTS = "Names stay where they are, but what a process of before writes there afterwards is not seen: docs/operations.md says to stop them."

NAMED = {
    'sqlite': """
        SELECT project_id, speaker AS name, position FROM segments
        UNION ALL
        SELECT project_id, json_extract(state, '$.speaker'), json_extract(state, '$.position')
        FROM replaced_segments
    """,
    'postgresql': """
        SELECT project_id, speaker AS name, position FROM segments
        UNION ALL
        SELECT project_id, state ->> 'speaker', (state ->> 'position')::double precision
        FROM replaced_segments
    """,
}
"""Every name that a segment has or had, with the place of the segment."""

OF_STATES = {
    'sqlite': """
        UPDATE replaced_segments SET state = json_set(state, '$.speaker_id', speakers.id)
        FROM speakers
        WHERE speakers.project_id = replaced_segments.project_id
        AND speakers.name = json_extract(replaced_segments.state, '$.speaker')
    """,
    'postgresql': """
        UPDATE replaced_segments
        SET state = (state::jsonb || jsonb_build_object('speaker_id', speakers.id))::json
        FROM speakers
        WHERE speakers.project_id = replaced_segments.project_id
        AND speakers.name = replaced_segments.state ->> 'speaker'
    """,
}


def upgrade():
    """Number the names in the order in which the transcript has them."""
    dialect = op.get_context().dialect.name
    op.execute(f"""
        INSERT INTO speakers (project_id, id, number, name)
        SELECT project_id, 'n' || place, place, name FROM (
            SELECT project_id, name,
                row_number() OVER (PARTITION BY project_id ORDER BY min(position), name) AS place
            FROM ({NAMED[dialect]}) AS named WHERE name IS NOT NULL GROUP BY project_id, name
        ) AS placed
    """)
    op.execute("""
        UPDATE segments SET speaker_id = speakers.id FROM speakers
        WHERE speakers.project_id = segments.project_id AND speakers.name = segments.speaker
    """)
    op.execute(OF_STATES[dialect])


def downgrade():
    op.execute("UPDATE segments SET speaker_id = NULL")
    op.execute("DELETE FROM speakers")
