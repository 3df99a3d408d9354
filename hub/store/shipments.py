"""What has left on sales orders, as the ledger knows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import psycopg
from psycopg.rows import TupleRow, class_row

from hub.store import queries

_Q = queries.load("shipments")
Connection = psycopg.Connection[TupleRow]


@dataclass(frozen=True, slots=True)
class Shipped:
    """``override_reason``: why the carton was closed in spite of its weight, by its ``operator``;
    ``lot_override_reason``: why another lot than was told went into it."""

    id: int
    occurred_at: datetime
    sku: str
    name: str
    unit: str
    qty: Decimal
    source: str
    lot: str
    serial: str | None
    expiry: date | None
    agent: str
    operator: str | None
    carton: str | None
    override_reason: str | None
    lot_override_reason: str | None
    lot_override_by: str | None
    reversed: bool


def of_order(conn: Connection, site_id: int, number: str) -> list[Shipped]:
    """In the order in which they were recorded; ``reversed`` ones have not left after all."""
    with conn.cursor(row_factory=class_row(Shipped)) as cursor:
        return cursor.execute(_Q["of_order"], {"site_id": site_id, "number": number}).fetchall()
