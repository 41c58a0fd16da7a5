"""PostgreSQL's driver with a timeout for every wait. Import it only if that database is used."""

from typing import Any

import psycopg
from psycopg.errors import OperationalError


class BoundedConnection(psycopg.Connection[Any]):
    """A connection that closes if the server does not answer.

    A server that stands still, or a proxy in front of it, enforces no timeout, and its kernel keeps
    acknowledging packets. So TCP timeouts do not help.
    """

    answer_timeout_s = 40.0
    """Longer than `statement_timeout`, so that a healthy server reports its own error first."""

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """Wait as psycopg does for every statement, but no longer than `answer_timeout_s`.

        Raises OperationalError after that, and closes the connection.
        """
        try:
            return super().wait(gen, interval, timeout or self.answer_timeout_s)
        except OperationalError:
            if timeout is None and self.pgconn.transaction_status == psycopg.pq.TransactionStatus.ACTIVE:
                self.close()
            raise

    def demand_schema(self, schema: str) -> None:
        """Check that table names are looked up in this schema only.

        Raises OperationalError otherwise: a pooler in transaction mode drops `search_path`, and our
        statements would use tables of the same names in `public`.
        """
        row = self.execute("SELECT current_schemas(false)").fetchone()
        # The SELECT has begun a transaction.
        self.rollback()
        others = [name for name in row[0] if name != schema] if row else []
        if others:
            self.close()
            raise OperationalError(
                f"DATABASE_SCHEMA is {schema}, but this connection looks up tables in {', '.join(others)} too. "
                "A pooler between us and PostgreSQL drops search_path: connect without it, or set it for the "
                f"role with ALTER ROLE ... SET search_path = {schema}."
            )
