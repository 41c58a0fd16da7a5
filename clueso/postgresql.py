"""PostgreSQL's driver with an end to every wait. Imported only where that database is used."""

from typing import Any

import psycopg
from psycopg.errors import OperationalError


class BoundedConnection(psycopg.Connection[Any]):
    """A connection that is given up when an answer does not come: a server that stands still, or a proxy
    before it, times nothing out, and the kernel at the other end goes on acknowledging."""

    answer_timeout_s = 40.0
    """Longer than `statement_timeout`, so that a server that is well tells its own reason."""

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """As psycopg's, which every statement waits in; raises OperationalError and is closed then."""
        try:
            return super().wait(gen, interval, timeout or self.answer_timeout_s)
        except OperationalError:
            if timeout is None and self.pgconn.transaction_status == psycopg.pq.TransactionStatus.ACTIVE:
                self.close()
            raise

    def demand_schema(self, schema: str) -> None:
        """Check that table names mean the tables of this schema and of no other.

        Raises OperationalError when they do not: a pooler in transaction mode drops `search_path`, and
        our statements would then reach tables of the same names in `public`.
        """
        row = self.execute("SELECT current_schemas(false)").fetchone()
        self.rollback()
        others = [name for name in row[0] if name != schema] if row else []
        if others:
            self.close()
            raise OperationalError(
                f"DATABASE_SCHEMA is {schema}, but this connection looks up tables in {', '.join(others)} too. "
                "A pooler between us and PostgreSQL drops search_path: connect without it, or set it for the "
                f"role with ALTER ROLE ... SET search_path = {schema}."
            )
