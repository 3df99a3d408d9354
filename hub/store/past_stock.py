"""What stood at a site at a past moment, and its worth: the stock of now less what has changed since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

import psycopg
from psycopg.rows import TupleRow, class_row

from hub.domain.months import pieces
from hub.store import months, queries

_Q = queries.load("stock")
Connection = psycopg.Connection[TupleRow]


@dataclass(frozen=True, slots=True)
class Moment:
    """A site's day, and the moment in it up to which things count; ``at`` = ``day_end``: the whole day."""

    site_id: int
    day: date
    at: datetime
    day_end: datetime


@dataclass(frozen=True, slots=True)
class PastStock:
    """Of one item at one site, inside the walls."""

    sku: str
    name: str
    category: str
    unit: str
    site: str
    currency: str
    qty: Decimal
    value: Decimal


def at(
    conn: Connection, moments: Sequence[Moment], *, sku: str | None = None, category: str | None = None
) -> list[PastStock]:
    """By (sku, site); items of which nothing stood there are left out. One moment a site."""
    if not moments:
        return []
    site_ids = [moment.site_id for moment in moments]
    latest = max(moment.day for moment in moments)
    since = pieces(latest + timedelta(days=1), None, months.closed_until(conn, site_ids))
    values = {
        "site_ids": site_ids,
        "days": [moment.day for moment in moments],
        "moments": [moment.at for moment in moments],
        "day_ends": [moment.day_end for moment in moments],
        **since._asdict(),
        # where it is an earlier day than at another site, that day counts too
        "head": min(moment.day for moment in moments) + timedelta(days=1),
        "within_day": any(moment.at < moment.day_end for moment in moments),
        "first_moment": min(moment.at for moment in moments),
        "last_day_end": max(moment.day_end for moment in moments),
        "sku": sku,
        "category": category,
    }
    with conn.cursor(row_factory=class_row(PastStock)) as cursor:
        # planned for its days each time: a plan for any days at all reads all of them
        return cursor.execute(_Q["past"], values, prepare=False).fetchall()


@dataclass(frozen=True, slots=True)
class PastPlace:
    """What stood of an item (lot) in one place inside the walls."""

    sku: str
    name: str
    category: str
    unit: str
    site: str
    location: str
    location_kind: str
    lot: str
    qty: Decimal
    currency: str


def at_places(
    conn: Connection,
    moments: Sequence[Moment],
    *,
    sku: str | None = None,
    category: str | None = None,
    location: str | None = None,
) -> list[PastPlace]:
    """By (sku, site, location, lot), below zero as it was; what was empty is left out. One moment a site.

    Takes as long as there are movements since of the items that are asked for.
    """
    if not moments:
        return []
    values = {
        "site_ids": [moment.site_id for moment in moments],
        "moments": [moment.at for moment in moments],
        "whole_days": [moment.at == moment.day_end for moment in moments],
        "first_moment": min(moment.at for moment in moments),
        "sku": sku,
        "category": category,
        "location": location,
    }
    with conn.cursor(row_factory=class_row(PastPlace)) as cursor:
        return cursor.execute(_Q["past_places"], values, prepare=False).fetchall()
