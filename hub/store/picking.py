"""What an order can be picked from."""

from __future__ import annotations

import psycopg
from psycopg.rows import TupleRow, args_row

from hub.domain.fefo import LotAtPlace
from hub.store import queries

_Q = queries.load("picking")
Connection = psycopg.Connection[TupleRow]


def lots_at_places(conn: Connection, item_id: int, site_id: int) -> list[LotAtPlace]:
    """All of an item inside a site, with its lot's earliest expiry and first receipt anywhere."""
    with conn.cursor(row_factory=args_row(LotAtPlace)) as cursor:
        return cursor.execute(_Q["lots_at_places"], {"item_id": item_id, "site_id": site_id}).fetchall()
