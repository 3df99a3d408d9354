"""Lots that expire soon, or have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import psycopg
from psycopg.rows import TupleRow, class_row

from hub.store import queries

_Q = queries.load("stock")
Connection = psycopg.Connection[TupleRow]


@dataclass(frozen=True, slots=True)
class ExpiringRow:
    """A lot at a place inside; ``value`` at the site's average."""

    sku: str
    name: str
    unit: str
    site: str
    currency: str
    location: str
    location_kind: str
    lot: str
    qty: Decimal
    expiry: date
    value: Decimal


def until(conn: Connection, days: Mapping[int, date]) -> list[ExpiringRow]:
    """What has expired, or does by its site's day (by site id); the earliest first."""
    values = {"site_ids": list(days), "untils": list(days.values())}
    with conn.cursor(row_factory=class_row(ExpiringRow)) as cursor:
        return cursor.execute(_Q["expiring"], values).fetchall()
