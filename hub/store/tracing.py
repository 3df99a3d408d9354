"""Where a lot or a serial number has been."""

from __future__ import annotations

import psycopg
from psycopg.rows import TupleRow, args_row

from hub.domain.tracing import Flow
from hub.store import queries

_Q = queries.load("tracing")
Connection = psycopg.Connection[TupleRow]


def flows(conn: Connection, item_id: int, *, lot: str | None = None, serial: str | None = None) -> list[Flow]:
    """Those of an item's lot or serial number, through all sites; none where nothing ever moved of it."""
    values = {"item_id": item_id, "lot": lot, "serial": serial}
    with conn.cursor(row_factory=args_row(Flow)) as cursor:
        # planned for its filters each time: a plan for all filters at once uses no partial index
        return cursor.execute(_Q["flows"], values, prepare=False).fetchall()
