"""The API's way to the database: one transaction a piece of work, from a pool that comes back by itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import psycopg
from fastapi import Depends, Request
from psycopg_pool import ConnectionPool

Connection = psycopg.Connection[tuple[object, ...]]

# After this a failed attempt is given up and the next request starts a fresh one: psycopg_pool's back-off
# doubles, and with its default of 5 minutes the API would stay away long after the database is back.
RECONNECT_TIMEOUT_S = 2.0


class Database:
    """Transactions on pooled connections. Raises psycopg.OperationalError while the database is away."""

    def __init__(self, dsn: str, *, max_size: int, timeout_s: float) -> None:
        self._pool = ConnectionPool(
            dsn,
            min_size=1,
            max_size=max_size,
            timeout=timeout_s,
            reconnect_timeout=RECONNECT_TIMEOUT_S,
            check=ConnectionPool.check_connection,
            kwargs={
                "connect_timeout": 3,
                "options": "-c statement_timeout=30s -c timezone=UTC",
                "application_name": "tallydock-hub",
            },
            open=False,
            name="hub",
        )

    def open(self) -> None:
        """Starts connecting, and does not wait for it: the API answers 503 until then."""
        self._pool.open(wait=False)

    def close(self) -> None:
        self._pool.close()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Commits at the end, rolls back on any exception."""
        with self._pool.connection() as conn:
            yield conn


async def get_database(request: Request) -> Database:
    # async although it waits for nothing: a plain function would cost a trip to the thread pool
    database: Database = request.app.state.database
    return database


Db = Annotated[Database, Depends(get_database)]
