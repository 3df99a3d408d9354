"""What is on order: owed by suppliers and not here yet, by item, site and day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import psycopg
from psycopg.rows import TupleRow, class_row

from hub.store import queries

_Q = queries.load("on_order")
Connection = psycopg.Connection[TupleRow]


@dataclass(frozen=True, slots=True)
class Due:
    """``due_on``: the day the supplier confirmed, else the one that was asked for; None: none was said."""

    sku: str
    site: str
    site_id: int
    item_id: int
    due_on: date | None
    qty: Decimal


def open_qtys(conn: Connection, *, site: str | None = None, skus: Sequence[str] | None = None) -> list[Due]:
    """By SKU, site and day."""
    values = {"site": site, "skus": None if skus is None else list(skus)}
    with conn.cursor(row_factory=class_row(Due)) as cursor:
        return cursor.execute(_Q["open"], values).fetchall()
