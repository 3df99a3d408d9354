"""Which items an order is for."""

from __future__ import annotations

from collections.abc import Sequence

import psycopg
from psycopg.rows import TupleRow

from hub.store import queries

_Q = queries.load("order_items")


def items_of(conn: psycopg.Connection[TupleRow], order_ids: Sequence[int]) -> dict[int, frozenset[int]]:
    """Ids of the items by order id."""
    return {row[0]: frozenset(row[1]) for row in conn.execute(_Q["items_of"], {"ids": list(order_ids)})}
