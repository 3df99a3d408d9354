"""What the day totals say of a span of days: the sums that turnover and average stock are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

import psycopg
from psycopg.rows import class_row

from hub.domain.months import pieces
from hub.store import months, queries

_SQL = queries.load("turnover")
By = Literal["item", "category", "site"]


@dataclass(frozen=True, slots=True)
class ScopeSite:
    """A site in scope: its calendar, and where the span ends there."""

    site_id: int
    timezone: str
    span_end: datetime


@dataclass(frozen=True, slots=True)
class SpanFigures:
    """Of one key at one site. `area_value_s`: what the span's changes add to the integral of the value."""

    site_id: int
    key: str
    name: str
    opening: Decimal
    area_value_s: Decimal
    cogs: Decimal
    revenue: Decimal
    units_sold: Decimal


@dataclass(frozen=True, slots=True)
class DayFigures:
    """One day of one key at one site; the day before the first holds the opening, and has no end."""

    site_id: int
    key: str
    day: date
    day_end: datetime
    change: Decimal
    moment: Decimal
    cogs: Decimal
    revenue: Decimal
    units_sold: Decimal


def figures(
    conn: psycopg.Connection[Any],
    scope: Sequence[ScopeSite],
    *,
    first: date,
    last: date,
    by: By,
    category: str | None = None,
    sku: str | None = None,
) -> list[SpanFigures]:
    """Per site and key; days `first` to `last` of each site's calendar, both included."""
    site_ids = [site.site_id for site in scope]
    values = {
        "site_ids": site_ids,
        "span_ends": [site.span_end for site in scope],
        **pieces(first, last, months.closed_until(conn, site_ids))._asdict(),
        "last": last,
        "by": by,
        "category": category,
        "sku": sku,
    }
    with conn.cursor(row_factory=class_row(SpanFigures)) as cursor:
        # planned for its days each time: a plan for any days at all reads all of them
        return cursor.execute(_SQL["figures"], values, prepare=False).fetchall()


def days(
    conn: psycopg.Connection[Any],
    scope: Sequence[ScopeSite],
    *,
    first: date,
    last: date,
    by: By | None,
    keys: Sequence[str] | None = None,
    category: str | None = None,
    sku: str | None = None,
    whole_months: bool = False,
) -> list[DayFigures]:
    """Per site, key and day, in that order. Without `by` everything together has the key ''.

    `whole_months`: a whole month of the span may come as one row, of its first day, that ends with its last.
    """
    site_ids = [site.site_id for site in scope]
    closed = months.closed_until(conn, site_ids)
    since = pieces(first, None, closed)._asdict()
    values = {
        "site_ids": site_ids,
        **pieces(first, last, closed if whole_months else date.min)._asdict(),
        **{f"since_{name}": day for name, day in since.items()},
        "last": last,
        "by": by or "",
        "keys": None if keys is None else list(keys),
        "category": category,
        "sku": sku,
    }
    with conn.cursor(row_factory=class_row(DayFigures)) as cursor:
        return cursor.execute(_SQL["days"], values, prepare=False).fetchall()
