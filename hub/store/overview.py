"""Counts for the first page that anybody looks at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import psycopg
from psycopg.rows import class_row

from hub.store import queries

_SQL = queries.load("overview")


@dataclass(frozen=True, slots=True)
class Places:
    """(item, location, lot) inside the walls that are not empty."""

    places: int
    negative_places: int


@dataclass(frozen=True, slots=True)
class Shortage:
    site: str
    sku: str
    location: str
    lot: str
    qty: Decimal


@dataclass(frozen=True, slots=True)
class Counters:
    open_alarms: int
    agents_online: int
    agents_total: int
    quarantined: int
    quarantine_dropped: int
    orders_open: int


def places(conn: psycopg.Connection[Any], *, site: str | None) -> Places:
    with conn.cursor(row_factory=class_row(Places)) as cursor:
        row = cursor.execute(_SQL["places"], {"site": site}).fetchone()
    assert row is not None  # noqa: S101 - an aggregate
    return row


def shortages(conn: psycopg.Connection[Any], *, site: str | None, limit: int) -> list[Shortage]:
    """Places below zero, the largest shortage first."""
    with conn.cursor(row_factory=class_row(Shortage)) as cursor:
        return cursor.execute(_SQL["shortages"], {"site": site, "limit": limit}).fetchall()


def counters(conn: psycopg.Connection[Any], *, site: str | None) -> Counters:
    with conn.cursor(row_factory=class_row(Counters)) as cursor:
        row = cursor.execute(_SQL["counters"], {"site": site}).fetchone()
    assert row is not None  # noqa: S101 - a select without from
    return row


def last_movement_at(conn: psycopg.Connection[Any], *, site_id: int | None) -> datetime | None:
    """When the latest movement was recorded."""
    row = conn.execute(_SQL["last_movement_at"], {"site_id": site_id}).fetchone()
    return row[0] if row else None
