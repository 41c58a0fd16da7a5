"""A host application's database for the tests: its tables have our names, and rows."""

from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

TABLES = """
CREATE TABLE users (id serial PRIMARY KEY, email text NOT NULL UNIQUE);
CREATE TABLE uploads (id text PRIMARY KEY, owner integer REFERENCES users (id), file_key text NOT NULL);
CREATE TABLE projects (id integer PRIMARY KEY, name text NOT NULL);
CREATE TABLE steps (id integer PRIMARY KEY, project_id integer REFERENCES projects (id) ON DELETE CASCADE);
CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY);
CREATE INDEX ix_projects_name ON projects (name);
INSERT INTO users (email) VALUES ('alice@host.example'), ('bob@host.example');
INSERT INTO uploads VALUES ('u1', 1, 'customer/video.mp4'), ('u2', 2, 'customer/talk.mp3');
INSERT INTO projects VALUES (1, 'Ours'), (2, 'Theirs');
INSERT INTO steps VALUES (1, 1);
INSERT INTO alembic_version VALUES ('host_0042');
"""
THINGS = """
SELECT c.relkind::text, c.relname, coalesce(pg_get_indexdef(c.oid), ''), coalesce((
  SELECT string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull, ', '
    ORDER BY a.attnum)
  FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped), '')
FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace ORDER BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class Host:
    """An application that lives in the schema `public` of this database."""

    url: str

    def move_in(self) -> None:
        """Make its tables and rows."""
        with psycopg.connect(self.url) as connection:
            connection.execute(TABLES)

    def everything(self) -> dict[str, Any]:
        """Return the contents of `public`: tables, indexes, sequences, columns and rows."""
        with psycopg.connect(self.url) as connection:
            things = connection.execute(THINGS).fetchall()
            tables = [name for kind, name, *_ in things if kind == "r"]
            return {"things": things} | {name: _rows(connection, name) for name in tables}

    def schemas(self) -> set[str]:
        """The schemas that hold tables, PostgreSQL's own left out."""
        with psycopg.connect(self.url) as connection:
            found = connection.execute(
                "SELECT DISTINCT schemaname FROM pg_tables "
                "WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
            )
            return {row[0] for row in found}


def _rows(connection: psycopg.Connection[Any], table: str) -> list[Any]:
    query = sql.SQL("SELECT * FROM public.{} ORDER BY 1").format(sql.Identifier(table))
    return connection.execute(query).fetchall()
