"""Connections to the database, alike everywhere: UTC, named, and answering or failing soon."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool

_CONNECT_TIMEOUT_S = 10


def _arguments(application: str) -> dict[str, Any]:
    return {
        "application_name": application,
        "connect_timeout": _CONNECT_TIMEOUT_S,
        "options": "-c timezone=UTC",
    }


def connect(
    dsn: str, *, application: str = "tallydock", autocommit: bool = False
) -> psycopg.Connection[TupleRow]:
    """One connection of one's own. Raises psycopg.OperationalError."""
    return psycopg.connect(dsn, autocommit=autocommit, **_arguments(application))


def open_pool(
    dsn: str,
    *,
    min_size: int = 1,
    max_size: int = 8,
    timeout_s: float = 10.0,
    application: str = "tallydock",
) -> ConnectionPool[psycopg.Connection[TupleRow]]:
    """An open pool; connections are checked when handed out, so that a restarted server does no harm."""
    return ConnectionPool(
        dsn,
        min_size=min_size,
        max_size=max_size,
        timeout=timeout_s,
        kwargs=_arguments(application),
        check=ConnectionPool.check_connection,
        name=application,
        open=True,
    )
