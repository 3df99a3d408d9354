"""What stands where, and what it is worth."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

import psycopg
from psycopg.rows import TupleRow, args_row, class_row

from hub.store import queries

_Q = queries.load("stock")
Connection = psycopg.Connection[TupleRow]
Place = tuple[int, int, str]


class StockRow(NamedTuple):
    """In the order of the statement's columns.

    ``value`` is qty at the site's average: rounded for each row; the books' own sum is in the summary.
    """

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
    unit_cost: Decimal
    value: Decimal


@dataclass(frozen=True, slots=True)
class StockSummary:
    site: str
    currency: str
    value: Decimal
    items: int
    negative_places: int


def list_page(
    conn: Connection,
    *,
    site: str | None = None,
    sku: str | None = None,
    location: str | None = None,
    category: str | None = None,
    nonzero: bool = True,
    outside: bool = False,
    after: tuple[str, str, str, str] = ("", "", "", ""),
    limit: int = 100,
) -> list[StockRow]:
    """By (sku, site, location, lot), those behind ``after``; those ``outside`` the walls only when asked."""
    values = {
        "site": site,
        "sku": sku,
        "location": location,
        "category": category,
        "nonzero": nonzero,
        "outside": outside,
        "after_sku": after[0],
        "after_site": after[1],
        "after_location": after[2],
        "after_lot": after[3],
        "limit": limit,
    }
    # as text, which becomes a Decimal faster than PostgreSQL's binary form
    with conn.cursor(row_factory=args_row(StockRow)) as cursor:
        # planned for its filters each time: a plan for all filters at once reads everything
        return cursor.execute(_Q["page"], values, prepare=False).fetchall()


@dataclass(frozen=True, slots=True)
class AvailableRow:
    """Of one item at one site, inside the walls: ``available`` is ``qty`` less what is held and reserved.

    ``held`` = ``on_hold`` + ``damaged`` + ``in_transit``; 0 where that is below 0.
    """

    sku: str
    name: str
    category: str
    unit: str
    site: str
    qty: Decimal
    held: Decimal
    reserved: Decimal
    available: Decimal
    on_hold: Decimal
    damaged: Decimal
    in_transit: Decimal


def available(
    conn: Connection,
    *,
    site: str | None = None,
    sku: str | None = None,
    after: tuple[str, str] = ("", ""),
    limit: int = 100,
) -> list[AvailableRow]:
    """By (sku, site), those behind ``after``."""
    values = {"site": site, "sku": sku, "after_sku": after[0], "after_site": after[1], "limit": limit}
    with conn.cursor(row_factory=class_row(AvailableRow)) as cursor:
        return cursor.execute(_Q["available"], values, prepare=False).fetchall()


def summary(conn: Connection, *, site: str | None = None) -> list[StockSummary]:
    """One row a site."""
    with conn.cursor(row_factory=class_row(StockSummary)) as cursor:
        return cursor.execute(_Q["summary"], {"site": site}).fetchall()


class Moment(NamedTuple):
    """An item (lot) at a place at a time."""

    item_id: int
    location_id: int
    lot: str
    at: datetime


def at_moments(conn: Connection, moments: Sequence[Moment]) -> list[Decimal]:
    """What stood there then, by all that is known now: later movements do not count, however early they came.

    Takes as long as there are movements of the item since.
    """
    values = {
        "item_ids": [moment.item_id for moment in moments],
        "location_ids": [moment.location_id for moment in moments],
        "lots": [moment.lot for moment in moments],
        "times": [moment.at for moment in moments],
    }
    with conn.cursor(binary=True) as cursor:
        return [row[0] for row in cursor.execute(_Q["at_moments"], values)]


def at_places(conn: Connection, places: Iterable[Place]) -> dict[Place, Decimal]:
    """Quantities at (item id, location id, lot); a place without a row has none."""
    wanted = sorted(set(places))
    values = {
        "item_ids": [place[0] for place in wanted],
        "location_ids": [place[1] for place in wanted],
        "lots": [place[2] for place in wanted],
    }
    with conn.cursor(binary=True) as cursor:
        found = {(row[0], row[1], row[2]): row[3] for row in cursor.execute(_Q["at_places"], values)}
    return {place: found.get(place, Decimal(0)) for place in wanted}
