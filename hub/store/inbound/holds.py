"""What stands on hold or damaged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import psycopg
from psycopg.rows import TupleRow, class_row

from hub.store import queries

_Q = queries.load("held_stock")
Connection = psycopg.Connection[TupleRow]


@dataclass(frozen=True, slots=True)
class Held:
    """``since`` and ``reason`` are of what came there last."""

    site: str
    location: str
    kind: str
    sku: str
    name: str
    unit: str
    lot: str
    qty: Decimal
    since: datetime | None
    reason: str | None
    document: str | None


def list_all(conn: Connection, *, site: str | None = None, limit: int = 1000) -> list[Held]:
    """By site, place, SKU and lot."""
    with conn.cursor(row_factory=class_row(Held)) as cursor:
        return cursor.execute(_Q["page"], {"site": site, "limit": limit}).fetchall()


def place_of(conn: Connection, site_id: int, kind: str) -> str | None:
    """The code of the site's first place of this kind; None: it has none."""
    row = conn.execute(_Q["place"], {"site_id": site_id, "kind": kind}).fetchone()
    return None if row is None else str(row[0])
