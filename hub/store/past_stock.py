"""What stood at a site at a past moment, and its worth: the stock of now less what has changed since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

import psycopg
from psycopg.rows import TupleRow, class_row

from hub.domain.months import pieces
from hub.store import months, queries, stock

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


@dataclass(frozen=True, slots=True)
class StoodThere:
    """Of one item (lot) at one place."""

    sku: str
    name: str
    category: str
    unit: str
    lot: str
    qty: Decimal


def at_place(
    conn: Connection, location_id: int, moment: Moment, *, sku: str | None = None
) -> list[StoodThere]:
    """By (sku, lot); what did not stand there is left out. Takes as long as its items have moved since."""
    values = {"location_id": location_id, "sku": sku}
    known = conn.execute(_Q["known_at"], values).fetchall()
    # what happened at the very end of a day is the next day's
    at = moment.at - timedelta(microseconds=moment.at == moment.day_end)
    stood = stock.at_moments(conn, [stock.Moment(row[0], location_id, row[5], at) for row in known])
    return [
        StoodThere(row[1], row[2], row[3], row[4], row[5], qty)
        for row, qty in zip(known, stood, strict=True)
        if qty
    ]


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
