"""All that the stations of a site are told of goods that come in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, NamedTuple

import psycopg
from psycopg.rows import TupleRow, class_row

from hub.store import queries
from hub.store.inbound import notices, putaway, receipts, sightings, tracked
from hub.store.transfers import documents as transfers

_Q = queries.load("goods_in")
Connection = psycopg.Connection[TupleRow]
# a message has its limit (ADR 4), and a dock its day: what is due later comes up when the earlier has come
MOST_LINES: Final = 1500
MOST_PLACES: Final = 3000
MOST_STOCK: Final = 6000
MOST_SEEN: Final = 2000
MOST_UNPLACED: Final = 200
MOST_SERIALS: Final = 4000
MOST_LEAVING: Final = 500


@dataclass(frozen=True, slots=True)
class PlaceToTell:
    code: str
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class GoodsInToTell:
    blind: bool
    due: Sequence[receipts.DueItem]
    packages: Sequence[notices.DueLine]
    putaways: Sequence[putaway.Task]
    places: Sequence[PlaceToTell]
    seen: Sequence[sightings.SeenTag] = ()
    unplaced: Sequence[sightings.UnplacedTag] = ()
    serials: Sequence[tracked.SerialInStock] = ()
    units: Sequence[putaway.UnitTask] = ()
    leaving: Sequence[transfers.LeavingItem] = ()


class StockToTell(NamedTuple):
    sku: str
    location: str
    lot: str
    qty: Decimal


def stock(conn: Connection, site_id: int) -> list[StockToTell]:
    """What stands at the site, by SKU: at most one row more than is told, to see that there is more."""
    values = {"site_id": site_id, "limit": MOST_STOCK + 1}
    return [StockToTell(*row) for row in conn.execute(_Q["stock"], values)]


def of_site(conn: Connection, site_id: int) -> GoodsInToTell:
    with conn.cursor(row_factory=class_row(PlaceToTell)) as cursor:
        values = {"site_id": site_id, "limit": MOST_PLACES}
        places = cursor.execute(_Q["places"], values).fetchall()
    loose, whole = putaway.both(conn, site_id)
    return GoodsInToTell(
        blind=receipts.is_blind(conn, site_id),
        due=[
            *transfers.due(conn, site_id, limit=MOST_LINES // 2),
            *receipts.due(conn, site_id, limit=MOST_LINES),
        ][:MOST_LINES],
        packages=notices.due(conn, site_id, limit=MOST_LINES),
        putaways=loose,
        units=whole,
        places=places,
        seen=sightings.seen_at_doors(conn, site_id, limit=MOST_SEEN),
        unplaced=sightings.unplaced_at_doors(conn, site_id, limit=MOST_UNPLACED),
        serials=tracked.serials_of_due(conn, site_id, limit=MOST_SERIALS),
        leaving=transfers.leaving(conn, site_id, limit=MOST_LEAVING),
    )
